// Whatever happens above what is read, below it and around it: it stays where it is.

import type { Locator } from '@playwright/test';
import type { Person } from '../support/person.ts';
import { type Command, commands, FAST, numbered } from '../support/program.ts';
import { isPainted } from '../support/tab.ts';
import { expect, test } from '../support/test.ts';
import { sayUnseen, walks } from '../support/walk.ts';

test.use({ flags: FAST });

/** Rows that stand in the page at once, at most. */
const ROWS_MAX = 250;
/** Rows that come and go between two frames, at most: 25 at one end, 25 at the other. */
const CHANGED_MAX = 50;
const LONG = 'So much that it takes several lines, whatever the width of the window may be. '.repeat(8);

const says = (texts: string[]) => texts.map((message): Command => ['send_message', { message }]);

/** Messages of all heights: every fifth has several lines. */
const uneven = (first: number, last: number) =>
  numbered('m', first, last).map((text, at) => (at % 5 === 4 ? `${LONG.slice(0, 90 * (1 + (at % 7)))}\n\n${text}` : text));

/** Where a message's row begins, in pixels from the top of the page. */
const y = async (message: Locator) => {
  const box = await message.boundingBox();
  return box?.y ?? NaN;
};

/** The messages in view, each with its place, in order. */
async function inView(person: Person): Promise<{ text: string; y: number }[]> {
  return person.log.evaluate((list) => {
    const { top, bottom } = list.getBoundingClientRect();
    const rows = [...list.querySelectorAll('article')].map((article) => ({
      text: article.querySelector('.text')?.textContent ?? '',
      y: article.getBoundingClientRect().top,
      end: article.getBoundingClientRect().bottom,
    }));
    return rows.filter(({ y, end }) => end > top && y < bottom).map(({ text, y }) => ({ text, y }));
  });
}

/** Scrolls by so many pixels, and waits until the page has taken that in. */
async function scrolls(person: Person, by: number): Promise<void> {
  await person.log.evaluate(async (list, by) => {
    list.scrollBy(0, by);
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  }, by);
}

/** `person` is in a room of so many messages, somewhere in its middle; answers what is read there. */
async function readsAmong(person: Person, by: Person, count: number): Promise<Locator> {
  const seqs = await commands(by, 'general', says(uneven(1, count)));
  expect(seqs).toHaveLength(count);
  await person.page.reload();
  await person.isLive();
  await person.isConnected();
  await scrolls(person, -900);
  // What is read is the first row that is not cut by the edge.
  const { y: top } = (await person.log.boundingBox())!;
  const { text } = (await inView(person)).find(({ y }) => y >= top)!;
  return person.message(text.match(/m \d+$/)![0]);
}

/** Nothing that `deed` does moves `reading`. */
async function staysThrough(reading: Locator, deed: () => Promise<unknown>): Promise<void> {
  const before = await y(reading);
  await deed();
  await isPainted(reading.page());
  expect(Math.abs((await y(reading)) - before), 'pixels').toBeLessThanOrEqual(1);
}

test('a room opens at its newest message', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await commands(bob, 'general', says(uneven(1, 120)));
  await ann.page.reload();
  await expect(ann.messages.last()).toBeInViewport({ ratio: 0.9 });
  await ann.isLive();
  await ann.isConnected();
  await expect(ann.messages.last()).toBeInViewport({ ratio: 0.9 });
  await expect(ann.messages.last()).toContainText('m 120');
});

test('older messages come above, a page after the other, and move nothing', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await readsAmong(ann, bob, 400);
  for (let page = 1; page <= 6; page += 1) {
    const release = await ann.holds('**/api/rooms/*/messages?*');
    await ann.goesUp();
    await scrolls(ann, 0);
    const [, { text, y: before }] = await inView(ann);
    const rows = await ann.messages.count();
    const first = await ann.messages.first().textContent();
    release();
    await expect.poll(() => ann.messages.first().textContent()).not.toBe(first);
    await isPainted(ann.page);
    const after = (await inView(ann)).find((row) => row.text === text)!;
    expect(Math.abs(after.y - before), `page ${page}, pixels`).toBeLessThanOrEqual(1);
    expect(await ann.messages.count()).toBeGreaterThanOrEqual(rows);
    await ann.page.unroute('**/api/rooms/*/messages?*');
  }
});

test('new messages below move nothing that is read; a button counts them and leads to them', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const reading = await readsAmong(ann, bob, 120);
  const button = ann.main.getByRole('button', { name: / new$/ });
  await expect(button).toHaveCount(0);
  await staysThrough(reading, async () => {
    for (const text of ['one', 'two', 'three']) await bob.says(text);
    await expect(button).toHaveText('3 new');
  });
  await expect(ann.message('three')).not.toBeInViewport();
  // More than the page holds rows of: those are not shown yet, only counted.
  await staysThrough(reading, async () => {
    await commands(bob, 'general', says(uneven(121, 320)));
    await expect(button).toHaveText('99+ new');
  });
  await expect(reading).toBeInViewport();
  expect(await ann.messages.count()).toBeLessThanOrEqual(ROWS_MAX);

  const box = (await button.boundingBox())!;
  const composer = (await ann.composer.boundingBox())!;
  expect(box.y + box.height, 'above the composer').toBeLessThanOrEqual(composer.y);
  if (test.info().project.name === 'phone') expect(box.height).toBeGreaterThanOrEqual(44);
  await button.click();
  await expect(ann.messages.last()).toContainText('m 320');
  await expect(ann.messages.last()).toBeInViewport();
  await expect(button).toHaveCount(0);
  await expect(ann.page).toHaveTitle('general · Banter');

  // There, what comes is shown.
  await bob.says('four');
  await expect(ann.message('four')).toBeInViewport();
  await expect(button).toHaveCount(0);
});

