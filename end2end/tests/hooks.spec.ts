// Webhooks, seen to by an admin on a page without a program.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findsNothing } from '../support/axe.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const REFUSED = /status of 422 .*\/admin\/hooks/;
const NOT_FOUND = /status of 404 .*\/admin/;

test.use({ flags: ['--hooks-to', 'any'] });

/** Somebody who takes what a hook sends, and answers with `status`. */
class Receiver {
  status = 200;
  readonly got: string[] = [];
  private constructor(private readonly server: Server) {}

  static async starts(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      receiver.got.push(JSON.parse(body).event.payload.message);
      response.writeHead(receiver.status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get host(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stops(): void {
    this.server.close();
  }
}

function form(who: Person, button: string) {
  return who.page.locator('form').filter({ has: who.page.getByRole('button', { name: button }) });
}

async function makesIncoming(who: Person, name: string, room: string): Promise<void> {
  const incoming = form(who, 'Add incoming webhook');
  await incoming.getByLabel('Name').fill(name);
  await incoming.getByLabel('Room', { exact: true }).fill(room);
  await who.presses('Add incoming webhook');
}

async function makesOutgoing(who: Person, name: string, url: string, room: string): Promise<void> {
  const outgoing = form(who, 'Add outgoing webhook');
  await outgoing.getByLabel('Name').fill(name);
  await outgoing.getByLabel('Address').fill(url);
  await outgoing.getByLabel('Room', { exact: true }).fill(room);
  await who.presses('Add outgoing webhook');
}

test('an address is shown once, speaks, and is revoked', async ({ people, request }) => {
  const [ann] = await people('ann');
  ann.expects(REFUSED);
  await ann.opens('lobby');
  await ann.goesToAdministration();
  await ann.page.getByRole('link', { name: 'Webhooks' }).click();
  const { page } = ann;
  await makesIncoming(ann, 'CI 伺服器', 'nowhere');
  // What does not fit is said, and what was typed is still there.
  await expect(page.getByRole('alert')).toContainText('No room is called nowhere');
  await expect(form(ann, 'Add incoming webhook').getByLabel('Name')).toHaveValue('CI 伺服器');
  await makesIncoming(ann, 'CI 伺服器', 'lobby');
  const address = (await page.getByRole('status').locator('code').textContent()) ?? '';
  expect(address).toContain('/hooks/');
  await page.goto('/admin/hooks');
  await expect(page.getByRole('listitem').filter({ hasText: 'CI 伺服器' })).toContainText('lobby');
  expect(await page.content()).not.toContain(address.split('/').at(-1));

  const said = await request.post(address, { data: { text: 'the build is *green*' } });
  expect([said.status(), await said.text()]).toEqual([200, 'ok']);
  await ann.visits('/r/lobby');
  await expect(ann.texts.filter({ hasText: 'the build is green' })).toBeVisible();
  await expect(page.getByText('CI 伺服器')).toBeVisible();
  await page.goto('/admin/hooks');
  await page.getByRole('button', { name: 'Remove: CI 伺服器' }).click();
  await expect(page.getByRole('listitem')).toHaveCount(0);
  expect((await request.post(address, { data: { text: 'again' } })).status()).toBe(404);
});

test('what a receiver does not take is kept, and goes on when an admin wants it', async ({ people }) => {
  const [ann] = await people('ann');
  const receiver = await Receiver.starts();
  const { page } = ann;
  await page.goto('/admin/hooks');
  await makesOutgoing(ann, 'Mirror', `${receiver.host}/secret`, 'general');
  await expect(page.getByRole('status')).toContainText('is signed with this secret');
  const hook = page.getByRole('listitem').filter({ hasText: 'Mirror' });
  await expect(hook).toContainText(receiver.host);
  await expect(hook).not.toContainText('secret');
  receiver.status = 410;
  await ann.visits('/r/general');
  await ann.says('one');
  await ann.says('two');
  await ann.sees('two');
  await expect(async () => {
    await page.goto('/admin/hooks');
    await expect(hook).toContainText('The receiver answered with status 410.', { timeout: 500 });
  }).toPass();
  expect(receiver.got).toEqual(['one']);
  receiver.status = 200;
  await page.getByRole('button', { name: 'Go on: Mirror' }).click();
  await expect(async () => {
    await page.goto('/admin/hooks');
    await expect(hook).toContainText('All is sent', { timeout: 500 });
  }).toPass();
  expect(receiver.got).toEqual(['one', 'one', 'two']);
  receiver.stops();
});

test('by keys alone it is chosen of what a hook tells', async ({ people }) => {
  const [ann] = await people('ann');
  ann.expects(REFUSED);
  const { page } = ann;
  await page.goto('/admin/hooks');
  const outgoing = form(ann, 'Add outgoing webhook');
  await outgoing.getByLabel('Name').fill('Ask');
  await outgoing.getByLabel('Address').fill('https://example.org/');
  await expect(outgoing.getByLabel('Bot', { exact: true })).toBeHidden();
  await outgoing.getByRole('radio', { name: 'Everything in a room' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(outgoing.getByLabel('Room', { exact: true })).toBeHidden();
  await page.keyboard.press('Tab');
  await page.keyboard.type('ann');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('There is no bot called ann.');
  await expect(outgoing.getByRole('radio', { name: 'Mentions of a bot in rooms' })).toBeChecked();
});

test('who is no admin finds nothing there', async ({ people }) => {
  const [, bob] = await people('ann', 'bob');
  bob.expects(NOT_FOUND);
  expect((await bob.page.goto('/admin/hooks'))?.status()).toBe(404);
  await expect(bob.page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the page of webhooks, ${colorScheme}`, async ({ people }) => {
    const [ann] = await people('ann');
    ann.expects(REFUSED);
    const receiver = await Receiver.starts();
    receiver.status = 410;
    await ann.page.emulateMedia({ colorScheme });
    await ann.page.goto('/admin/hooks');
    await findsNothing(ann, 'none');
    await makesIncoming(ann, 'CI', 'general');
    await expect(ann.page.getByRole('status').locator('code')).toBeVisible();
    await findsNothing(ann, 'an address');
    await makesOutgoing(ann, 'Mirror', 'ftp://example.org/', 'general');
    await expect(ann.page.getByRole('alert')).toContainText('http or https');
    await findsNothing(ann, 'refused');
    await makesOutgoing(ann, 'Mirror', receiver.host, 'general');
    await ann.visits('/r/general');
    await ann.says('hi');
    await ann.sees('hi');
    await expect(async () => {
      await ann.page.goto('/admin/hooks');
      await expect(ann.page.getByRole('button', { name: 'Go on: Mirror' })).toBeVisible({ timeout: 500 });
    }).toPass();
    await findsNothing(ann, 'paused');
    receiver.stops();
  });
}
