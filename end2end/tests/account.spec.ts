// Getting in and out: the first account, further ones, refusals beside the form, logging out.

import type { Person } from '../support/person.ts';
import { byCable, expect, test } from '../support/test.ts';

const UNAUTHORIZED = /status of 401 .*\/login/;
const UNPROCESSABLE = /status of 422 .*\/register/;
const CONFLICT = /status of 409 .*\/register/;

test('an empty server offers the first account, and leads it into general', async ({ visitor }) => {
  const ann = await visitor('ann');
  await ann.visits('/');
  await expect(ann.page.getByRole('heading', { name: 'Create the first account' })).toBeVisible();
  await ann.fillsIn('ann', 'correct horse');
  await ann.presses('Create account');
  await ann.isIn('general');
  await ann.isConnected();

  const bob = await visitor('bob');
  await bob.visits('/');
  await expect(bob.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await bob.page.getByRole('link', { name: 'Create an account' }).click();
  await expect(bob.page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
  await bob.fillsIn('bob', 'battery staple');
  await bob.presses('Create account');
  await bob.isIn('general');
  await bob.says('hi ann');
  await ann.sees('hi ann', { from: 'bob' });
});

test('an account made at the terminal signs in; a wrong password is told beside the form', async ({
  server,
  visitor,
}) => {
  await server.addsUser('ann');
  const ann = await visitor('ann');
  ann.expects(UNAUTHORIZED);
  await ann.visits('/login');
  await ann.signsIn('wrong horse');
  await ann.isTold('The name or the password is wrong.', ann.main);
  await expect(ann.page.getByLabel('Name')).toHaveValue('ann');
  await ann.signsIn();
  await ann.isIn('general');
  await ann.isConnected();
});

test('a name goes along to another language, a password does not, and neither into an address', async ({ server, visitor }) => {
  await server.addsUser('ann');
  const ann = await visitor('ann');
  await ann.visits('/login');
  await ann.fillsIn('ann', 'correct horse');
  await ann.page.getByRole('link', { name: '繁體中文' }).click();
  await expect(ann.page.getByRole('heading', { name: '登入' })).toBeVisible();
  await expect(ann.page.getByLabel('名稱')).toHaveValue('ann');
  await expect(ann.page.getByLabel('密碼')).toHaveValue('');
  expect(ann.page.url()).not.toContain('ann');
  await ann.page.reload();
  await expect(ann.page.getByLabel('名稱')).toHaveValue('');
});

test('what is wrong with a new account is told beside the form, and nothing typed is lost', async ({
  server,
  visitor,
}) => {
  await server.addsUser('ann');
  const bob = await visitor('bob');
  bob.expects(CONFLICT);
  bob.expects(UNPROCESSABLE);
  await bob.visits('/register');
  const password = bob.page.getByLabel('Password');

  await bob.fillsIn('Ann', 'battery staple');
  await bob.presses('Create account');
  await bob.isTold('That name is taken.');
  const name = bob.page.getByLabel('Name');
  await expect(name).toHaveValue('Ann');
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription('That name is taken.');
  const [field, told] = await Promise.all([name.boundingBox(), bob.page.getByRole('alert').boundingBox()]);
  expect(told!.y - (field!.y + field!.height)).toBeLessThan(16);

  await bob.fillsIn('bob the builder', 'battery staple');
  await bob.presses('Create account');
  await bob.isTold(/no spaces/);

  await bob.fillsIn('bob', 'x'.repeat(1025));
  await bob.presses('Create account');
  await bob.isTold(/at least 8 characters/);

  // Too short is told by the browser itself, with the note beside the field, before anything is sent.
  await bob.fillsIn('bob', 'short');
  await expect(password).toHaveAccessibleDescription('At least 8 characters.');
  await bob.presses('Create account');
  await expect(password).toBeFocused();
  expect(await password.evaluate((field: HTMLInputElement) => field.validity.tooShort)).toBe(true);

  await bob.fillsIn('bob', 'battery staple');
  await bob.presses('Create account');
  await bob.isIn('general');
});

test('logging out ends every tab, and the way back shows nothing', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.says('for members only');
  await ann.sees('for members only');
  const other = await ann.context.newPage();
  await other.goto('/');
  await expect(other.getByRole('status').filter({ hasText: /^Connected$/ })).toBeVisible();

  await ann.logsOut();
  await expect(ann.page).toHaveURL(/\/login$/);
  await expect(ann.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(other).toHaveURL(/\/login$/);
  await expect(other.getByText('for members only')).toHaveCount(0);

  await ann.page.goBack();
  await expect(ann.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(ann.page.getByText('for members only')).toHaveCount(0);
  await other.reload();
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(other.getByText('for members only')).toHaveCount(0);
});

/** The person's session is over, and nobody in their browser has asked for that. */
async function isRevoked(person: Person): Promise<void> {
  const headers = { origin: person.server.url };
  expect((await person.context.request.post('/logout', { headers })).ok()).toBe(true);
}

test('a session that ended leaves what is there, and goes on once its person has signed in again in another tab', async ({
  people,
}) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('still there');
  await ann.sees('still there');
  await ann.composer.fill('half a thought');
  await ann.page.evaluate(() => (document.documentElement.dataset.kept = 'yes'));
  const other = await ann.opensTab();
  await other.isConnected();
  await isRevoked(ann);
  for (const each of [ann, other]) {
    await expect(each.page.getByRole('status').filter({ hasText: 'Signed out' })).toBeVisible();
    await each.sees('still there');
  }
  await other.page.getByRole('link', { name: 'Sign in' }).click();
  await other.page.waitForURL(/\/login/);
  await other.signsIn();
  await other.isConnected();
  // Nobody has to look at it.
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('half a thought');
  await expect(ann.page.locator('html')).toHaveAttribute('data-kept', 'yes');
  await bob.says('welcome back');
  for (const each of [ann, other]) await each.sees('welcome back', { from: 'bob' });
});

test('a tab that was signed out goes on once somebody has signed in again in another', async ({ people, server }) => {
  await server.addsUser('bob');
  const [ann] = await people('ann');
  ann.expects(/status of 401 .*\/otp/);
  const other = await ann.opensTab();
  await other.isConnected();
  await isRevoked(ann);
  await expect(other.page.getByRole('status').filter({ hasText: 'Signed out' })).toBeVisible();
  await other.isCovered(false);
  await expect(other.page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await ann.visits('/');
  const bob = ann.makesRoomFor('bob');
  await bob.signsIn();
  await bob.isConnected();
  // The page of the one before is connected for a moment, until it hears who that is.
  await expect(other.page.getByRole('button', { name: 'bob Your account', includeHidden: true })).toBeAttached();
  await other.isConnected();
  await other.seesRooms();
  await expect(other.page.getByRole('button', { name: 'bob Your account' })).toBeVisible();
});

test.describe('with the link down', () => {
  test.use(byCable());

  test('logging out says that nobody was logged out', async ({ cable, distant }) => {
    const bob = await distant('bob');
    cable.isCut();
    await bob.isOffline();
    await bob.logsOut();
    await bob.isTold(/^You are still signed in\. The server cannot be reached/, bob.page);
    cable.isMended();
    await bob.comesBack();
    await bob.presses('Log out');
    await expect(bob.page).toHaveURL(/\/login$/);
  });
});
