// What was said can be changed: edited, deleted, reacted to.

import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** Presses one of a message's actions; where nothing hovers, a button opens them first. */
async function presses(person: Person, text: string, action: string): Promise<void> {
  const message = person.message(text);
  if (test.info().project.use.hasTouch) await message.getByRole('button', { name: 'Actions' }).tap();
  else await message.hover();
  await message.getByRole('button', { name: action, exact: true }).click();
}

test('↑ edits the last message; Escape and Cancel leave it as it was', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('first');
  await ann.says('with a typo heer');
  await bob.sees('with a typo heer');
  await ann.composer.press('ArrowUp');
  await expect(ann.composer).toHaveValue('with a typo heer');
  await expect(ann.composer).toHaveAccessibleDescription('Editing your message');
  await ann.composer.press('Escape');
  await expect(ann.composer).toHaveValue('');

  await ann.composer.fill('half a thought');
  await ann.composer.press('ArrowUp');
  await expect(ann.composer).toHaveValue('half a thought');
  await presses(ann, 'with a typo heer', 'Edit');
  await expect(ann.composer).toHaveValue('with a typo heer');
  await ann.presses('Cancel');
  await expect(ann.composer).toHaveValue('half a thought');

  await presses(ann, 'with a typo heer', 'Edit');
  await ann.composer.fill('without a typo');
  await ann.composer.press('Enter');
  await expect(ann.composer).toHaveValue('half a thought');
  for (const person of [ann, bob]) {
    await person.reads(['first', 'without a typo']);
    await expect(person.message('without a typo')).toContainText('(edited)');
    await expect(person.message('first')).not.toContainText('(edited)');
  }
});

test('a deleted message can be brought back for a moment, then a tombstone stays', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('kept');
  await ann.says('regretted');
  await bob.sees('regretted');
  await presses(ann, 'regretted', 'Delete');
  await expect(ann.log.getByText('Message deleted')).toBeVisible();
  await ann.presses('Undo');
  await ann.sees('regretted');
  await presses(ann, 'regretted', 'Delete');
  for (const person of [ann, bob]) await person.reads(['kept', 'This message was deleted.']);
  await bob.page.reload();
  await bob.isLive();
  await bob.reads(['kept', 'This message was deleted.']);
  expect(await bob.page.content()).not.toContain('regretted');
});

test('reactions say who, and a press takes one back', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('lunch?');
  await bob.sees('lunch?');
  await presses(bob, 'lunch?', 'React');
  const picker = bob.page.getByRole('dialog', { name: 'React' });
  await expect(picker.getByRole('button', { name: '👍' })).toBeFocused();
  await picker.getByRole('button', { name: '👍' }).click();
  await expect(picker).toBeHidden();

  const thumb = (person: Person) => person.message('lunch?').getByRole('button', { name: /^👍/ });
  await expect(thumb(ann)).toHaveAccessibleName('👍 bob');
  await expect(thumb(ann)).toHaveAttribute('aria-pressed', 'false');
  await thumb(ann).click();
  for (const person of [ann, bob]) {
    await expect(thumb(person)).toHaveAccessibleName('👍 bob and ann');
    await expect(thumb(person)).toHaveAttribute('aria-pressed', 'true');
  }
  await thumb(bob).click();
  await expect(thumb(ann)).toHaveAccessibleName('👍 ann');

  await presses(bob, 'lunch?', 'React');
  await picker.getByLabel('Another emoji').fill('🍜');
  await picker.getByLabel('Another emoji').press('Enter');
  await expect(ann.message('lunch?').getByRole('button', { name: '🍜 bob' })).toBeVisible();
  await presses(bob, 'lunch?', 'React');
  await bob.page.keyboard.press('Escape');
  await expect(picker).toBeHidden();
  await expect(bob.message('lunch?').getByRole('button', { name: 'React' })).toBeFocused();
});

test('what is unread stands beside the room and in the title, until it is seen', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await bob.opens('lobby');
  await ann.opens('lobby');
  await ann.opens('attic');
  await bob.says('one');
  await bob.says('@ann two');
  await expect(ann.link('lobby')).toHaveAccessibleName('lobby, 2 unread, 1 mention');
  await expect(ann.link('lobby')).toContainText('@1');
  await expect(ann.page).toHaveTitle('(2) attic · Banter');
  await ann.goesTo('lobby');
  await expect(ann.page).toHaveTitle('lobby · Banter');
  await expect(ann.link('lobby')).toHaveAccessibleName('lobby');
});
