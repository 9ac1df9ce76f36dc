// What was said is there: after a reload, further up, after a crash.

import type { Locator } from '@playwright/test';
import { FAST, numbered, saysFast } from '../support/program.ts';
import { expect, test } from '../support/test.ts';
import { walks } from '../support/walk.ts';

test.use({ flags: FAST });

const top = async (message: Locator) => (await message.boundingBox())?.y ?? NaN;

test('after a reload and in a new browser everything is there, once, in order', async ({ people, visitor }) => {
  const [ann, bob] = await people('ann', 'bob');
  const texts = ['one', 'two', 'three', 'two', 'five'];
  for (const [index, text] of texts.entries()) {
    const speaker = index % 2 ? bob : ann;
    await speaker.says(text);
    await ann.reads(texts.slice(0, index + 1));
  }
  await ann.page.reload();
  await ann.isLive();
  await ann.isConnected();
  await ann.reads(texts);
  const again = await visitor('bob');
  await again.enters();
  await again.reads(texts);
});

test('a room opens at its newest messages; older ones come above and move nothing', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await saysFast(bob, { room: 'general', prefix: 'm', count: 120 });
  await ann.page.reload();
  await ann.isLive();
  await ann.isConnected();
  await ann.reads(numbered('m', 71, 120));
  await expect(ann.message('m 120')).toBeInViewport();

  // The next page is held on its way, so that there is a moment before it.
  const release = await ann.holds('**/api/rooms/*/messages?*');
  await ann.goesUp();
  await expect(ann.log.getByText('Loading older messages…')).toBeInViewport();
  const reading = ann.message('m 72');
  await expect(reading).toBeInViewport();
  const before = await top(reading);
  release();
  await expect(ann.texts.first()).toHaveText('m 21');
  expect(Math.abs((await top(reading)) - before)).toBeLessThanOrEqual(2);
  await expect(reading).toBeInViewport();

  // And so do new ones below.
  await bob.says('news');
  await expect(ann.texts.last()).toHaveText('news');
  expect(Math.abs((await top(reading)) - before)).toBeLessThanOrEqual(2);

  await ann.goesToTheBeginning();
  await ann.reads([...numbered('m', 1, 120), 'news']);
  await expect(ann.message('m 1')).toBeInViewport();
  await ann.says('back at the end');
  await expect(ann.message('back at the end')).toBeInViewport();
});

test('after kill -9 every acknowledged message is there, once and in order', async ({ people, server, visitor }) => {
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  await ann.opens('lobby');
  await bob.opens('lobby');
  let heardEnough = () => {};
  const enough = new Promise<void>((resolve) => (heardEnough = resolve));
  const talking = saysFast(cid, {
    room: 'general',
    prefix: 'fast',
    acked: (text) => text === 'fast 60' && heardEnough(),
  });
  await enough;
  for (const text of ['hello', 'are you there?', 'still talking']) await ann.says(text);
  await server.dies();
  const acked = await talking;
  await ann.isOffline();
  await bob.isOffline();
  await ann.says('into the dark');
  await ann.seesWaiting('into the dark');
  await server.starts();

  const said = ['hello', 'are you there?', 'still talking', 'into the dark'];
  for (const person of [ann, bob]) {
    await person.isConnected();
    await person.reads(said);
  }
  const reader = await visitor('bob');
  await reader.enters('/r/general');
  await reader.goesToTheBeginning();
  const { seen } = await (await walks(reader, 'down')).jsonValue();
  const kept = seen.map(({ text }) => text);
  expect(acked.length).toBeGreaterThanOrEqual(60);
  expect(kept.slice(0, acked.length)).toEqual(acked);
  // One more may have been written whose ack never left.
  expect(kept.length - acked.length).toBeLessThanOrEqual(1);
  await reader.goesTo('lobby');
  await reader.reads(said);
});
