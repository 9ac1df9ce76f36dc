// What holds the rooms, the room and the window together, on a screen and on a phone.

import type { Page } from '@playwright/test';
import type { Person } from '../support/person.ts';
import { ARABIC, LONG_WORD, fillsGeneral } from '../support/scene.ts';
import { expect, test } from '../support/test.ts';

const LONG_ROOM = 'a-room-with-the-longest-name-that-a-room-can-have.';
const WORDY = [
  LONG_WORD,
  `https://example.org/${'path/'.repeat(30)}`,
  `\`${'code'.repeat(40)}\` and **${'bold'.repeat(40)}**`,
  '```\n' + 'one line of code without an end '.repeat(10) + '\n```',
  `| ${'wide | '.repeat(20)}\n| ${'--- | '.repeat(20)}\n| ${'cell | '.repeat(20)}`,
  `> > > ${LONG_WORD}`,
  ARABIC,
];

/** The way back to the rooms is marked, or not: to the eye and in its name. */
async function isMarked(person: Person, marked: boolean): Promise<void> {
  const back = person.main.getByRole('link', { name: 'Rooms' });
  await expect(back).toHaveAccessibleName(marked ? 'Rooms (something unread)' : 'Rooms');
  await expect
    .poll(() => back.evaluate((back) => getComputedStyle(back, '::after').content !== 'none'))
    .toBe(marked);
}

test.describe('on a phone', { tag: '@phone' }, () => {
  test('one sees the rooms or a room; tapping and both ways back lead from one to the other', async ({ people }) => {
    const [ann] = await people('ann');
    const { page } = ann;
    const atRooms = async () => {
      await expect(page).toHaveURL(/\/rooms$/);
      await expect(ann.link('general')).toBeInViewport();
      await expect(ann.composer).not.toBeInViewport();
      await expect(ann.rooms.locator('[aria-current]')).toHaveCount(0);
    };
    const inRoom = async (room: string) => {
      await expect(page).toHaveURL(new RegExp(`/r/${room}$`));
      await ann.isIn(room);
      await expect(ann.rooms).toBeHidden();
    };
    await ann.opens('lobby');
    await ann.visits('/rooms');
    await atRooms();
    await page.reload();
    await ann.isLive();
    await atRooms();
    await ann.link('lobby').tap();
    await inRoom('lobby');
    await page.reload();
    await ann.isLive();
    await inRoom('lobby');
    await page.goBack();
    await atRooms();
    await page.goForward();
    await inRoom('lobby');
    await ann.main.getByRole('link', { name: 'Rooms' }).tap();
    await atRooms();
    await ann.link('general').tap();
    await inRoom('general');
    await page.goBack();
    await atRooms();
    await page.goBack();
    await inRoom('lobby');
  });

  test('the people lie over the room: the browser goes back from them, not from the room', async ({ people }) => {
    const [ann] = await people('ann');
    const { page } = ann;
    const button = page.getByRole('button', { name: 'People' });
    const list = page.getByRole('complementary', { name: 'People' });
    await ann.visits('/rooms');
    await ann.link('general').tap();
    await ann.isIn('general');
    await button.tap();
    await expect(list).toBeVisible();
    await page.goBack();
    await expect(list).toBeHidden();
    await ann.isIn('general');
    // Closed by hand, they leave no step behind.
    await button.tap();
    await expect(list).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await expect.poll(() => page.evaluate(() => history.state)).toBeNull();
    await page.goBack();
    await expect(page).toHaveURL(/\/rooms$/);
    await expect(ann.link('general')).toBeInViewport();
    // Whoever is chosen there takes their place.
    await page.goForward();
    await button.tap();
    await list.getByRole('button', { name: 'ann' }).tap();
    await expect(page).toHaveURL(/\/d\/ann$/);
    await expect(list).toBeHidden();
    await page.goBack();
    await expect(page).toHaveURL(/\/r\/general$/);
    await ann.isIn('general');
  });

  test('what is unread elsewhere marks the way back to the rooms', async ({ people }) => {
    const [ann, bob] = await people('ann', 'bob');
    for (const person of [ann, bob]) await person.opens('lobby');
    await ann.goesTo('general');
    await isMarked(ann, false);
    await bob.says('hello?');
    await isMarked(ann, true);
    await ann.page.reload();
    await ann.isConnected();
    await isMarked(ann, true);
    await ann.goesTo('lobby');
    await ann.reads(['hello?']);
    await isMarked(ann, false);
    await bob.says('there you are');
    await ann.reads(['hello?', 'there you are']);
    await isMarked(ann, false);
  });
});

