// A laptop sleeps while the others go on; awake again, it shows what the server keeps.

import { keptIn, showsAllThatIsKeptIn, showsWhatIsKeptIn } from '../support/kept.ts';
import type { Person } from '../support/person.ts';
import { type Command, commands, FAST, numbered } from '../support/program.ts';
import { NETWORK } from '../support/tab.ts';
import { byCable, expect, test } from '../support/test.ts';

test.use(byCable(...FAST));

const FIRST = numbered('before', 1, 30);

const says = (texts: string[]) => texts.map((message): Command => ['send_message', { message }]);

/** 1,000 messages, then 20 edits, 20 deletions and 20 reactions, half of them on what was said `before`. */
async function talksOn(ann: Person, before: number[]): Promise<void> {
  const away = await commands(ann, 'general', says(numbered('while away', 1, 1_000)));
  const changed = [...before.slice(0, 10), ...away.filter((_, index) => index % 100 === 0)];
  const deleted = [...before.slice(15, 25), ...away.filter((_, index) => index % 100 === 50)];
  await commands(ann, 'general', [
    ...changed.map((seq): Command => ['edit_message', { seq, message: `edited ${seq}` }]),
    ...deleted.map((seq): Command => ['delete_message', { seq }]),
    ...changed.map((seq): Command => ['react', { seq, emoji: '👍', on: true }]),
    ...changed.slice(0, 5).map((seq): Command => ['react', { seq, emoji: '👍', on: false }]),
  ]);
  await ann.says('good morning');
  await ann.sees('good morning');
  const kept = await keptIn(ann, 'general');
  expect(kept).toHaveLength(1_031);
  expect(kept.filter(({ edited }) => edited)).toHaveLength(20);
  expect(kept.filter(({ deleted }) => deleted)).toHaveLength(20);
  expect(kept.filter(({ reactions = [] }) => reactions.length > 0)).toHaveLength(15);
}

/** Has all of it, and goes on with the others. */
async function isWhole(bob: Person, ann: Person): Promise<void> {
  await expect(bob.message('good morning')).toBeInViewport();
  await showsWhatIsKeptIn(bob, 'general');
  await showsAllThatIsKeptIn(bob, 'general');
  await bob.says('good morning to you');
  for (const person of [ann, bob]) await person.sees('good morning to you', { from: 'bob' });
}

test('cut off over 1,000 messages, 20 edits and 20 deletions, then whole', async ({ cable, people, distant }) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  const before = await commands(ann, 'general', says(FIRST));
  await bob.reads(FIRST);
  cable.isCut();
  await bob.isOffline();
  await talksOn(ann, before);
  await expect(bob.messages).toHaveCount(30);
  cable.isMended();
  await bob.comesBack();
  await isWhole(bob, ann);
});

test('the lid closed for ten minutes, with nobody told; then whole', async ({ server, cable, people, visitor }) => {
  const [ann] = await people('ann');
  await server.addsUser('bob');
  const bob = await visitor('bob', { baseURL: cable.url });
  bob.expects(NETWORK);
  await bob.page.clock.install();
  await bob.enters();
  const before = await commands(ann, 'general', says(FIRST));
  await bob.reads(FIRST);
  cable.goesSilent();
  await talksOn(ann, before);
  await expect(bob.messages).toHaveCount(30);
  cable.isMended();
  await bob.page.clock.fastForward('10:00');
  await isWhole(bob, ann);
});

test('more than 5,000 changes behind, the page begins at the newest; older ones are above', async ({
  cable,
  people,
  distant,
}) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  await commands(ann, 'general', says(FIRST));
  await bob.reads(FIRST);
  cable.isCut();
  await bob.isOffline();
  // Nobody looks on: that would only take its time.
  await ann.opens('attic');
  const away = await commands(ann, 'general', says(numbered('while away', 1, 5_100)));
  await commands(ann, 'general', [
    ['edit_message', { seq: away.at(-2), message: 'edited' }],
    ['delete_message', { seq: away.at(-3) }],
    ['react', { seq: away.at(-4), emoji: '👍', on: true }],
  ]);
  await bob.says('from the dark');
  cable.isMended();
  await bob.comesBack();
  await ann.goesTo('general');
  for (const person of [ann, bob]) await person.sees('from the dark', { from: 'bob' });
  await expect(bob.message('edited')).toBeVisible();
  await showsWhatIsKeptIn(bob, 'general');
  const shown = await bob.messages.count();
  expect(shown, 'not 5,000').toBeLessThan(100);
  await bob.goesUp();
  await expect(bob.messages).toHaveCount(shown + 50);
  await showsWhatIsKeptIn(bob, 'general');
});
