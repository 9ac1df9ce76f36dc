// Before the page is live: what a person does then is not lost and does not leak.

import { PASSWORD } from '../support/server.ts';
import { expect, test } from '../support/test.ts';

/** The page's program, held on its way until it is let through. */
const PROGRAM = '**/pkg/*.wasm';

test('signing in before the page is live works, and the password is in no address', async ({ server, visitor }) => {
  await server.addsUser('ann');
  const ann = await visitor('ann');
  ann.expects(/status of 401 .*\/login/);
  const addresses: string[] = [];
  ann.context.on('request', (request) => addresses.push(request.url()));
  await ann.holds(PROGRAM);

  await ann.page.goto('/', { waitUntil: 'commit' });
  await ann.signsIn('wrong horse');
  await ann.isTold('The name or the password is wrong.');
  await expect(ann.page.getByLabel('Name')).toHaveValue('ann');
  await ann.page.getByLabel('Password').fill(PASSWORD);
  await ann.presses('Sign in');
  await expect(ann.page.getByRole('heading', { level: 1, name: 'general' })).toBeVisible();
  await expect(ann.page.locator('html[data-hydrated]')).toHaveCount(0);

  expect(addresses).toContain(`${server.url}/r/general`);
  const words = encodeURIComponent(PASSWORD).split('%20');
  for (const word of words) expect(addresses.join('\n')).not.toContain(word);
  await ann.page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('what is typed before the page is live stays and can be sent', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const release = await ann.holds(PROGRAM);
  await bob.says('there already');
  await bob.sees('there already');
  await ann.page.reload({ waitUntil: 'commit' });
  await ann.reads(['there already']);
  await ann.composer.fill('typed early');
  await expect(ann.page.locator('html[data-hydrated]')).toHaveCount(0);
  release();
  await ann.isLive();
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('typed early');
  await ann.composer.press('Enter');
  for (const person of [ann, bob]) await person.reads(['there already', 'typed early']);
});
