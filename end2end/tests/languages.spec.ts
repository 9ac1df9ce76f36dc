// The page in each of its languages, and from right to left.

import type { Locator } from '@playwright/test';
import type { Person } from '../support/person.ts';
import { ARABIC } from '../support/scene.ts';
import { expect, test } from '../support/test.ts';

const TITLES = { en: 'Sign in', 'zh-Hant': '登入', 'zh-Hans': '登录' };
type Tag = keyof typeof TITLES;

/** The document says its language and direction, and the words on it are that language's. */
async function reads(person: Person, tag: Tag): Promise<void> {
  const html = person.page.locator('html');
  await expect(html).toHaveAttribute('lang', tag);
  await expect(html).toHaveAttribute('dir', 'ltr');
}

async function readsTheForm(person: Person, tag: Tag): Promise<void> {
  await reads(person, tag);
  await expect(person.page.getByRole('heading', { level: 1 })).toHaveText(TITLES[tag]);
}

const NAMES = { en: 'English', 'zh-Hant': '繁體中文', 'zh-Hans': '简体中文' };

/** Of the languages to choose from, the one in force. */
function choice(person: Person): Locator {
  return person.page.locator('nav a[hreflang][aria-current=true]');
}

async function chooses(person: Person, tag: Tag): Promise<void> {
  const path = new URL(person.page.url()).pathname;
  await person.page.getByRole('link', { name: NAMES[tag], exact: true }).click();
  await expect(person.page.locator('html')).toHaveAttribute('lang', tag);
  await expect(person.page, 'the same page').toHaveURL(new RegExp(`${path}$`));
  await person.isLive();
  await expect(choice(person)).toHaveText(NAMES[tag]);
}

for (const [locale, tag] of [
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-CN', 'zh-Hans'],
  ['en-GB', 'en'],
  ['de-CH', 'en'],
] as const) {
  test(`a browser of ${locale} is spoken to in ${tag}`, async ({ server, visitor }) => {
    await server.addsUser('ann');
    const ann = await visitor('ann', { locale });
    await ann.visits('/login');
    await readsTheForm(ann, tag);
    await expect(choice(ann)).toHaveText(NAMES[tag]);
  });
}

test('a language chosen on the form is spoken at once, and kept', async ({ server, visitor }) => {
  await server.addsUser('ann');
  const ann = await visitor('ann', { locale: 'zh-TW' });
  ann.expects(/status of 401 .*\/login/);
  await ann.visits('/login');
  await chooses(ann, 'zh-Hans');
  await readsTheForm(ann, 'zh-Hans');
  await ann.page.locator('input[name=username]').fill('ann');
  await ann.page.locator('input[name=password]').fill('wrong horse');
  await ann.page.keyboard.press('Enter');
  await expect(ann.page.getByRole('alert')).toHaveText(/密码/);
  await ann.page.reload();
  await ann.isLive();
  await readsTheForm(ann, 'zh-Hans');
  await ann.page.goto('/register');
  await reads(ann, 'zh-Hans');
  await chooses(ann, 'en');
  await ann.visits('/login');
  await readsTheForm(ann, 'en');
});

test('a language chosen in the account menu is spoken everywhere, and kept', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const { page } = ann;
  await bob.says('你好 hello');
  await ann.sees('你好 hello');
  await ann.composer.fill('half a thought');
  const opensTheMenu = async () => {
    const back = page.locator('.room-header a[href="/rooms"]');
    if (await back.isVisible()) await back.click();
    await page.locator('button[popovertarget=account-menu]').click();
  };
  await opensTheMenu();
  await chooses(ann, 'zh-Hant');
  await ann.visits('/r/general');
  for (const again of [false, true]) {
    if (again) await page.reload();
    await ann.isLive();
    await reads(ann, 'zh-Hant');
    await expect(page.getByRole('textbox', { name: '訊息', exact: true })).toHaveValue('half a thought');
    await expect(page.getByRole('status').filter({ hasText: '已連線' })).toBeVisible();
    await expect(page.getByRole('article')).toContainText('你好 hello');
    await expect(page.getByRole('log').getByRole('heading')).toHaveText(/^\d{4}年\d{1,2}月\d{1,2}日 星期.$/);
  }
  await opensTheMenu();
  await chooses(ann, 'en');
  await ann.visits('/r/general');
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('half a thought');
  await expect(bob.page.locator('html'), 'one person’s choice is their own').toHaveAttribute('lang', 'en');
});

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

