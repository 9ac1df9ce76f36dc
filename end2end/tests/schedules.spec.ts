// What the server says by itself, seen to by an admin on a page without a program.

import { findsNothing } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';

const REFUSED = /status of 422 .*\/admin\/schedules/;
const NOT_FOUND = /status of 404 .*\/admin/;

test('an admin has the time told every three seconds, and told no more', async ({ people }) => {
  const [ann] = await people('ann');
  ann.expects(REFUSED);
  await ann.opens('lobby');
  await ann.goesToAdministration();
  const { page } = ann;
  await expect(page.getByText('There are none yet.')).toBeVisible();

  await page.getByLabel('Room').fill('lobby');
  await page.getByLabel('Message').fill('It is {{time}}.');
  await page.getByLabel('How often').fill('1s');
  await ann.presses('Add schedule');
  // What does not fit is said, and what was typed is still there.
  await expect(page.getByRole('alert')).toContainText('at least 3 s');
  await expect(page.getByLabel('Room')).toHaveValue('lobby');
  await expect(page.getByLabel('Message')).toHaveValue('It is {{time}}.');
  await page.getByLabel('How often').fill('3s');
  await ann.presses('Add schedule');
  const schedule = page.getByRole('listitem').filter({ hasText: 'It is {{time}}.' });
  await expect(schedule).toContainText('Every 3s');
  await expect(page.getByRole('alert')).toHaveCount(0);

  await ann.visits('/r/lobby');
  const told = ann.texts.filter({ hasText: /^It is \d\d:\d\d:\d\d\.$/ });
  await expect(told.nth(1)).toBeVisible();
  await ann.goesToAdministration();
  await page.getByRole('button', { name: 'Remove: It is {{time}}.' }).click();
  await expect(page.getByText('There are none yet.')).toBeVisible();
});

test('a schedule by cron is made in a zone, by keys alone', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.visits('/admin/schedules');
  const { page } = ann;
  await page.getByLabel('Room').fill('general');
  await page.getByLabel('Message').fill('Good morning, 大家早安');
  await page.getByRole('radio', { name: 'Again and again' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByLabel('How often')).toBeHidden();
  await page.keyboard.press('Tab');
  await page.keyboard.type('0 9 * * 1-5');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Asia/Taipei');
  await page.keyboard.press('Enter');
  const schedule = page.getByRole('listitem').filter({ hasText: '大家早安' });
  await expect(schedule).toContainText('0 9 * * 1-5');
  await expect(schedule).toContainText('Asia/Taipei');
  await expect(schedule).toContainText('Not yet');
  // Nine in the morning there is nine on this reader's clock.
  await expect(schedule.getByRole('time').first()).toHaveText(/09:00$/);
});

test('who is no admin finds nothing there', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  bob.expects(NOT_FOUND);
  for (const who of [ann, bob]) {
    await who.seesRooms();
    await who.presses(`${who.name} Your account`);
  }
  await expect(ann.page.getByRole('link', { name: 'Administration' })).toBeVisible();
  await expect(bob.page.getByRole('button', { name: 'Log out' })).toBeVisible();
  await expect(bob.page.getByRole('link', { name: 'Administration' })).toHaveCount(0);
  for (const path of ['/admin', '/admin/schedules']) {
    expect((await bob.page.goto(path))?.status()).toBe(404);
    await expect(bob.page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the page of schedules, ${colorScheme}`, async ({ people }) => {
    const [ann] = await people('ann');
    ann.expects(REFUSED);
    await ann.page.emulateMedia({ colorScheme });
    await ann.visits('/admin/schedules');
    await findsNothing(ann, 'none');
    await ann.page.getByLabel('Room').fill('nowhere');
    await ann.page.getByLabel('Message').fill('x');
    await ann.page.getByLabel('How often').fill('1h');
    await ann.presses('Add schedule');
    await expect(ann.page.getByRole('alert')).toContainText('nowhere');
    await findsNothing(ann, 'refused');
    await ann.page.getByLabel('Room').fill('general');
    await ann.presses('Add schedule');
    await expect(ann.page.getByRole('listitem')).toHaveCount(1);
    await findsNothing(ann, 'one');
  });
}
