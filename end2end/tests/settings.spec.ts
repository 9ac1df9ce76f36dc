// A room's settings, on a page of their own that needs no program; rooms that close by themselves; rooms to join.

import { findsNothingEitherWay } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';

const deed = (page: import('@playwright/test').Page, button: string) =>
  page.getByRole('button', { name: button, exact: true });

test('who made a room gives it a topic and another name, and old links lead there', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.opens('lobby');
  await bob.opens('lobby');
  await ann.main.getByRole('link', { name: 'Room settings' }).click();
  await expect(ann.page).toHaveTitle('Room settings · lobby · Banter');
  await findsNothingEitherWay(ann, 'scene 1');
  await ann.page.getByLabel('Topic').fill('Tea & cake');
  await ann.page.getByLabel('Name', { exact: true }).fill('茶室');
  await deed(ann.page, 'Save').click();
  await ann.isLive();
  await ann.isIn('茶室');
  await expect(ann.page).toHaveURL(/\/r\/%E8%8C%B6%E5%AE%A4$/);

  // Whoever has it open sees it at once, and the address follows.
  await bob.isIn('茶室');
  await expect(bob.page).toHaveURL(/\/r\/%E8%8C%B6%E5%AE%A4$/);
  await expect(bob.main.locator('.topic')).toHaveText('Tea & cake');
  await bob.visits('/r/lobby');
  await bob.isIn('茶室');
  await expect(bob.page).toHaveURL(/\/r\/%E8%8C%B6%E5%AE%A4$/);

  // It is not his: he may say what it is about.
  await bob.main.getByRole('link', { name: 'Room settings' }).click();
  await expect(bob.page.getByLabel('Name', { exact: true })).not.toBeEditable();
  await expect(deed(bob.page, 'Delete')).toHaveCount(0);
  await expect(deed(bob.page, 'Archive')).toHaveCount(0);
  bob.expects(/status of 422/);
  await bob.page.getByLabel('Topic').fill('x'.repeat(251));
  await deed(bob.page, 'Save').click();
  await expect(bob.page.getByRole('alert')).toHaveText('A topic has at most 250 characters.');
  await expect(bob.page.getByLabel('Topic')).toHaveValue('x'.repeat(251));
  await expect(bob.page.getByLabel('Topic')).toHaveAccessibleDescription('A topic has at most 250 characters.');
  await expect(bob.page.getByLabel('Topic')).toBeFocused();
  await findsNothingEitherWay(bob, 'scene 2');
});

test('a name that cannot be had is told at its field', async ({ people }) => {
  const [ann] = await people('ann');
  ann.expects(/status of 4(09|22)/);
  await ann.opens('attic');
  await ann.opens('lobby');
  await ann.main.getByRole('link', { name: 'Room settings' }).click();
  const name = ann.page.getByLabel('Name', { exact: true });
  for (const [typed, why] of [['ATTIC', /called that|taken/], ['a b', /no spaces/]] as const) {
    await name.fill(typed);
    await deed(ann.page, 'Save').click();
    await ann.isTold(why);
    await expect(name).toHaveAccessibleDescription(why);
    await expect(name).toHaveAttribute('aria-invalid', 'true');
    await expect(name).toBeFocused();
    await expect(name).toHaveValue(typed);
    const [field, told] = await Promise.all([name.boundingBox(), ann.page.getByRole('alert').boundingBox()]);
    expect(told!.y - (field!.y + field!.height)).toBeLessThan(16);
  }
  await findsNothingEitherWay(ann, 'a name that is taken');
});

test('an archived room is read and not written in, until it is taken into use again', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.opens('lobby');
  await bob.opens('lobby');
  await bob.says('last words');
  await ann.sees('last words', { from: 'bob' });
  await ann.main.getByRole('link', { name: 'Room settings' }).click();
  await deed(ann.page, 'Archive').click();
  await ann.isLive();
  const archived = 'This room is archived: it can be read, and nothing is added.';
  for (const person of [ann, bob]) {
    await expect(person.main.getByText(archived)).toBeVisible();
    await expect(person.composer).toBeHidden();
    await expect(person.message('last words')).toBeVisible();
  }
  await findsNothingEitherWay(bob, 'scene 3');
  await ann.main.getByRole('link', { name: 'Room settings' }).click();
  await deed(ann.page, 'Take it into use again').click();
  await ann.isLive();
  await bob.says('here we go');
  await ann.sees('here we go', { from: 'bob' });
});

