// Messages are changed, deleted and reacted to, and everybody sees it at once.

import { keptIn } from '../support/kept.ts';
import { expect, test } from '../support/test.ts';

const TOMBSTONE = 'This message was deleted.';

test('↑ takes the last message of one’s own to be edited, Esc leaves it as it was', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('the frist');
  await ann.says('the secnod');
  await ann.sees('the secnod');
  await bob.says('not yours');
  for (const person of [ann, bob]) await person.reads(['the frist', 'the secnod', 'not yours']);

  await ann.composer.press('ArrowUp');
  await expect(ann.composer).toHaveValue('the secnod');
  await expect(ann.composer).toHaveAccessibleDescription('Editing your message');
  await ann.composer.fill('something else');
  await ann.composer.press('Escape');
  await expect(ann.main.getByText('Editing your message')).toBeHidden();
  await expect(ann.composer).toHaveValue('');

  await ann.composer.press('ArrowUp');
  await expect(ann.composer).toHaveValue('the secnod');
  await ann.composer.fill('the second');
  await ann.composer.press('Enter');
  await expect(ann.composer).toHaveValue('');
  for (const person of [ann, bob]) {
    await person.reads(['the frist', 'the second', 'not yours']);
    await expect(person.message('the second')).toContainText('(edited)');
    await expect(person.log.getByText('(edited)')).toHaveCount(1);
    await person.page.reload();
    await person.isConnected();
    await expect(person.message('the second')).toContainText('(edited)');
  }
  expect(ann.sent.filter((frame) => frame.includes('edit_message'))).toHaveLength(1);
});

test('any message of one’s own can be edited, others’ cannot; what was being typed stays', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('one');
  await ann.says('two');
  for (const person of [ann, bob]) await person.reads(['one', 'two']);
  await ann.composer.fill('half a thought');
  await ann.does('Edit', ann.message('one'));
  await expect(ann.composer).toHaveValue('one');
  await ann.composer.fill('ONE');
  await ann.presses('Save');
  await expect(ann.composer).toHaveValue('half a thought');
  for (const person of [ann, bob]) {
    await person.reads(['ONE', 'two']);
    await expect(person.message('ONE')).toContainText('(edited)');
  }

  await ann.does('Edit', ann.message('two'));
  await ann.composer.fill('twice');
  await ann.presses('Cancel');
  await expect(ann.composer).toHaveValue('half a thought');
  await ann.reads(['ONE', 'two']);
  await bob.comesNear(bob.message('two'));
  await expect(bob.action('React', bob.message('two'))).toBeVisible();
  for (const not of ['Edit', 'Delete'] as const) await expect(bob.action(not, bob.message('two'))).toHaveCount(0);
});

test('an edit goes on where it was, over a reload, until it is done or given up', async ({ people }) => {
  const [ann] = await people('ann');
  for (const text of ['one', 'two']) await ann.says(text);
  await ann.reads(['one', 'two']);
  const reloads = async () => {
    await ann.page.reload();
    await ann.isConnected();
  };
  await ann.composer.fill('half a thought');
  await ann.does('Edit', ann.message('one'));
  await ann.composer.fill('the first\nof two');
  await reloads();
  await expect(ann.composer).toHaveValue('the first\nof two');
  await expect(ann.composer).toHaveAccessibleDescription('Editing your message');
  await ann.composer.press('Escape');
  await expect(ann.composer).toHaveValue('half a thought');
  await reloads();
  await expect(ann.composer, 'given up').toHaveValue('half a thought');
  await ann.does('Edit', ann.message('one'));
  await ann.composer.fill('the first');
  await reloads();
  await ann.presses('Save');
  await ann.reads(['the first', 'two']);
  await reloads();
  await expect(ann.composer, 'done').toHaveValue('half a thought');
});

test('each message that is being edited keeps its text, in its room and beside another', async ({ people }) => {
  const [ann] = await people('ann');
  for (const text of ['one', 'two']) await ann.says(text);
  await ann.reads(['one', 'two']);
  await ann.does('Edit', ann.message('one'));
  await ann.composer.fill('the first');
  await ann.does('Edit', ann.message('two'));
  await ann.composer.fill('the second');
  await ann.opens('lobby');
  await ann.says('three');
  await ann.sees('three');
  await ann.does('Edit', ann.message('three'));
  await ann.composer.fill('the third');
  await ann.goesTo('general');
  await expect(ann.composer).toHaveValue('the second');
  await ann.presses('Save');
  await expect(ann.composer, 'the one before').toHaveValue('the first');
  await ann.page.reload();
  await ann.isConnected();
  await ann.presses('Save');
  await ann.reads(['the first', 'the second']);
  await expect(ann.composer).toHaveValue('');
  await ann.goesTo('lobby');
  await expect(ann.composer).toHaveValue('the third');
});

