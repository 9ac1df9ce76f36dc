// Rooms: made, opened, kept apart.

import { expect, test } from '../support/test.ts';

test('what is said in a room reaches those in it, and nobody else', async ({ people }) => {
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  await ann.opens('lobby');
  await bob.opens('lobby');
  await cid.opens('attic');
  await ann.says('only for the lobby');
  await bob.sees('only for the lobby', { from: 'ann' });
  expect(bob.frames.join()).toContain('only for the lobby');

  // What comes after it has arrived, so it would have arrived too.
  await ann.goesTo('general');
  await ann.says('for all');
  await cid.goesTo('general');
  await cid.reads(['for all']);
  await ann.opens('attic');
  await ann.says('for the attic');
  await cid.goesTo('attic');
  await cid.reads(['for the attic']);
  expect(cid.frames.join()).toContain('for the attic');
  expect(cid.frames.join()).not.toContain('only for the lobby');
  expect(bob.frames.join()).not.toContain('for the attic');
  await bob.reads(['only for the lobby']);
});

test('a person in two rooms reads each in its place', async ({ people, isMobile }) => {
  const [ann, bob] = await people('ann', 'bob');
  await bob.opens('lobby');
  await ann.opens('lobby');
  await ann.says('in the lobby');
  await bob.goesTo('general');
  await ann.says('still in the lobby');
  await ann.goesTo('general');
  await ann.says('in general');
  await bob.reads(['in general']);
  await bob.goesTo('lobby');
  await bob.reads(['in the lobby', 'still in the lobby']);
  await bob.page.goBack();
  // On a phone the list of rooms lies between them.
  if (isMobile) await bob.page.goBack();
  await bob.isIn('general');
  await bob.reads(['in general']);
});

test('rooms are made by name, listed by name, and found at their address', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.opens('茶室');
  await ann.opens('attic');
  const links = ann.rooms.getByRole('link', { includeHidden: true });
  await expect(links).toHaveText(['attic', 'general', '茶室']);
  await ann.goesTo('general');
  await ann.asksFor('ATTIC');
  await ann.isIn('attic');
  await expect(links).toHaveText(['attic', 'general', '茶室']);
  await ann.visits(`/r/${encodeURIComponent('茶室')}`);
  await ann.isIn('茶室');
  await expect(ann.page).toHaveTitle('茶室 · Banter');

  await ann.visits('/r/cellar');
  await expect(ann.main).toContainText('There is no room called cellar.');
  await ann.presses('Make it');
  await ann.isIn('cellar');
  await ann.page.reload();
  await ann.isIn('cellar');
});

test('a name that no room can have is told beside the field', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.asksFor('two words');
  await ann.isTold(/no spaces/, ann.page);
  await expect(ann.finder).toHaveAccessibleDescription(/no spaces/);
  await expect(ann.finder).toHaveValue('two words');
  await ann.finder.fill('two-words');
  await ann.finder.press('Enter');
  await ann.isIn('two-words');
  await expect(ann.page.getByRole('alert')).toHaveCount(0);
});

test('each room keeps what was typed in it', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.opens('lobby');
  await ann.composer.fill('half a thou');
  await ann.goesTo('general');
  await expect(ann.composer).toHaveValue('');
  await ann.composer.fill('another');
  await ann.goesTo('lobby');
  await expect(ann.composer).toHaveValue('half a thou');
  await ann.composer.press('End');
  await ann.composer.pressSequentially('ght');
  await ann.composer.press('Enter');
  await ann.reads(['half a thought']);
  await ann.goesTo('general');
  await expect(ann.composer).toHaveValue('another');
  await ann.reads([]);
});
