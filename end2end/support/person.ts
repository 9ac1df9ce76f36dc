// A person at a browser of their own: what they do and see, by role and label as they would.

import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { PASSWORD, type Server } from './server.ts';

/** What Chromium logs when a server cannot be reached or goes down. */
export const NETWORK = /net::ERR_|WebSocket connection to|status of 503/;

export class Person {
  readonly main: Locator;
  readonly composer: Locator;
  readonly log: Locator;
  readonly messages: Locator;
  /** The texts of the confirmed messages. */
  readonly texts: Locator;
  readonly rooms: Locator;
  /** Every frame the page's sockets heard. */
  readonly frames: string[] = [];
  #expected: RegExp[] = [];
  #trouble: string[] = [];

  constructor(
    readonly name: string,
    readonly page: Page,
    readonly server: Server,
  ) {
    this.main = page.getByRole('main');
    this.composer = page.getByRole('textbox', { name: 'Message', exact: true });
    this.log = page.getByRole('log', { name: 'Messages' });
    this.messages = this.log.getByRole('article');
    this.texts = this.messages.getByRole('paragraph');
    this.rooms = page.getByRole('navigation', { name: 'Rooms' });
    this.context.on('console', (line) => {
      if (line.type() === 'error') this.#trouble.push(`${line.text()} at ${line.location().url}`);
    });
    this.context.on('weberror', (error) => this.#trouble.push(String(error.error())));
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => this.frames.push(payload.toString())),
    );
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  /** A line that the browser is to log: only then is it no trouble. */
  expects(line: RegExp): void {
    this.#expected.push(line);
  }

  /** Holds requests to `address` on their way, until what it answers is called. */
  async holds(address: string): Promise<() => void> {
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await this.page.route(address, async (route) => {
      await released;
      await route.continue();
    });
    return release;
  }

  /** Nothing went wrong in their browser but what was expected. */
  hadNoTrouble(): void {
    const expected = this.server.wasAway ? [...this.#expected, NETWORK] : this.#expected;
    const trouble = this.#trouble.filter((line) => !expected.some((each) => each.test(line)));
    expect(trouble, `${this.name}'s browser`).toEqual([]);
  }

  async visits(path: string): Promise<void> {
    await this.page.goto(path);
    await this.isLive();
  }

  /** The page has come to life. */
  async isLive(): Promise<void> {
    await expect(this.page.locator('html[data-hydrated]')).toBeAttached();
  }

  async fillsIn(name: string, password: string): Promise<void> {
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.page.getByLabel('Password').fill(password);
  }

  async presses(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  async signsIn(password = PASSWORD): Promise<void> {
    await this.fillsIn(this.name, password);
    await this.presses('Sign in');
  }

  /** Signs in without the form, where that is not what is looked at. */
  async enters(path = '/'): Promise<void> {
    const data = { username: this.name, password: PASSWORD };
    expect((await this.context.request.post('/login', { data })).ok()).toBe(true);
    await this.visits(path);
    await this.isConnected();
  }

  async isConnected(): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: /^Connected$/ })).toBeVisible();
  }

  async isOffline(): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: 'Offline' })).toBeVisible();
  }

  async isIn(room: string): Promise<void> {
    await expect(this.main.getByRole('heading', { level: 1, name: room, exact: true })).toBeVisible();
    await expect(this.link(room)).toHaveAttribute('aria-current', 'page');
    await expect(this.composer).toBeVisible();
  }

  /** Asks for a room by name. */
  async asksFor(room: string): Promise<void> {
    await this.page.getByLabel('Open or make a room').fill(room);
    await this.presses('Open');
  }

  /** Opens a room, which makes it if need be. */
  async opens(room: string): Promise<void> {
    await this.asksFor(room);
    await this.isIn(room);
  }

  /** The link to a room, whatever is unread there. */
  link(room: string): Locator {
    return this.rooms.getByRole('link').filter({ has: this.page.getByText(room, { exact: true }) });
  }

  async goesTo(room: string): Promise<void> {
    await this.link(room).click();
    await this.isIn(room);
  }

  async says(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await expect(this.composer).toHaveValue('');
  }

  /** Messages that say just this. */
  message(text: string): Locator {
    return this.messages.filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** Sees a message, once and confirmed. */
  async sees(text: string, { from }: { from?: string } = {}): Promise<void> {
    const message = this.message(text);
    await expect(message).toHaveCount(1);
    await expect(message).not.toContainText('Waiting to be sent');
    await expect(message.getByRole('time')).toHaveText(/^\d\d:\d\d$/);
    if (from) await expect(message.getByText(from, { exact: true })).toBeVisible();
  }

  /** Sees a message of their own that is still on its way. */
  async seesWaiting(text: string): Promise<void> {
    await expect(this.message(text)).toHaveCount(1);
    await expect(this.message(text)).toContainText('Waiting to be sent');
  }

  /** Reads exactly these messages, in this order, all confirmed. */
  async reads(texts: string[]): Promise<void> {
    await expect(this.texts).toHaveText(texts);
    await expect(this.messages).toHaveCount(texts.length);
    await expect(this.log.getByText('Waiting to be sent')).toHaveCount(0);
  }

  /** Is told something beside `place`. */
  async isTold(words: string | RegExp, place: Locator | Page = this.main): Promise<void> {
    await expect(place.getByRole('alert')).toHaveText(words);
  }

  /** Goes up to the oldest message that is loaded. */
  async goesUp(): Promise<void> {
    await this.log.evaluate((list) => list.scrollTo(0, -list.scrollHeight));
  }

  /** Goes up until the room begins. */
  async goesToTheBeginning(): Promise<void> {
    await expect(async () => {
      await this.goesUp();
      await expect(this.log.getByText('This is where the room begins.')).toBeInViewport({ timeout: 100 });
    }).toPass({ timeout: 60_000, intervals: [20] });
  }
}
