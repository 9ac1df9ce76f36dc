// What was typed and not acknowledged waits in the browser, and is sent once, in order.

import { textsKeptIn } from '../support/kept.ts';
import { byCable, expect, test } from '../support/test.ts';

test.use(byCable());

test('typed offline, it waits over a reload and a closed tab, and is sent once, in order', async ({
  cable,
  people,
  distant,
}) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  await bob.says('before');
  for (const person of [ann, bob]) await person.sees('before', { from: 'bob' });

  cable.isCut();
  await bob.isOffline();
  const texts = ['typed 1', 'typed 2', 'typed 3'];
  for (const text of texts) await bob.says(text);
  await bob.waitsFor(texts);

  const letIn = await bob.isKeptOut();
  cable.isMended();
  await bob.page.reload();
  await bob.isOffline();
  await bob.waitsFor(texts);
  await bob.says('typed 4');
  await bob.page.close();
  const tab = await bob.opensTab();
  await tab.isOffline();
  await tab.waitsFor([...texts, 'typed 4']);
  await ann.reads(['before']);

  await letIn();
  await tab.comesBack();
  const all = ['before', ...texts, 'typed 4'];
  for (const person of [tab, ann]) await person.reads(all);
  await tab.page.reload();
  await tab.isConnected();
  await tab.reads(all);
  expect(await textsKeptIn(ann, 'general')).toEqual(all);
});

test('a tab closed with two waiting messages, opened again: both arrive once, in order', async ({
  cable,
  people,
  distant,
}) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  cable.isCut();
  await bob.says('one');
  await bob.says('two');
  await bob.page.close();

  cable.isMended();
  const tab = await bob.opensTab();
  for (const person of [ann, tab]) await person.reads(['one', 'two']);
  await tab.page.reload();
  await tab.isConnected();
  await ann.says('welcome back');
  for (const person of [ann, tab]) await person.reads(['one', 'two', 'welcome back']);
});

test('an edit and a reaction made offline wait over a reload too', async ({ cable, people, distant }) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  for (const text of ['one', 'two']) await bob.says(text);
  for (const person of [ann, bob]) await person.reads(['one', 'two']);
  cable.isCut();
  await bob.isOffline();
  await bob.does('Edit', bob.message('one'));
  await bob.composer.fill('ONE');
  await bob.composer.press('Enter');
  await bob.reacts('two', '👍');

  const letIn = await bob.isKeptOut();
  cable.isMended();
  await bob.page.reload();
  await bob.isOffline();
  await bob.waitsFor(['ONE', 'two']);
  await bob.seesReaction('two', '👍', 'bob');
  await ann.reads(['one', 'two']);
  await letIn();
  await bob.comesBack();
  for (const person of [ann, bob]) {
    await person.reads(['ONE', 'two']);
    await expect(person.message('ONE')).toContainText('(edited)');
    await person.seesReaction('two', '👍', 'bob');
  }
});

test('↑ does not take an older message while the newest still waits', async ({ cable, people, distant }) => {
  await people('ann');
  const bob = await distant('bob');
  await bob.says('older');
  await bob.sees('older');
  cable.isCut();
  await bob.isOffline();
  await bob.says('newest');
  await bob.waitsFor(['newest']);
  await bob.composer.press('ArrowUp');
  await expect(bob.composer).toHaveValue('');
  cable.isMended();
  await bob.comesBack();
  await bob.sees('newest');
  await bob.composer.press('ArrowUp');
  await expect(bob.composer).toHaveValue('newest');
});
