// A person at a browser of their own: what they do and see, by role and label as they would.

import { expect, type Locator, type Page } from '@playwright/test';
import { PASSWORD, type Server } from './server.ts';
import { isPainted, Tab } from './tab.ts';

type Action = 'React' | 'Edit' | 'Delete';

/** What is said of a message that is not sent yet. */
const WAITING = 'Waiting to be sent';

export class Person extends Tab {
  readonly main: Locator;
  readonly composer: Locator;
  readonly log: Locator;
  readonly messages: Locator;
  /** The texts of the confirmed messages. */
  readonly texts: Locator;
  readonly rooms: Locator;
  /** The field of the switcher. */
  readonly finder: Locator;

  constructor(
    readonly name: string,
    page: Page,
    server: Server,
  ) {
    super(page, server);
    this.main = page.getByRole('main');
    this.composer = page.getByRole('textbox', { name: 'Message', exact: true });
    this.log = page.getByRole('log', { name: 'Messages' });
    this.messages = this.log.getByRole('article');
    this.texts = this.messages.getByRole('paragraph');
    // On a phone they are there, and out of sight while a room is shown.
    this.rooms = page.getByRole('navigation', { name: 'Rooms', includeHidden: true });
    this.finder = page.getByRole('combobox', { name: 'Find or open a room' });
  }

  async visits(path: string): Promise<void> {
    await this.page.goto(path);
    await this.isLive();
  }

