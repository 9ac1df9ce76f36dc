// A message from the one who says it to every screen.

import { expect, test } from '../support/test.ts';

test('two people talk both ways, each message once, with author and time', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const minute = () => new Date().toLocaleTimeString('en-GB', { timeStyle: 'short', timeZone: 'Asia/Taipei' });
  const before = minute();
  await ann.says('hi');
  await bob.sees('hi', { from: 'ann' });
  const time = bob.message('hi').getByRole('time');
  expect([before, minute()], "the reader's own zone").toContain(await time.textContent());
  const said = bob.message('hi');
  const [name, text] = [said.getByText('ann', { exact: true }), said.getByRole('paragraph')];
  const [above, below] = [(await name.boundingBox())!, (await text.boundingBox())!];
  expect(above.y + above.height, 'the name stands above').toBeLessThanOrEqual(below.y + 1);
  expect(Math.abs(above.x - below.x), 'and begins where that begins').toBeLessThanOrEqual(1);
  await bob.says('hello there');
  await ann.sees('hello there', { from: 'bob' });
  await ann.says('hi');
  for (const person of [ann, bob]) await person.reads(['hi', 'hello there', 'hi']);
});

test('markup, Chinese and emoji are text', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const texts = ['<img src=x onerror=alert(1)>', '<b>bold</b> & "quoted"', '早安，今天好嗎？', '👩‍👩‍👧‍👦 🇹🇼 👍🏽'];
  for (const text of texts) await ann.says(text);
  for (const person of [ann, bob]) {
    await person.reads(texts);
    await expect(person.log.getByRole('img')).toHaveCount(0);
  }
  await bob.page.reload();
  await bob.reads(texts);
  await expect(bob.log.getByRole('img')).toHaveCount(0);
});

test('a table keeps the sides of its columns', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.composer.fill('| part | size |\n| :-: | --: |\n| wasm | 183 |');
  await ann.composer.press('Enter');
  const side = (text: string) => ann.log.getByText(text).evaluate((cell) => getComputedStyle(cell).textAlign);
  await expect(ann.log.getByRole('table')).toBeVisible();
  for (const text of ['part', 'wasm']) expect(await side(text)).toMatch(/center$/);
  for (const text of ['size', '183']) expect(await side(text)).toMatch(/right$/);
});

test('a message too long is told beside the composer and kept', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.composer.fill('語'.repeat(4_001));
  await ann.composer.press('Enter');
  await ann.isTold('The message has 4001 characters; at most 4000 can be sent at once.');
  await expect(ann.composer).toHaveAccessibleDescription(/4001 characters/);
  await expect(ann.composer).toHaveValue('語'.repeat(4_001));
  await ann.composer.press('Backspace');
  await expect(ann.main.getByRole('alert')).toHaveCount(0);
  await ann.composer.press('Enter');
  await expect(ann.composer).toHaveValue('');
  for (const person of [ann, bob]) await person.reads(['語'.repeat(4_000)]);
});

test('a message that waits for the server is seen as such', async ({ people, server }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('before');
  await bob.sees('before');
  await server.freezes();
  await ann.says('on its way');
  await ann.seesWaiting('on its way');
  await expect(bob.message('on its way')).toHaveCount(0);
  server.thaws();
  for (const person of [ann, bob]) {
    await person.sees('on its way', { from: 'ann' });
    await person.reads(['before', 'on its way']);
  }
});
