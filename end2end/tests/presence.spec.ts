// Who is there, as the others see it: a person, not their devices.

import { expect, test } from '../support/test.ts';
import type { Person } from '../support/person.ts';

const MINUTE = 60_000;

/** What is said of somebody in the list of people. */
async function sees(viewer: Person, name: string, state: string | RegExp): Promise<void> {
  const people = viewer.page.getByRole('complementary', { includeHidden: true });
  const somebody = people.locator('li button').filter({ has: viewer.page.getByText(name, { exact: true }) });
  const label = typeof state === 'string' ? `Write to ${name}${state && `, ${state}`}` : state;
  await expect(somebody).toHaveAttribute('aria-label', label);
}

const LAST_SEEN = (name: string) => new RegExp(`^Write to ${name}, last seen \\d\\d:\\d\\d$`);

test('three people with two devices each: one is away, one is gone, and the server dies', async ({ server, people, visitor }) => {
  test.slow();
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  const phones = [];
  for (const person of [ann, bob, cid]) {
    const phone = await visitor(person.name);
    // Time is the test's on bob's devices: he will be away.
    if (person === bob) await phone.page.clock.install();
    await phone.enters();
    phones.push(phone);
  }
  const [, bobsPhone, cidsPhone] = phones as [Person, Person, Person];
  for (const viewer of [ann, bob, cid, ...phones]) {
    for (const name of ['ann', 'bob', 'cid']) await sees(viewer, name, 'online');
  }

  // Away is who is away from all their devices.
  await bob.page.close();
  await bobsPhone.page.clock.fastForward(11 * MINUTE);
  await sees(ann, 'bob', 'away');
  await sees(cid, 'bob', 'away');
  await bobsPhone.composer.press('Shift');
  await sees(ann, 'bob', 'online');
  await bobsPhone.page.clock.fastForward(11 * MINUTE);
  await sees(ann, 'bob', 'away');

  // Gone is who is gone from all of them.
  await cid.page.close();
  await cidsPhone.page.close();
  await sees(ann, 'cid', LAST_SEEN('cid'));
  await sees(ann, 'bob', 'away');

  // Without a connection nothing else is known, and nobody is a ghost afterwards.
  ann.expects(/./);
  for (const person of [ann, bobsPhone, ...phones]) person.expects(/./);
  await bobsPhone.page.close();
  await server.dies();
  await ann.isOffline();
  for (const name of ['ann', 'bob']) await sees(ann, name, '');
  await sees(ann, 'cid', LAST_SEEN('cid'));
  const offline = ann.page.getByRole('complementary', { includeHidden: true }).locator('li button').first();
  await expect(offline).toHaveCSS('opacity', '1');
  await server.starts();
  await ann.comesBack();
  await sees(ann, 'ann', 'online');
  await sees(ann, 'bob', /^Write to bob, (offline|last seen \d\d:\d\d)$/);
  await sees(ann, 'cid', LAST_SEEN('cid'));
});

test('who is there stands above who is not', { tag: '@wide' }, async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.page.close();
  await sees(bob, 'ann', LAST_SEEN('ann'));
  const y = async (name: string) => (await bob.page.getByRole('button', { name: `Write to ${name},` }).boundingBox())!.y;
  expect(await y('bob')).toBeLessThan(await y('ann'));
});

test('the first page knows who is there, and in a conversation it says so', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await sees(ann, 'bob', 'online');
  await ann.asksFor('@bob');
  await ann.isIn('bob');
  const state = ann.main.locator('.topic');
  await expect(state).toHaveText('online');
  // Both see it from its first message on; until then it says nothing of bob that other rooms do not.
  await ann.says('psst');
  await ann.sees('psst');
  await expect(state).toHaveText('online');
  const html = await (await ann.context.request.get('/d/bob')).text();
  expect(html).toMatch(/<p [^>]*class="topic"[^>]*>online<\/p>/);
  await bob.page.close();
  await expect(state).toHaveText(/^last seen \d\d:\d\d$/);
});

test('whether somebody is there is said in the reader’s language, with names of any script and length', async ({ server, people, visitor }) => {
  const long = 'a-very-long-name.that-fills-it-up';
  await server.addsUser('林小明');
  await server.addsUser(long.slice(0, 32));
  await people('ann');
  const reader = await visitor('林小明');
  await reader.speaks('zh-Hant');
  await reader.context.request.post('/login', { data: { username: '林小明', password: 'correct horse' } });
  const other = await visitor(long.slice(0, 32));
  await other.enters();
  await reader.visits('/r/general');
  const list = reader.page.getByRole('complementary', { includeHidden: true });
  await expect(list.locator('li button[aria-label="傳訊息給 林小明，在線"]')).toHaveCount(1);
  await expect(list.locator(`li button[aria-label="傳訊息給 ${long.slice(0, 32)}，在線"]`)).toHaveCount(1);
});