  /** The page has come to life, if it is one that does. */
  async isLive(): Promise<void> {
    await expect(this.page.locator('html[data-hydrated], html:not(:has(#first))')).toBeAttached();
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

  /** The browser's session is theirs, whatever its tabs show yet. */
  async takesOver(): Promise<void> {
    const body = JSON.stringify({ username: this.name, password: PASSWORD });
    const headers = { 'content-type': 'application/json' };
    const ask = (ask: RequestInit) => fetch('/login', ask).then(({ ok }) => ok);
    expect(await this.page.evaluate(ask, { method: 'POST', headers, body })).toBe(true);
  }

  async isConnected(): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: /^Connected$/ })).toBeVisible();
  }

  /** The browser says that its link is back, as it does, until the page is connected. */
  async comesBack(): Promise<void> {
    await expect(async () => {
      await this.page.evaluate(() => dispatchEvent(new Event('online')));
      await expect(this.page.getByRole('status').filter({ hasText: /^Connected$/ })).toBeVisible({ timeout: 1_000 });
    }).toPass();
  }

  async isOffline(): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: 'Offline' })).toBeVisible();
  }

  async isIn(room: string): Promise<void> {
    await expect(this.main.getByRole('heading', { level: 1, name: room, exact: true })).toBeVisible();
    await expect(this.link(room)).toHaveAttribute('aria-current', 'page');
    await expect(this.composer).toBeVisible();
  }

  /** Has chosen a language, by its tag: pages speak it from the next one on. */
  async speaks(language: string): Promise<void> {
    await this.context.addCookies([{ name: 'language', value: language, url: this.server.url }]);
  }

  /** Another tab of the same browser. */
  async opensTab(path = '/'): Promise<Person> {
    const tab = new Person(this.name, await this.context.newPage(), this.server);
    await tab.visits(path);
    return tab;
  }

  /** Somebody else at the same browser. */
  makesRoomFor(name: string): Person {
    return new Person(name, this.page, this.server);
  }

  /** Asks for a room by name. */
  async asksFor(room: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.finder.fill(room);
    await this.finder.press('Enter');
  }

  /** Opens a room, which makes it if need be. */
  async opens(room: string): Promise<void> {
    await this.asksFor(room);
    await this.isIn(room);
    await isPainted(this.page);
  }

  /** The way to a room, whatever is unread in it. */
  link(room: string): Locator {
    return this.rooms.getByRole('link', { includeHidden: true }).filter({ has: this.page.getByText(room, { exact: true }) });
  }

  async goesTo(room: string): Promise<void> {
    await this.seesRooms();
    await this.link(room).click();
    await this.isIn(room);
    // The focus goes there a frame later, and would take what is typed with it.
    await isPainted(this.page);
  }

  /** Has the list of rooms in sight. */
  async seesRooms(): Promise<void> {
    const back = this.main.getByRole('link', { name: 'Rooms' });
    if (await back.isVisible()) await back.click();
  }

  async goesToAdministration(): Promise<void> {
    await this.seesRooms();
    await this.presses(`${this.name} Your account`);
    await this.page.getByRole('link', { name: 'Administration' }).click();
  }

  async logsOut(): Promise<void> {
    await this.seesRooms();
    await this.presses(`${this.name} Your account`);
    await this.presses('Log out');
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
    // What waits is plain text yet, no paragraph.
    await expect(message.getByRole('paragraph')).toBeVisible();
    await expect(message).not.toContainText(WAITING);
    await expect(message.getByRole('time')).toHaveText(/^\d\d:\d\d$/);
    if (from) await expect(message.getByText(from, { exact: true })).toBeVisible();
  }

  /** Sees a message of their own that is still on its way. */
  async seesWaiting(text: string): Promise<void> {
    await expect(this.message(text)).toHaveCount(1);
    await expect(this.message(text)).toContainText(WAITING);
  }

  /** Sees just these messages of their own waiting, in this order. */
  async waitsFor(texts: string[]): Promise<void> {
    const waiting = this.messages.filter({ hasText: WAITING });
    await expect(waiting).toContainText(texts);
    await expect(waiting).toHaveCount(texts.length);
  }

  /** Reads exactly these messages, in this order, all confirmed. */
  async reads(texts: string[]): Promise<void> {
    await expect(this.texts).toHaveText(texts);
    await expect(this.messages).toHaveCount(texts.length);
    await expect(this.log.getByText(WAITING)).toHaveCount(0);
  }

  /** One of the things that can be done to a message. */
  action(action: Action, message: Locator): Locator {
    return message.getByRole('button', { name: action, exact: true });
  }

  /** Has a look at what can be done to a message. */
  async comesNear(message: Locator): Promise<void> {
    const more = message.getByRole('button', { name: 'Actions' });
    if (!(await this.#touches())) await message.hover();
    else if ((await more.getAttribute('aria-expanded')) !== 'true') await more.tap();
  }

  async does(action: Action, message: Locator): Promise<void> {
    await this.comesNear(message);
    await this.action(action, message).click();
  }

  /** Reacts to a message by one of the emoji that are offered, or takes that back. */
  async reacts(text: string, emoji: string): Promise<void> {
    await this.does('React', this.message(text));
    await this.page.getByRole('dialog', { name: 'React' }).getByRole('button', { name: emoji }).click();
  }

  /** What people reacted to a message with: its name says who. */
  reaction(text: string, emoji: string): Locator {
    return this.message(text).getByRole('button', { name: emoji });
  }

  /** Sees who reacted with what; with nobody named, that nobody did. */
  async seesReaction(text: string, emoji: string, who = ''): Promise<void> {
    if (who) await expect(this.reaction(text, emoji)).toHaveAccessibleName(new RegExp(`^${emoji}\\s*${who}$`));
    else await expect(this.reaction(text, emoji)).toHaveCount(0);
  }

  /** Sees in the list of rooms what is unread in one. */
  async hasUnread(room: string, count: number, mentions = ''): Promise<void> {
    const name = [room, `${count} unread`, ...(mentions ? [mentions] : [])].join(', ');
    if (count) await expect(this.link(room)).toHaveAttribute('aria-label', name);
    else await expect(this.link(room)).not.toHaveAttribute('aria-label');
  }

  /** Is told something beside `place`. */
  async isTold(words: string | RegExp, place: Locator | Page = this.main): Promise<void> {
    await expect(place.getByRole('alert')).toHaveText(words);
  }

  /** Goes up to the oldest message that is loaded. */
  async goesUp(): Promise<void> {
    await this.log.evaluate((list) => list.scrollTo(0, -list.scrollHeight));
  }

  async goesDown(): Promise<void> {
    await this.log.evaluate((list) => list.scrollTo(0, 0));
  }

  /** Goes up until the room begins. */
  async goesToTheBeginning(): Promise<void> {
    await expect(async () => {
      await this.goesUp();
      await expect(this.log.getByText('This is where it begins.')).toBeInViewport({ timeout: 100 });
    }).toPass({ intervals: [20] });
  }

  #touches(): Promise<boolean> {
    return this.page.evaluate(() => matchMedia('(hover: none)').matches);
  }
}
