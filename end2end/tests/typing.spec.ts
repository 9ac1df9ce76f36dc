// Who is writing: seen by the others, announced to nobody, and over when it is over.

import { expect, test } from '../support/test.ts';
import type { Person } from '../support/person.ts';

const typing = (person: Person) => person.main.locator('.typing');

test('others see who is writing, until it is said or given up', async ({ people }) => {
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  // Theirs stands still, so that nothing is over before it is looked at.
  const now = Date.now();
  for (const person of [ann, bob, cid]) await person.page.clock.setFixedTime(now);
  await bob.composer.pressSequentially('Hel');
  await expect(typing(ann)).toHaveText('bob is typing…');
  await expect(typing(cid)).toHaveText('bob is typing…');
  await expect(typing(bob)).toHaveText('');
  await cid.composer.pressSequentially('x');
  await expect(typing(ann)).toHaveText('bob and cid are typing…');
  await expect(typing(bob)).toHaveText('cid is typing…');

  // What is said was written; who writes no more is forgotten after five seconds.
  await bob.says('Hello');
  await ann.sees('Hello');
  await expect(typing(ann)).toHaveText('cid is typing…');
  await ann.page.clock.setFixedTime(now + 5_100);
  await expect(typing(ann)).toHaveText('');
});

test('three are several', async ({ people }) => {
  const [ann, bob, cid, dan] = await people('ann', 'bob', 'cid', 'dan');
  await ann.page.clock.setFixedTime(Date.now());
  await Promise.all([bob, cid, dan].map((person) => person.composer.pressSequentially('x')));
  await expect(typing(ann)).toHaveText('Several people are typing…');
});

test('it moves nothing, and is read out to nobody', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const place = () => ann.composer.boundingBox();
  const before = await place();
  const line = await typing(ann).boundingBox();
  await bob.composer.pressSequentially('a');
  await expect(typing(ann)).toHaveText('bob is typing…');
  expect(await place()).toEqual(before);
  expect((await typing(ann).boundingBox())?.height).toBe(line?.height);
  const live = await typing(ann).evaluate((line) => line.closest('[aria-live], [role=status], [role=alert], [role=log]'));
  expect(live).toBeNull();
});

test('the server is told once in three seconds, whatever is written', async ({ people }) => {
  const [, bob] = await people('ann', 'bob');
  const sent: string[] = [];
  bob.page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  await bob.page.reload();
  await bob.isConnected();
  const told = () => sent.filter((frame) => frame.includes('"typing"'));
  const now = Date.now();
  await bob.page.clock.setFixedTime(now);
  await bob.composer.pressSequentially('as quick as one can be');
  await expect.poll(() => told().length).toBe(1);
  await bob.page.clock.setFixedTime(now + 2_900);
  await bob.composer.pressSequentially(', and quicker');
  // An emptied field is nobody's business.
  await bob.composer.fill('');
  await bob.says('said');
  await bob.sees('said');
  expect(told()).toHaveLength(1);
  await bob.page.clock.setFixedTime(now + 3_100);
  await bob.composer.pressSequentially('now');
  await expect.poll(() => told().length).toBe(2);
  for (const frame of told()) expect(JSON.parse(frame)).toEqual({ type: 'typing', payload: { room: 'r1' } });
});
