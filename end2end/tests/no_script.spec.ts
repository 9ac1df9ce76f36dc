// Without JavaScript: signing in, reading, changing rooms, logging out.

import { PASSWORD } from '../support/server.ts';
import { expect, test } from '../support/test.ts';

test('without JavaScript one signs in, reads the newest messages and logs out', async ({ people, server, visitor }) => {
  const [ann] = await people('ann');
  await ann.says('first in general');
  await ann.says('second\nin two lines');
  await ann.opens('lobby');
  await ann.says('in the lobby');
  await ann.sees('in the lobby');

  const reader = await visitor('ann', { javaScriptEnabled: false });
  await reader.page.goto('/');
  await reader.signsIn('wrong horse');
  await reader.isTold('The name or the password is wrong.');
  await expect(reader.page.getByLabel('Name')).toHaveValue('ann');
  await expect(reader.page.getByLabel('Password')).toHaveValue('');
  expect(reader.page.url()).not.toContain('horse');

  await reader.page.getByLabel('Password').fill(PASSWORD);
  await reader.presses('Sign in');
  await expect(reader.page).toHaveURL(`${server.url}/r/general`);
  await reader.reads(['first in general', 'secondin two lines']);
  await expect(reader.page.getByText('Writing needs JavaScript.')).toBeVisible();
  await expect(reader.composer).toBeHidden();
  await reader.seesRooms();
  await expect(reader.page.getByRole('button', { name: 'Find a room' })).toBeHidden();
  await reader.link('lobby').click();
  await expect(reader.page.getByRole('heading', { level: 1, name: 'lobby' })).toBeVisible();
  await reader.reads(['in the lobby']);
  await ann.says('newer');
  await ann.sees('newer');
  await reader.page.reload();
  await reader.reads(['in the lobby', 'newer']);

  await reader.logsOut();
  await expect(reader.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await reader.page.goto('/r/lobby');
  await expect(reader.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(reader.page.getByText('in the lobby')).toHaveCount(0);
});

test('without JavaScript the first account is made, and a second', async ({ server, visitor }) => {
  const ann = await visitor('ann', { javaScriptEnabled: false });
  await ann.page.goto('/');
  await ann.fillsIn('ann', PASSWORD);
  await ann.presses('Create account');
  await expect(ann.page).toHaveURL(`${server.url}/r/general`);

  const bob = await visitor('bob', { javaScriptEnabled: false });
  await bob.page.goto('/');
  await bob.page.getByRole('link', { name: 'Create an account' }).click();
  await bob.fillsIn('ann', PASSWORD);
  await bob.presses('Create account');
  await bob.isTold(/That name is taken/);
  await bob.fillsIn('bob', PASSWORD);
  await bob.presses('Create account');
  await expect(bob.page).toHaveURL(`${server.url}/r/general`);
  await expect(bob.log).toContainText('Nobody has said anything here yet.');
});
