// What each picture is given: a server that knows the story, and the reader's page in one of its guises.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type Locator, type Page, expect } from '@playwright/test';
import { Person } from '../support/person.ts';
import { type Command, FAST, commands } from '../support/program.ts';
import { PASSWORD, Server } from '../support/server.ts';
import { byCable, test as base } from '../support/test.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import type { Story } from './story.ts';

export { expect };

/** The moment of every picture, a while after the last message. */
const NOW = new Date('2026-03-12T10:42:00+08:00');
const PICTURES = join(import.meta.dirname, '../screenshots');

/** Where the data of a server that knows the story in `language` are put aside. */
export function kept(language: string): string {
  return join(import.meta.dirname, '../test-results/stories', language);
}

export interface Guise {
  /** The story's language. */
  language: string;
  /** The end of the names of its pictures. */
  guise: string;
}

/** The page of the story's reader. Its parts go by what is the same in every language. */
export class Sitter extends Person {
  readonly field = this.page.locator('#message');
  override readonly log = this.page.getByRole('log');

  constructor(
    page: Page,
    server: Server,
    readonly story: Story,
    readonly guise: string,
  ) {
    super(story.reader, page, server);
  }

  async looksAt(path: string): Promise<void> {
    await this.page.goto(path);
    await this.isLive();
  }

  /** Signs in, and opens `path`. */
  async comesTo(path: string): Promise<void> {
    const data = { username: this.name, password: PASSWORD };
    expect((await this.context.request.post('/login', { data })).ok()).toBe(true);
    await this.looksAt(path);
    await expect(this.page.locator('.connection .live').filter({ visible: true })).toBeVisible();
  }

  /** Signs in, and opens a room. */
  async isIn(room: string): Promise<void> {
    await this.comesTo(`/r/${encodeURIComponent(room)}`);
  }

  /** Says something without waiting for what becomes of it. */
  async says(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
    await expect(this.field).toHaveValue('');
  }

  /** The mark of trouble that is in sight. */
  get trouble(): Locator {
    return this.page.locator('.connection.trouble').filter({ visible: true });
  }

  /** Takes the picture, when nothing is on its way any more. */
  async isPictured(name: string): Promise<void> {
    await this.page.evaluate(() => document.fonts.ready);
    await mkdir(PICTURES, { recursive: true });
    const path = join(PICTURES, `${name}-${this.guise}.png`);
    // No caret: it blinks.
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide', scale: 'device' });
  }
}

/** Somebody signed in who speaks by program alone: a page of theirs would read what is said. */
export async function hasNoPage(username: string, browser: Browser, server: Server): Promise<Person> {
  const context = await browser.newContext({ baseURL: server.url });
  await context.route('**/pkg/*', (route) => route.abort());
  expect((await context.request.post('/login', { data: { username, password: PASSWORD } })).ok()).toBe(true);
  const person = new Person(username, await context.newPage(), server);
  await person.page.goto('/rooms');
  return person;
}

interface Given {
  story: Story;
  reader: Sitter;
  /** Somebody else of the team says something just now, unseen. */
  another: (name: string, room: string, all: Command[]) => Promise<void>;
}

export const test = base.extend<Guise & Given>({
  language: ['en', { option: true }],
  guise: ['', { option: true }],
  ...byCable(...FAST),

  // By cable, so that each can be cut off.
  baseURL: async ({ cable }, use) => use(cable.url),

  story: async ({ language }, use) => use([english, chinese].find((story) => story.language === language)!),

  server: async ({ port, flags, story }, use) => {
    const server = await Server.opens(port, flags, kept(story.language));
    await use(server);
    await server.closes();
  },

  reader: async ({ page, server, story, guise, cable }, use) => {
    await page.clock.setFixedTime(NOW);
    // The wait for the next attempt is drawn by lot: each picture draws the same.
    await page.addInitScript(() => {
      Math.random = () => 0.9;
    });
    const reader = new Sitter(page, server, story, guise);
    await page.context().addCookies([{ name: 'language', value: story.language, url: cable.url }]);
    await use(reader);
  },

  another: async ({ server, browser }, use) => {
    await use(async (name, room, all) => {
      const person = await hasNoPage(name, browser, server);
      await commands(person, room, all);
      await person.context.close();
    });
  },
});
