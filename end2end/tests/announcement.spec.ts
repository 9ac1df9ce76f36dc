// What an admin says to everybody: above all else, once, until it is dismissed or over.

import { findsNothing } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';
import type { Person } from '../support/person.ts';

const REFUSED = /status of 422 .*\/admin\/announcements/;
const NOT_FOUND = /status of 404 .*\/admin/;
const HERE = '/admin/announcements';
const LONG = '公告：今天晚上十點到十二點進行維護。Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte\n\n'.repeat(20);

const banner = (person: Person) => person.page.locator('.announcement');
const text = (person: Person) => banner(person).locator('.text');
const dismiss = (person: Person) => person.presses('Dismiss');

/** Has everybody told from a second tab. */
async function announces(admin: Person, message: string, lifetime = 'an hour'): Promise<void> {
  const tab = await admin.opensTab(HERE);
  await tab.page.getByLabel('Message').fill(message);
  await tab.page.getByLabel('Told to whoever comes within').selectOption(lifetime);
  await tab.presses('Tell everybody');
  await expect(tab.page.getByRole('listitem').filter({ hasText: message.slice(0, 20).trim() })).toBeVisible();
  await tab.page.close();
}

test('everybody sees who says what, and since when, until they dismiss it', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await expect(banner(bob).getByRole('button')).toBeHidden();
  await announces(ann, '**Backup** at 18:00, see https://example.org');
  for (const person of [ann, bob]) {
    await expect(person.page.getByRole('status').filter({ hasText: 'Backup at 18:00' })).toBeVisible();
    await expect(banner(person)).toContainText(/To everybody, from ann, \d\d:\d\d/);
    await expect(text(person).getByRole('link')).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  }
  await expect(text(bob).locator('strong')).toHaveText('Backup');

  // A reload brings it back, and does not once it was dismissed.
  await bob.page.reload();
  await bob.isConnected();
  await expect(text(bob)).toContainText('Backup at 18:00');
  await dismiss(bob);
  await expect(text(bob)).toBeEmpty();
  await expect(banner(bob).getByRole('button')).toBeHidden();
  await bob.page.reload();
  await bob.isConnected();
  await expect(text(bob)).toBeEmpty();
  await expect(text(ann)).toContainText('Backup at 18:00');
  await bob.says('I have seen it');
  await ann.sees('I have seen it');
});

test('after a reload it stands there before the program does, and nothing moves', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await announces(ann, 'Backup at 18:00\n\nand at 20:00');
  await expect(text(bob)).toContainText('and at 20:00');
  const release = await bob.holds('**/pkg/*.wasm');
  await bob.page.reload({ waitUntil: 'domcontentloaded' });
  await expect(text(bob)).toContainText('and at 20:00');
  await expect(bob.page.getByRole('button', { name: 'Dismiss' })).toBeVisible();
  const before = await banner(bob).boundingBox();
  await expect(bob.page.locator('html[data-hydrated]')).toHaveCount(0);
  release();
  await bob.isConnected();
  await expect(banner(bob)).toContainText(/To everybody, from ann, \d\d:\d\d/);
  expect(await banner(bob).boundingBox()).toEqual(before);
  await dismiss(bob);
  await bob.page.reload({ waitUntil: 'domcontentloaded' });
  await expect(text(bob)).toBeEmpty();
});

test('of several the newest is shown, in each tab alike; who comes later sees them too', async ({ people, visitor, server }) => {
  const [ann, bob] = await people('ann', 'bob');
  await announces(ann, 'first');
  await announces(ann, 'second');
  const tab = await bob.opensTab('/r/general');
  for (const page of [bob, tab]) await expect(text(page)).toHaveText('second');
  await dismiss(tab);
  for (const page of [bob, tab]) await expect(text(page)).toHaveText('first');
  await dismiss(bob);
  for (const page of [bob, tab]) await expect(text(page)).toBeEmpty();

  await server.addsUser('cid');
  const cid = await visitor('cid');
  await cid.enters();
  await expect(text(cid)).toHaveText('second');
  await dismiss(cid);
  await expect(text(cid)).toHaveText('first');
});

test('it goes at its end, also from a page that is cut off', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await bob.page.clock.install();
  await bob.page.reload();
  await bob.isConnected();
  await announces(ann, 'for a while', '10 minutes');
  await expect(text(bob)).toHaveText('for a while');
  await bob.page.clock.fastForward('09:30');
  await expect(text(bob)).toHaveText('for a while');
  await bob.page.clock.fastForward('00:31');
  await expect(text(bob)).toBeEmpty();
  expect(await bob.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('announcement/')))).toEqual([]);
});

test('an admin ends it, and it is taken down everywhere', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await announces(ann, 'a mistake');
  await expect(text(bob)).toHaveText('a mistake');
  await ann.goesToAdministration();
  await ann.page.getByRole('link', { name: 'Announcements' }).click();
  await ann.presses('End now: a mistake');
  await expect(ann.page.getByText('There are none yet.')).toBeVisible();
  await expect(text(bob)).toBeEmpty();
});

test('what does not fit is said, and what was typed is still there', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  ann.expects(REFUSED);
  bob.expects(NOT_FOUND);
  await ann.visits(HERE);
  const { page } = ann;
  await page.getByLabel('Message').fill('x'.repeat(4_001));
  await page.getByLabel('Told to whoever comes within').selectOption('a week');
  await ann.presses('Tell everybody');
  await expect(page.getByRole('alert')).toContainText('4000');
  await expect(page.getByLabel('Message')).toHaveValue('x'.repeat(4_001));
  await expect(page.getByLabel('Told to whoever comes within')).toHaveValue('10080');
  await expect(text(bob)).toBeEmpty();
  expect((await bob.page.goto(HERE))?.status()).toBe(404);
});

test('the longest leaves the room its space, and is read by keys alone', async ({ people }) => {
  const [ann] = await people('ann');
  await announces(ann, LONG);
  await expect(text(ann)).toContainText('維護');
  const { height } = (await banner(ann).boundingBox())!;
  const { height: whole, width } = ann.page.viewportSize()!;
  expect(height).toBeLessThanOrEqual(whole * 0.31);
  await expect(ann.composer).toBeInViewport();
  expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  const button = banner(ann).getByRole('button', { name: 'Dismiss' });
  await expect(button).toBeInViewport();
  await banner(ann).evaluate((banner) => banner.scrollTo(0, banner.scrollHeight));
  await expect(button).toBeInViewport();
  await button.press('Enter');
  await expect(text(ann)).toBeEmpty();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${colorScheme}`, async ({ people }) => {
    const [ann] = await people('ann');
    ann.expects(REFUSED);
    await ann.page.emulateMedia({ colorScheme });
    await findsNothing(ann, 'nothing is said');
    await announces(ann, 'Short, with `code` and a [link](https://example.org).');
    await expect(text(ann)).toContainText('Short');
    await findsNothing(ann, 'a short one');
    await announces(ann, LONG);
    await expect(text(ann)).toContainText('維護');
    await findsNothing(ann, 'a long one');
    await ann.visits(HERE);
    await findsNothing(ann, 'the page of admins');
    await ann.page.getByLabel('Message').fill(' x'.repeat(3_000));
    await ann.presses('Tell everybody');
    await expect(ann.page.getByRole('alert')).toBeVisible();
    await findsNothing(ann, 'refused');
  });
}
