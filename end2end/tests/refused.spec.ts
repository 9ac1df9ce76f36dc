// What the server will not have: the person is told why, and says what becomes of it.

import { textsKeptIn } from '../support/kept.ts';
import { leaves } from '../support/program.ts';
import { byCable, expect, test } from '../support/test.ts';

test('over the server’s limit: it says why, those behind it go on, Retry tries again, Discard forgets it', async ({
  server,
  people,
}) => {
  const [ann, bob] = await people('ann', 'bob');
  await server.stops();
  await bob.isOffline();
  for (const text of ['short', 'longer than it may be', 'behind']) await bob.says(text);
  await bob.waitsFor(['short', 'longer than it may be', 'behind']);
  await server.starts(['--message-chars', '10']);
  for (const person of [ann, bob]) await person.comesBack();

  const why = 'Not sent. The message has 21 characters; at most 10 can be sent at once.';
  await ann.reads(['short', 'behind']);
  const refused = bob.message('longer than it may be');
  await bob.isTold(why, refused);
  await expect(bob.messages).toContainText(['short', 'behind', 'longer than it may be']);
  await bob.page.reload();
  await bob.isConnected();
  await bob.isTold(why, refused);

  const tries = () => bob.frames.filter((frame) => frame.includes('too_long')).length;
  const before = tries();
  await bob.presses('Retry');
  await expect.poll(tries).toBe(before + 1);
  await bob.isTold(why, refused);
  await bob.presses('Discard');
  await bob.reads(['short', 'behind']);
  await bob.page.reload();
  await bob.isConnected();
  await bob.says('onwards');
  for (const person of [ann, bob]) await person.reads(['short', 'behind', 'onwards']);
  expect(await textsKeptIn(ann, 'general')).toEqual(['short', 'behind', 'onwards']);
});

test('what was refused is written anew, behind what was typed since', async ({ server, people }) => {
  const [ann] = await people('ann');
  await server.stops();
  await ann.isOffline();
  await ann.says('longer than it may be');
  await server.starts(['--message-chars', '10']);
  await ann.comesBack();
  await ann.isTold(/at most 10/, ann.message('longer than it may be'));
  await ann.composer.fill('since');
  await ann.presses('Edit');
  await expect(ann.composer).toHaveValue('since\nlonger than it may be');
  await expect(ann.composer).toBeFocused();
  await expect(ann.messages).toHaveCount(0);
  await ann.page.reload();
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('since\nlonger than it may be');
  await ann.says('shorter');
  await ann.reads(['shorter']);
});

test.describe('meanwhile', () => {
  test.use(byCable());

  test('a room left on another device: what was typed there is sent on Retry, once one is back in', async ({
    cable,
    people,
    visitor,
    distant,
  }) => {
    const [ann] = await people('ann');
    const bob = await distant('bob');
    for (const person of [ann, bob]) await person.opens('lobby');
    await bob.says('hello');
    for (const person of [ann, bob]) await person.reads(['hello']);
    cable.isCut();
    await bob.isOffline();
    await bob.says('this');
    await bob.says('and this');
    await bob.waitsFor(['this', 'and this']);
    await bob.goesTo('general');
    await bob.says('in general');

    const phone = await visitor('bob');
    await phone.enters();
    await leaves(phone, 'lobby');
    cable.isMended();
    await bob.comesBack();
    for (const person of [bob, phone]) await person.reads(['in general']);
    await expect(bob.link('lobby')).toHaveCount(0);

    await bob.opens('lobby');
    for (const text of ['this', 'and this']) {
      await bob.isTold('Not sent. You are not in that room any more.', bob.message(text));
    }
    await bob.message('and this').getByRole('button', { name: 'Discard' }).click();
    await bob.message('this').getByRole('button', { name: 'Retry' }).click();
    for (const person of [ann, bob]) await person.reads(['hello', 'this']);
    await bob.page.reload();
    await bob.isConnected();
    await bob.reads(['hello', 'this']);
    expect(await textsKeptIn(ann, 'lobby')).toEqual(['hello', 'this']);
  });

  test('an edit of a message that an admin has deleted is refused, and it stays deleted', async ({
    cable,
    people,
    distant,
  }) => {
    const [ann] = await people('ann');
    const bob = await distant('bob');
    await bob.says('first words');
    await bob.reads(['first words']);
    cable.isCut();
    await bob.isOffline();
    await bob.does('Edit', bob.message('first words'));
    await bob.composer.fill('better words');
    await bob.composer.press('Enter');
    await bob.waitsFor(['better words']);
    await bob.says('behind it');
    await ann.does('Delete', ann.message('first words'));
    await ann.reads(['This message was deleted.']);

    cable.isMended();
    await bob.comesBack();
    await ann.reads(['This message was deleted.', 'behind it']);
    await bob.sees('behind it');
    const tombstone = bob.messages.filter({ hasText: 'This message was deleted.' });
    await bob.isTold(/^Not sent\. /, tombstone);
    await bob.presses('Discard');
    await bob.reads(['This message was deleted.', 'behind it']);
    await bob.page.reload();
    await bob.isConnected();
    await bob.reads(['This message was deleted.', 'behind it']);
  });
});
