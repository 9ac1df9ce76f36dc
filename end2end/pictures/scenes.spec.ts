// The page as people see it, for the README and for a critic's eye; `make screenshots` takes them all.

import { expect, test } from './scene.ts';

/** Pixels between the end of the long room and where the reader is in it. */
const UP = 2_400;
/** So many characters the server of the refused message allows. */
const CHARS_MAX = 120;

test('sign-in', async ({ reader }) => {
  await reader.looksAt('/login');
  await reader.isPictured('sign-in');
});

test('not found', async ({ reader }) => {
  await reader.looksAt('/nowhere');
  await reader.isPictured('not-found');
});

test('room', async ({ reader, story }) => {
  await reader.isIn(story.rooms.full);
  await reader.isPictured('room');
});

test('empty room', async ({ reader, story }) => {
  await reader.isIn(story.rooms.empty);
  await reader.isPictured('empty');
});

test('long room', async ({ reader, story, another }) => {
  await reader.isIn(story.rooms.long);
  await reader.log.evaluate((list, up) => list.scrollTo(0, -up), UP);
  for (const { from, says } of story.news) await another(from, story.rooms.long, [['send_message', { message: says }]]);
  await expect(reader.page.locator('.to-end button')).toContainText(String(story.news.length));
  await reader.isPictured('long');
});

test('offline', async ({ reader, story, cable }) => {
  await reader.isIn(story.rooms.offline);
  cable.isCut();
  await expect(reader.trouble).toBeVisible();
  for (const text of story.waiting) await reader.says(text);
  await expect(reader.page.locator('.waiting')).toHaveCount(story.waiting.length);
  await expect(reader.trouble.getByRole('button')).toBeVisible();
  await reader.isPictured('offline');
});

test('refused message', async ({ reader, story, server }) => {
  await reader.isIn(story.rooms.refused);
  await server.stops();
  await expect(reader.trouble).toBeVisible();
  await reader.says(story.tooLong);
  await server.starts(['--message-chars', String(CHARS_MAX)]);
  await reader.page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(reader.page.locator('.refused')).toBeVisible();
  await reader.isPictured('refused');
});

test('switcher', async ({ reader, story }) => {
  await reader.isIn(story.rooms.full);
  await reader.page.keyboard.press('Control+k');
  await reader.page.locator('.switcher input').fill(story.typed);
  await reader.isPictured('switcher');
});

test('rooms', { tag: '@phone' }, async ({ reader }) => {
  await reader.comesTo('/rooms');
  await reader.isPictured('rooms');
});
