// Faster than the server takes it: the page waits and sends again, and the person is not bothered.

import { textsKeptIn } from '../support/kept.ts';
import { numbered } from '../support/program.ts';
import { expect, test } from '../support/test.ts';

// Lower limits than usual: on a busy machine a test does not type faster than those.
test.use({ flags: ['--messages-per-second', '1', '--message-burst', '5'] });

test('20 messages typed quickly all arrive, once, in order, without a word about it', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const told = await ann.isWatchedForAlerts();
  const texts = numbered('quick', 1, 20);
  for (const text of texts) {
    await ann.composer.fill(text);
    await ann.composer.press('Enter');
  }
  for (const person of [ann, bob]) await person.reads(texts);
  expect(await told()).toEqual([]);
  expect(await textsKeptIn(bob, 'general')).toEqual(texts);
  const refused = ann.frames.filter((frame) => frame.includes('"rate_limited"'));
  expect(refused.length, 'times it was too fast').toBeGreaterThan(0);
});