test("one's own message goes to the end, from wherever one reads", async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await readsAmong(ann, bob, 300);
  await ann.goesToTheBeginning();
  const newest = ann.main.getByRole('button', { name: 'Newest', exact: true });
  await expect(newest).toBeVisible();
  await ann.says('here I am');
  await expect(ann.message('here I am')).toBeInViewport();
  await ann.sees('here I am');
  await expect(newest).toHaveCount(0);
  await ann.goesToTheBeginning();
  await ann.log.press('End');
  await expect(ann.message('here I am')).toBeInViewport();
});

test('each room keeps the place where it was left', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  for (const person of [ann, bob]) await person.opens('lobby');
  await commands(bob, 'lobby', says(uneven(1, 120)));
  for (const person of [ann, bob]) await person.goesTo('general');
  await readsAmong(ann, bob, 400);
  for (let step = 0; step < 12; step += 1) await scrolls(ann, -1_500);
  await scrolls(ann, 777);
  const general = await inView(ann);
  await ann.goesTo('lobby');
  await expect(ann.messages.last()).toContainText('m 120');
  await expect(ann.messages.last()).toBeInViewport();
  await scrolls(ann, -1_333);
  const lobby = await inView(ann);
  expect(lobby.at(-1)!.text).not.toContain('m 120');

  await bob.says('said meanwhile');
  await expect(ann.page).toHaveTitle('(1) lobby · Banter');
  for (const [room, left] of [['general', general], ['lobby', lobby], ['general', general]] as const) {
    await ann.goesTo(room);
    await expect.poll(async () => (await inView(ann)).map(({ text }) => text)).toEqual(left.map(({ text }) => text));
    const moved = (await inView(ann)).map((row, at) => Math.abs(row.y - left[at].y));
    expect(Math.max(...moved), 'pixels').toBeLessThanOrEqual(1);
  }
  await expect(ann.page).toHaveTitle('(1) general · Banter');
  // At the end of a room one comes back to its end.
  await ann.main.getByRole('button', { name: '1 new' }).click();
  await expect(ann.message('said meanwhile')).toBeInViewport();
  await ann.goesTo('lobby');
  await bob.says('and this');
  await ann.goesTo('general');
  await expect(ann.message('and this')).toBeInViewport();
});

test('what grows or shrinks above and below does not move what is read', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const reading = await readsAmong(ann, bob, 120);
  const seq = (await commands(bob, 'general', says(['the last'])))[0];
  const [long, short] = ['grown long', 'short again'].map((hasText) => ann.messages.filter({ hasText }));
  const thumb = long.getByRole('button', { name: '👍' });
  const changes = (of: number): [...Command, seen: Locator, times: number][] => [
    ['edit_message', { seq: of, message: `${LONG}grown long` }, long, 1],
    ['react', { seq: of, emoji: '👍', on: true }, thumb, 1],
    ['react', { seq: of, emoji: '👍', on: false }, thumb, 0],
    ['edit_message', { seq: of, message: 'short again' }, short, 1],
    ['delete_message', { seq: of }, short, 0],
  ];
  const at = Number((await reading.locator('.text').textContent())!.match(/m (\d+)$/)![1]);
  const first = seq - 120;
  for (const message of [at - 1, at - 2, at - 9, at + 1, at + 2, at + 9]) {
    for (const [type, payload, seen, times] of changes(first + message - 1)) {
      await staysThrough(reading, async () => {
        await commands(bob, 'general', [[type, payload]]);
        await expect(seen).toHaveCount(times);
      });
    }
  }
});

test('neither the composer nor the window moves what is read', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const reading = await readsAmong(ann, bob, 120);
  const height = () => ann.log.evaluate((list) => list.clientHeight);
  const tall = await height();
  await staysThrough(reading, async () => {
    await ann.composer.fill('one\ntwo\nthree\nfour\nfive');
    await expect.poll(height).toBeLessThan(tall);
  });
  await staysThrough(reading, async () => {
    await ann.composer.fill('');
    await expect.poll(height).toBe(tall);
  });
  const { width, height: window } = ann.page.viewportSize()!;
  await staysThrough(reading, async () => {
    await ann.page.setViewportSize({ width, height: window - 200 });
    await expect.poll(height).toBeLessThan(tall);
  });
  await staysThrough(reading, async () => {
    const before = await ann.log.evaluate((list) => list.scrollHeight);
    // On a wide screen the people's pane goes first, which leaves the messages their width.
    const narrower = Math.round(width * (width > 700 ? 0.6 : 0.8));
    await ann.page.setViewportSize({ width: narrower, height: window - 200 });
    await expect.poll(() => ann.log.evaluate((list) => list.scrollHeight)).not.toBe(before);
  });

  // And at the end one stays at the end.
  await ann.goesDown();
  await ann.composer.fill('one\ntwo\nthree\nfour\nfive');
  await expect(ann.messages.last()).toBeInViewport({ ratio: 0.9 });
});

// How long the frames of the same walk take is measured, not tested: benches/frames.spec.ts.
test('10,000 messages scroll through, in order, and no frame has much to do', async ({ people }) => {
  test.setTimeout(900_000);
  const [ann, bob] = await people('ann', 'bob');
  await sayUnseen([ann, bob], numbered('m', 1, 10_000));
  for (const heading of ['up', 'down'] as const) {
    const walk = await (await walks(ann, heading)).jsonValue();
    expect(walk.rows).toBeLessThanOrEqual(ROWS_MAX);
    expect(walk.changed).toBeLessThanOrEqual(CHANGED_MAX);
    expect(walk.torn).toEqual([]);
    expect(walk.seen.map(({ text }) => text)).toEqual(numbered('m', 1, 10_000));
  }
});
