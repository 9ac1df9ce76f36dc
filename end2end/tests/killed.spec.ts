// The server ends at the worst moment: between taking a message and saying so.

import { textsKeptIn } from '../support/kept.ts';
import { byCable, expect, test } from '../support/test.ts';

test.use(byCable());

test('killed after the message was kept and before its ack: it stands once', async ({ server, cable, people, distant }) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  await bob.says('before');
  for (const person of [ann, bob]) await person.sees('before', { from: 'bob' });
  cable.goesDeaf();
  await bob.says('kept?');
  await ann.sees('kept?', { from: 'bob' });
  await bob.seesWaiting('kept?');
  expect(bob.frames.join()).not.toContain('kept?');

  await server.dies();
  await bob.isOffline();
  await bob.says('and this?');
  await bob.waitsFor(['kept?', 'and this?']);
  cable.isMended();
  await server.starts();
  for (const person of [ann, bob]) await person.comesBack();
  for (const person of [ann, bob]) await person.reads(['before', 'kept?', 'and this?']);
  expect(await textsKeptIn(ann, 'general')).toEqual(['before', 'kept?', 'and this?']);
});

test('killed before the message came to it: it stands once', async ({ server, cable, people, distant }) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  cable.goesSilent();
  await bob.says('heard?');
  await bob.sends('heard?');
  await server.dies();
  cable.isMended();
  await server.starts();
  for (const person of [ann, bob]) await person.comesBack();
  for (const person of [ann, bob]) await person.reads(['heard?']);
});

test('killed the moment a message is sent, again and again: each stands once, in order', async ({ server, people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const texts: string[] = [];
  for (let round = 1; round <= 4; round += 1) {
    texts.push(`round ${round}`);
    await bob.says(`round ${round}`);
    await bob.sends(`round ${round}`);
    await server.dies();
    await server.starts();
    await bob.comesBack();
    await bob.reads(texts);
  }
  await ann.comesBack();
  await ann.reads(texts);
  expect(await textsKeptIn(ann, 'general')).toEqual(texts);
});

test('killed with an edit, a reaction and a deletion on their way: each is done', async ({
  server,
  cable,
  people,
  distant,
}) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  for (const text of ['one', 'two', 'three']) await bob.says(text);
  await ann.reads(['one', 'two', 'three']);
  await bob.reads(['one', 'two', 'three']);
  cable.goesDeaf();
  await bob.does('Edit', bob.message('one'));
  await bob.composer.fill('one and a half');
  await bob.composer.press('Enter');
  await ann.sees('one and a half');
  await bob.reacts('two', '👍');
  await bob.does('Delete', bob.message('three'));

  await server.dies();
  cable.isMended();
  await server.starts();
  for (const person of [ann, bob]) await person.comesBack();
  for (const person of [ann, bob]) {
    await person.reads(['one and a half', 'two', 'This message was deleted.']);
    await expect(person.message('one and a half')).toContainText('(edited)');
    await person.seesReaction('two', '👍', 'bob');
  }
});
