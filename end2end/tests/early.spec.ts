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

test('Enter before the page is live sends as soon as it is; what was changed after it is left to its author', async ({
  people,
}) => {
  const [ann, bob] = await people('ann', 'bob');
  await bob.says('there already');
  await ann.sees('there already');
  for (const [typed, more, said] of [['sent early', '', 'sent early'], ['half', ' of it', '']]) {
    const release = await ann.holds(PROGRAM);
    await ann.page.reload({ waitUntil: 'commit' });
    await ann.sees('there already');
    await ann.composer.fill(typed);
    await ann.composer.press('Enter');
    await ann.composer.pressSequentially(more);
    await expect(ann.composer, 'no line is broken').toHaveValue(typed + more);
    await expect(ann.page.locator('html[data-hydrated]')).toHaveCount(0);
    release();
    await ann.isConnected();
    await expect(ann.composer).toHaveValue(said ? '' : typed + more);
    for (const person of [ann, bob]) await person.reads(['there already', 'sent early']);
    await ann.page.unrouteAll();
  }
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

test('a draft is there before the page is live, and what is typed then stands behind it', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.composer.fill('half a thought');
  const release = await ann.holds(PROGRAM);
  await ann.page.reload({ waitUntil: 'commit' });
  await expect(ann.composer).toHaveValue('half a thought');
  await ann.composer.press('End');
  await ann.composer.pressSequentially(', and on');
  await expect(ann.page.locator('html[data-hydrated]')).toHaveCount(0);
  release();
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('half a thought, and on');
  await ann.page.reload();
  await ann.isConnected();
  await expect(ann.composer, 'it was kept').toHaveValue('half a thought, and on');
});

test('an edit that was begun does not take what is typed before the page is live', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.says('as it was');
  await ann.sees('as it was');
  await ann.does('Edit', ann.message('as it was'));
  await ann.composer.fill('as it shall be');
  const release = await ann.holds(PROGRAM);
  await ann.page.reload({ waitUntil: 'commit' });
  await ann.composer.pressSequentially('something else');
  await ann.composer.press('Enter');
  await expect(ann.page.locator('html[data-hydrated]')).toHaveCount(0);
  release();
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('as it shall be');
  await ann.presses('Cancel');
  await expect(ann.composer).toHaveValue('something else');
  await ann.reads(['as it was']);
});