test('wide windows show the rooms beside the room', { tag: '@wide' }, async ({ people }) => {
  const [ann] = await people('ann');
  await ann.opens('lobby');
  for (const path of ['/r/lobby', '/rooms']) {
    await ann.visits(path);
    await expect(ann.link('general')).toBeInViewport({ ratio: 1 });
    await expect(ann.main).toBeInViewport({ ratio: 1 });
    const [rooms, room] = [(await ann.rooms.boundingBox())!, (await ann.main.boundingBox())!];
    expect(rooms.x + rooms.width).toBeLessThanOrEqual(room.x);
    expect(room.width).toBeGreaterThan(rooms.width);
    await expect(ann.main.getByRole('link', { name: 'Rooms' })).toBeHidden();
  }
});

test('a window that is wide enough shows the people too, at its end', { tag: '@wide' }, async ({ people }) => {
  const [ann] = await people('ann');
  const pane = ann.page.getByRole('complementary');
  await expect(pane.getByText('ann', { exact: true })).toBeInViewport({ ratio: 1 });
  const [room, side] = [(await ann.main.boundingBox())!, (await pane.boundingBox())!];
  expect(side.x).toBeGreaterThanOrEqual(room.x + room.width);
  expect(side.x + side.width).toBe(1280);
});

test('who has chosen a room writes in it; on a phone the keyboard does not come up unasked', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.opens('lobby');
  await ann.goesTo('general');
  const hovers = await ann.page.evaluate(() => matchMedia('(hover: hover)').matches);
  if (hovers) return expect(ann.composer).toBeFocused();
  await expect(ann.main.getByRole('heading', { level: 1 }), 'it is read out where one is').toBeFocused();
  await ann.seesRooms();
  await expect(ann.link('general'), 'and where one was').toBeFocused();
});

test('title and icon say that something is unread, until it is read', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const icon = ann.page.locator('link[rel=icon]');
  for (const person of [ann, bob]) await person.opens('lobby');
  await ann.goesTo('general');
  await expect(icon).toHaveAttribute('href', '/favicon.svg');
  for (const text of ['one', 'two', 'three']) await bob.says(text);
  for (const again of [false, true]) {
    if (again) await ann.page.reload();
    await expect(ann.page).toHaveTitle('(3) general · Banter');
    await expect(icon).toHaveAttribute('href', '/favicon-unread.svg');
  }
  await ann.isLive();
  await ann.goesTo('lobby');
  await ann.reads(['one', 'two', 'three']);
  await expect(ann.page).toHaveTitle('lobby · Banter');
  await expect(icon).toHaveAttribute('href', '/favicon.svg');
  const read = (path: string) => ann.context.request.get(path).then((answer) => answer.text());
  expect(await read('/favicon-unread.svg')).not.toBe(await read('/favicon.svg'));
});

