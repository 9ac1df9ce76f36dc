// Who reacted with what.

import { expect, test } from '../support/test.ts';

test('a reaction is on everybody’s page at once, says who, and is taken back by pressing it', async ({ people }) => {
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  const all = [ann, bob, cid];
  await ann.says('lunch?');
  await bob.sees('lunch?');
  await bob.reacts('lunch?', '👍');
  for (const person of all) await person.seesReaction('lunch?', '👍', 'bob');
  await cid.reaction('lunch?', '👍').click();
  for (const person of all) await person.seesReaction('lunch?', '👍', 'bob and cid');
  await ann.reacts('lunch?', '👍');
  for (const person of all) {
    await person.seesReaction('lunch?', '👍', 'bob, cid and ann');
    await expect(person.reaction('lunch?', '👍')).toHaveAttribute('aria-pressed', 'true');
    await expect(person.reaction('lunch?', '👍')).toContainText('3');
  }

  await bob.reaction('lunch?', '👍').click();
  for (const person of all) await person.seesReaction('lunch?', '👍', 'cid and ann');
  await expect(bob.reaction('lunch?', '👍')).toHaveAttribute('aria-pressed', 'false');
  await ann.reacts('lunch?', '👍');
  await cid.reaction('lunch?', '👍').click();
  for (const person of all) await person.seesReaction('lunch?', '👍');
});

test('any emoji will do, and all who reacted are listed by name', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('soup');
  await bob.sees('soup');
  await bob.does('React', bob.message('soup'));
  await bob.page.getByLabel('Another emoji').fill('🍜');
  await bob.page.getByLabel('Another emoji').press('Enter');
  for (const person of [ann, bob]) await person.seesReaction('soup', '🍜', 'bob');
  await ann.reacts('soup', '❤️');
  await bob.seesReaction('soup', '❤️', 'ann');

  await ann.does('React', ann.message('soup'));
  const picker = ann.page.getByRole('dialog', { name: 'React' });
  await expect(picker.getByRole('listitem')).toHaveCount(2);
  await expect(picker.getByRole('listitem').filter({ hasText: '🍜' })).toContainText('bob');
  await expect(picker.getByRole('listitem').filter({ hasText: '❤️' })).toContainText('ann');
  await ann.page.keyboard.press('Escape');
  await expect(picker).toBeHidden();
  await bob.page.reload();
  await bob.isConnected();
  await bob.seesReaction('soup', '🍜', 'bob');
  await bob.seesReaction('soup', '❤️', 'ann');
});