async function box(place: Locator): Promise<Box> {
  const { x, y, width, height } = (await place.boundingBox())!;
  return { left: x, right: x + width, top: y, bottom: y + height };
}

async function isLeftOf(one: Locator, other: Locator): Promise<void> {
  expect((await box(one)).right).toBeLessThanOrEqual((await box(other)).left);
}

/** Nothing of these covers any other. */
async function standApart(places: Locator[]): Promise<void> {
  const boxes = await Promise.all(places.map(box));
  for (const [at, one] of boxes.entries()) {
    for (const [other_at, other] of boxes.slice(at + 1).entries()) {
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      expect(Math.min(across, down), `${places[at]} and ${places[at + 1 + other_at]}`).toBeLessThanOrEqual(0);
    }
  }
}

/** How far a message's text stands from either side of where it could stand. */
async function margins(text: Locator): Promise<{ left: number; right: number }> {
  return text.evaluate((text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const [inner, outer] = [range.getBoundingClientRect(), text.getBoundingClientRect()];
    return { left: inner.left - outer.left, right: outer.right - inner.right };
  });
}

for (const language of ['en', 'en-x-mirrored']) {
  test(`each text keeps its own direction, in ${language}`, async ({ people }) => {
    const [ann] = await people('ann');
    await ann.speaks(language);
    await ann.visits('/r/general');
    await ann.isConnected();
    for (const text of [ARABIC, 'good morning', '早安']) {
      await ann.says(text);
      await ann.sees(text);
      const { left, right } = await margins(ann.message(text).getByRole('paragraph'));
      const [near, far] = text === ARABIC ? [right, left] : [left, right];
      expect(near, text).toBeLessThan(1);
      expect(far, text).toBeGreaterThan(20);
    }
  });
}

test('from right to left, everything stands the other way round, and nothing covers anything', async ({
  people,
  isMobile,
}) => {
  const [ann, bob] = await people('ann', 'bob');
  const { page } = ann;
  for (const person of [ann, bob]) await person.opens('lobby');
  await ann.goesTo('general');
  await bob.goesTo('general');
  for (const text of ['good morning', '@ann, good morning', ARABIC]) await bob.says(text);
  await bob.goesTo('lobby');
  await bob.says('@ann?');
  await ann.hasUnread('lobby', 1, '1 mention');
  await ann.speaks('en-x-mirrored');
  await ann.page.reload();
  await ann.isConnected();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-x-mirrored');

  const send = page.getByRole('button', { name: 'Send', exact: true });
  const [title, status] = [ann.main.getByRole('heading', { level: 1 }), ann.main.getByRole('status')];
  await isLeftOf(send, ann.composer);
  await isLeftOf(status, title);
  if (!isMobile) await isLeftOf(ann.main, ann.rooms);
  await standApart([title, status, ann.log, ann.composer, send, ...(isMobile ? [] : [ann.rooms])]);
  const first = ann.message('good morning');
  await isLeftOf(first.getByRole('time'), first.getByText('bob', { exact: true }));
  await isLeftOf(first.getByText('bob', { exact: true }), first.locator('.avatar'));

  await ann.seesRooms();
  const lobby = ann.link('lobby');
  const [name, mentions, count] = [lobby.getByText('lobby'), lobby.getByText('@1'), lobby.getByText('1', { exact: true })];
  await isLeftOf(count, mentions);
  await isLeftOf(mentions, name);
  const account = page.getByRole('button', { name: 'ann Your account' });
  await standApart([page.getByText('Banter', { exact: true }), page.getByRole('button', { name: 'Find a room' }), ann.rooms, account]);
  await account.click();
  const menu = page.getByRole('dialog', { name: 'Your account' });
  await expect(menu).toBeInViewport({ ratio: 1 });
  // Above the button that opened it, on its side of the window.
  const [opened, opener] = [await box(menu), await box(account)];
  expect(opened.bottom).toBeLessThanOrEqual(opener.top);
  expect(opened.right).toBeLessThanOrEqual(await page.evaluate(() => innerWidth));
  expect(opened.right).toBeGreaterThan(opener.left + (opener.right - opener.left) / 2);
});