test('the manifest names icons that are there, one of them maskable', async ({ people }) => {
  const [ann] = await people('ann');
  const { request } = ann.context;
  const linked = (rel: string) => ann.page.locator(`link[rel=${rel}]`).getAttribute('href');
  const answer = await request.get((await linked('manifest'))!);
  expect(answer.headers()['content-type']).toMatch(/^application\/manifest\+json|^application\/json/);
  const { name, display, start_url, icons } = await answer.json();
  expect([name, display, start_url]).toEqual(['Banter', 'standalone', '/']);
  expect(icons.some(({ purpose }: { purpose?: string }) => purpose?.split(' ').includes('maskable'))).toBe(true);
  for (const size of ['192x192', '512x512']) expect(icons.map(({ sizes }: { sizes: string }) => sizes)).toContain(size);

  const measured = (src: string) =>
    ann.page.evaluate(async (src) => {
      const image = Object.assign(new Image(), { src });
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
  for (const { src, sizes, type } of icons) {
    const icon = await request.get(src);
    expect(icon.ok(), src).toBe(true);
    expect(icon.headers()['content-type'], src).toBe(type);
    if (sizes !== 'any') expect(await measured(src), src).toBe(sizes);
  }
  expect(await measured((await linked('apple-touch-icon'))!)).toBe('180x180');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the browser's own bars take the page's colour, ${colorScheme}`, async ({ visitor }) => {
    const ann = await visitor('ann', { colorScheme });
    await ann.visits('/');
    const [named, shown] = await ann.page.evaluate(() => {
      const metas = [...document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')];
      const named = metas.filter(({ media }) => matchMedia(media).matches).map(({ content }) => content);
      document.body.style.background = 'var(--surface-side)';
      const pen = document.createElement('canvas').getContext('2d')!;
      pen.fillStyle = getComputedStyle(document.body).backgroundColor;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
      return [named, '#' + [red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')];
    });
    expect(named).toEqual([shown]);
  });
}

/** Nothing is wider than the window, and no text is cut off by what holds it. */
async function fits(page: Page, scene: string): Promise<void> {
  const [width, room, cut] = await page.evaluate(() => {
    const scrolls = (element: Element) => getComputedStyle(element).overflowX === 'auto' || element.closest('pre, table');
    const cut = [...document.querySelectorAll('.text, .text *, main, header, form, dialog[open]')]
      .filter((element) => element.scrollWidth > element.clientWidth && element.clientWidth > 1 && !scrolls(element))
      .map((element) => `${element.tagName}.${element.className}`);
    return [document.scrollingElement!.scrollWidth, innerWidth, cut] as const;
  });
  expect(width, `${scene}: as wide as the window`).toBeLessThanOrEqual(room);
  expect(cut, `${scene}: cut off`).toEqual([]);
}

const WINDOWS = {
  '320 px': { viewport: { width: 320, height: 640 } },
  '200 %': { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  'forced colours': { forcedColors: 'active' },
  'reduced motion': { reducedMotion: 'reduce' },
} as const;

for (const [name, options] of Object.entries(WINDOWS)) {
  test(`nothing scrolls sideways: ${name}`, async ({ people, visitor }) => {
    const [bob] = await people('bob');
    await bob.server.addsUser('ann');
    const ann = await visitor('ann', options);
    const { page } = ann;
    await ann.visits('/login');
    await fits(page, 'sign-in');
    await ann.enters();
    await fillsGeneral(ann, bob);
    await ann.opens(LONG_ROOM);
    for (const text of WORDY) await ann.says(text);
    await ann.sees(ARABIC);
    await fits(page, 'a room with a long name');
    await expect(ann.composer).toBeInViewport({ ratio: 1 });
    await expect(ann.message(ARABIC)).toBeInViewport();
    await ann.goesUp();
    await fits(page, 'further up');
    await ann.goesTo('general');
    await fits(page, 'a full room');
    await ann.does('React', ann.message('hello, @ann'));
    const picker = page.getByRole('dialog', { name: 'React' });
    await expect(picker).toBeInViewport({ ratio: 1 });
    await fits(page, 'the emoji picker');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await ann.finder.fill(LONG_ROOM.slice(0, -2));
    await expect(ann.finder).toBeInViewport({ ratio: 1 });
    await fits(page, 'the switcher');
    await page.keyboard.press('Escape');
    await ann.seesRooms();
    await fits(page, 'the rooms');
    await ann.presses('ann Your account');
    await expect(page.getByRole('dialog', { name: 'Your account' })).toBeInViewport({ ratio: 1 });
    await fits(page, 'the account menu');
    // Where motion is not wanted, nothing moves.
    if (name === 'reduced motion') expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
}