test('a deletion can be undone for five seconds, and then nothing of it was sent', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  for (const text of ['not so fast', 'this one']) await bob.says(text);
  for (const person of [ann, bob]) await person.reads(['not so fast', 'this one']);
  const now = Date.now();
  await bob.page.clock.setFixedTime(now);
  await bob.does('Delete', bob.message('not so fast'));
  await expect(bob.messages.first()).toContainText('Message deleted');
  await expect(bob.page.getByText('not so fast')).toHaveCount(0);
  await expect(bob.page.getByRole('button', { name: 'Undo' })).toBeFocused();
  await bob.presses('Undo');
  await bob.reads(['not so fast', 'this one']);
  await expect(bob.message('not so fast'), 'the button is gone, the focus is where it was').toBeFocused();

  await bob.does('Delete', bob.message('this one'));
  await expect(bob.messages.last()).toContainText('Message deleted');
  await ann.reads(['not so fast', 'this one']);
  await bob.page.clock.setFixedTime(now + 5_100);
  for (const person of [ann, bob]) await person.reads(['not so fast', TOMBSTONE]);
  await expect(bob.messages.last()).toBeFocused();
  expect(bob.sent.filter((frame) => frame.includes('delete_message'))).toHaveLength(1);
  await bob.page.reload();
  await bob.isConnected();
  await bob.reads(['not so fast', TOMBSTONE]);
});

test('a deletion goes on over a reload', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await bob.says('gone soon');
  await ann.sees('gone soon');
  await bob.does('Delete', bob.message('gone soon'));
  await expect(bob.messages).toContainText([/deleted/]);
  await bob.page.reload();
  for (const person of [ann, bob]) await person.reads([TOMBSTONE]);
});

test('a deleted message is a tombstone on every page, and its text is nowhere', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  for (const text of ['stays', 'goes', 'last']) await bob.says(text);
  await ann.reads(['stays', 'goes', 'last']);
  await bob.reads(['stays', 'goes', 'last']);
  await ann.reacts('goes', '🎉');
  await bob.seesReaction('goes', '🎉', 'ann');
  await bob.does('Delete', bob.message('goes'));
  for (const person of [ann, bob]) {
    await person.reads(['stays', TOMBSTONE, 'last']);
    await expect(person.page.getByRole('button', { name: '🎉 ann' })).toHaveCount(0);
    await expect(person.messages.nth(1).getByRole('button').filter({ visible: true })).toHaveCount(0);
    await person.page.reload();
    await person.isConnected();
    await person.reads(['stays', TOMBSTONE, 'last']);
  }
  expect(JSON.stringify(await keptIn(ann, 'general'))).not.toContain('goes');
  expect(await ann.page.content()).not.toContain('goes');
});

test('an admin deletes what others said', async ({ people }) => {
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  await bob.says('spam');
  await ann.sees('spam', { from: 'bob' });
  await cid.comesNear(cid.message('spam'));
  await expect(cid.action('React', cid.message('spam'))).toBeVisible();
  await expect(cid.action('Delete', cid.message('spam'))).toHaveCount(0);
  await ann.comesNear(ann.message('spam'));
  await expect(ann.action('Edit', ann.message('spam'))).toHaveCount(0);
  await ann.does('Delete', ann.message('spam'));
  for (const person of [ann, bob, cid]) await person.reads([TOMBSTONE]);
});

test('an edit that comes too late keeps its text and says why', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await bob.says('to be edited');
  await ann.sees('to be edited');
  await bob.does('Edit', bob.message('to be edited'));
  await ann.does('Delete', ann.message('to be edited'));
  await bob.reads(['This message was deleted.']);
  await bob.composer.fill('many words');
  await bob.composer.press('Enter');
  await bob.isTold(/not here any more/);
  await expect(bob.composer).toHaveValue('many words');
});

test('who leaves the page leaves nothing to be undone: what they deleted is deleted', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('not for others');
  await bob.sees('not for others');
  await ann.does('Delete', ann.message('not for others'));
  await ann.page.goto('about:blank');
  await bob.reads([TOMBSTONE]);
});
