// A link into a room leads there, whoever has to sign in first; and nowhere else.

import { PASSWORD } from '../support/server.ts';
import { expect, test } from '../support/test.ts';

const ROOM = '設計討論';
const UNAUTHORIZED = /status of 401/;
const ELSEWHERE = ['//evil.example', '/\\evil.example', 'https://evil.example/', '/\t/evil.example'];

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with the program' : 'without JavaScript', () => {
    test('who has an account signs in, and is where the link leads', async ({ server, people, visitor }) => {
      const [ann] = await people('ann');
      await ann.opens(ROOM);
      for (const text of ['one', 'two', 'three']) await ann.says(text);
      await ann.sees('three');
      await server.addsUser('bob');
      const bob = await visitor('bob', { javaScriptEnabled });
      bob.expects(UNAUTHORIZED);
      await bob.page.goto(`/r/${ROOM}/3`);
      await expect(bob.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      // Over another language, a mistake, and the way to the other form and back.
      await bob.page.getByRole('link', { name: '繁體中文' }).click();
      await bob.page.getByRole('link', { name: 'English' }).click();
      await bob.page.getByRole('link', { name: 'Create an account' }).click();
      await bob.page.getByRole('link', { name: 'Sign in instead' }).click();
      await bob.signsIn('wrong horse');
      await bob.isTold('The name or the password is wrong.');
      await bob.signsIn();
      await expect(bob.page).toHaveURL(`${server.url}/r/${encodeURIComponent(ROOM)}/3`);
      if (!javaScriptEnabled) return;
      await bob.isIn(ROOM);
      await expect(bob.log.locator('.linked')).toContainText('two');
    });

    test('who has none makes one, and is where the link leads', async ({ people, server, visitor }) => {
      const [ann] = await people('ann');
      await ann.opens(ROOM);
      const cid = await visitor('cid', { javaScriptEnabled });
      cid.expects(/status of 409/);
      await cid.page.goto(`/r/${ROOM}`);
      await cid.page.getByRole('link', { name: 'Create an account' }).click();
      await cid.fillsIn('ann', PASSWORD);
      await cid.presses('Create account');
      await cid.isTold('That name is taken.');
      await cid.fillsIn('cid', PASSWORD);
      await cid.presses('Create account');
      await expect(cid.page).toHaveURL(`${server.url}/r/${encodeURIComponent(ROOM)}`);
      if (javaScriptEnabled) await cid.isIn(ROOM);
    });

    test('no address leads to another server', async ({ server, visitor }) => {
      await server.addsUser('bob');
      for (const to of ELSEWHERE) {
        const bob = await visitor('bob', { javaScriptEnabled });
        await bob.page.goto(`/login?to=${encodeURIComponent(to)}`);
        await bob.signsIn();
        await expect(bob.page, to).toHaveURL(`${server.url}/r/general`);
        // Neither does it who is signed in already.
        await bob.page.goto(`/login?to=${encodeURIComponent(to)}`);
        await expect(bob.page, to).toHaveURL(`${server.url}/r/general`);
      }
    });
  });
}

test('from “Signed out” one comes back to the room that was open', async ({ server, people }) => {
  const [ann] = await people('ann');
  await ann.opens(ROOM);
  await ann.composer.fill('half a thought');
  const headers = { origin: server.url };
  expect((await ann.context.request.post('/logout', { headers })).ok()).toBe(true);
  await expect(ann.main.getByRole('status').filter({ hasText: 'Signed out' })).toBeVisible();
  await ann.main.getByRole('link', { name: 'Sign in' }).click();
  await expect(ann.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await ann.signsIn();
  await ann.isIn(ROOM);
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('half a thought');
});