test('a room is left and deleted, and whoever is there is told', async ({ people }) => {
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  await ann.opens('lobby');
  await bob.opens('lobby');
  await cid.opens('lobby');
  await cid.main.getByRole('link', { name: 'Room settings' }).click();
  await deed(cid.page, 'Leave').click();
  await cid.isLive();
  await expect(cid.page).toHaveURL(/\/rooms$/);
  await expect(cid.link('general')).toBeAttached();
  await expect(cid.link('lobby')).toHaveCount(0);

  await ann.main.getByRole('link', { name: 'Room settings' }).click();
  await ann.page.getByLabel('I want to delete it').check();
  await deed(ann.page, 'Delete').click();
  await ann.isLive();
  await expect(ann.page).toHaveURL(/\/rooms$/);
  await expect(ann.link('lobby')).toHaveCount(0);
  await expect(ann.page.getByRole('alert')).toHaveText('The room was deleted.');
  await findsNothingEitherWay(ann, 'who deleted it');
  await bob.isTold('This room was deleted, with everything that was said in it.');
  await expect(bob.link('lobby')).toHaveCount(0);
  await expect(bob.page).toHaveTitle('lobby · Banter');
  await expect(bob.main.getByRole('button', { name: 'Make it' })).toHaveCount(0);
  await findsNothingEitherWay(bob, 'who was there');
  await bob.main.getByRole('link', { name: 'Choose a room, or open another.' }).click();
  await expect(bob.link('general')).toBeVisible();

  // It is said once.
  await ann.goesTo('general');
  await expect(ann.page.getByRole('alert')).toHaveCount(0);
  await ann.visits('/rooms');
  await expect(ann.page.getByRole('alert')).toHaveCount(0);
});

test('rooms that one could join are offered and joined', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.opens('tea-house');
  await ann.opens('attic');
  await bob.page.keyboard.press('Control+k');
  const offered = bob.page.getByRole('option');
  await expect(offered).toHaveText(['general', 'Join attic', 'Join tea-house']);
  await bob.finder.fill('house');
  await expect(offered.first()).toHaveText('Join tea-house');
  await findsNothingEitherWay(bob, 'scene 4');
  await bob.finder.press('Enter');
  await bob.isIn('tea-house');
  await bob.says('hello');
  await ann.goesTo('tea-house');
  await ann.sees('hello', { from: 'bob' });
});

test('a room for now says so and is another choice', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.page.keyboard.press('Control+k');
  await ann.finder.fill('stand-up');
  await ann.page.getByRole('option', { name: 'for now' }).click();
  await ann.isIn('stand-up');
  await expect(ann.main.locator('.topic')).toHaveText('Closes when everybody has left');
});

test('a name that no room can have is told, with a way on', async ({ people }) => {
  const [ann] = await people('ann');
  const long = 'x'.repeat(64);
  await ann.visits(`/r/${long}`);
  await expect(ann.page).toHaveTitle(`${long} · Banter`);
  await ann.isTold(/1 to 50/);
  await findsNothingEitherWay(ann, 'scene 5');
  await ann.main.getByRole('link', { name: 'Choose a room, or open another.' }).click();
  await expect(ann.link('general')).toBeVisible();
  await ann.visits('/r/general');
  await ann.page.keyboard.press('Control+k');
  await ann.finder.fill(long);
  await expect(ann.finder).toHaveValue(long);
  await ann.finder.press('Enter');
  await ann.isTold(/1 to 50/, ann.page);
});

test('a name written from the right stands beside its mark', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.opens('قهوة');
  await ann.seesRooms();
  const gap = await ann.link('قهوة').evaluate((link) => {
    const range = document.createRange();
    range.selectNodeContents(link.querySelector('bdi')!);
    return range.getBoundingClientRect().left - link.getBoundingClientRect().left;
  });
  expect(gap).toBeLessThan(48);
});
