// What a newcomer does with what stands there: reads on where it is new, copies it, and finds it as it was written.

import { hasRead } from '../support/kept.ts';
import type { Person } from '../support/person.ts';
import { type Command, commands, FAST, numbered } from '../support/program.ts';
import { expect, test } from '../support/test.ts';

test.use({ flags: FAST });

/** The message over which it says that what follows is new. */
const line = (person: Person) => person.log.locator('[data-new]');

test('a line says where what is new begins, until the room is opened anew', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  for (const person of [ann, bob]) await person.opens('lobby');
  await bob.says('known');
  await ann.sees('known');
  await expect(line(ann)).toHaveCount(0);
  await ann.goesTo('general');
  for (const text of ['first', 'second']) await bob.says(text);
  await ann.seesRooms();
  await ann.hasUnread('lobby', 2);
  await ann.goesTo('lobby');
  await expect(line(ann)).toHaveCount(1);
  await expect(line(ann)).toContainText('first');
  expect(await line(ann).evaluate((row) => getComputedStyle(row, '::before').content)).toBe('"New"');
  // It stays when all has been read, and what comes meanwhile is not another beginning.
  await bob.says('third');
  await ann.sees('third');
  await expect(ann.page).toHaveTitle('lobby · Banter');
  await expect(line(ann)).toContainText('first');
  await ann.goesTo('general');
  await ann.goesTo('lobby');
  await ann.sees('third');
  await expect(line(ann)).toHaveCount(0);

  // What comes while one looks away is new, too.
  await ann.isCovered(true);
  await bob.says('fourth');
  await expect(line(ann)).toContainText('fourth');
  await ann.isCovered(false);
  await expect(ann.page).toHaveTitle('lobby · Banter');
  await expect(line(ann)).toContainText('fourth');
  await hasRead(ann, 'lobby');
  await ann.visits('/r/lobby');
  await ann.sees('fourth');
  await expect(line(ann)).toHaveCount(0);
});

test('the line over what is new is there in the first HTML, and stays', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await bob.says('known');
  await ann.sees('known');
  await ann.visits('/rooms');
  await ann.isConnected();
  await bob.says('new to ann');
  await ann.hasUnread('general', 1);
  const html = await (await ann.context.request.get('/r/general')).text();
  expect(html).toContain('data-new');
  await ann.visits('/r/general');
  await ann.isConnected();
  await ann.says('an answer');
  await ann.sees('an answer');
  await expect(ann.page).toHaveTitle('general · Banter');
  await expect(line(ann)).toHaveCount(1);
  await expect(line(ann)).toContainText('new to ann');
});

test('many rooms scroll in their list, and the page does not', { tag: '@wide' }, async ({ people }) => {
  const [ann] = await people('ann');
  for (let room = 0; room < 25; room += 1) {
    const data = { name: `room-${room}` };
    expect((await ann.context.request.post('/api/rooms', { data, headers: { origin: ann.server.url } })).ok()).toBe(true);
  }
  await ann.page.reload();
  await ann.isConnected();
  const sizes = () => ann.page.evaluate(() => [document.scrollingElement!.scrollHeight, innerHeight]);
  const [page, window] = await sizes();
  expect(page).toBe(window);
});

test('what is copied is what was said, without the buttons beside it', { tag: '@wide' }, async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const text of ['one', 'two', 'three']) await bob.says(text);
  await ann.sees('three');
  for (const text of ['one', 'two', 'three']) await ann.comesNear(ann.message(text));
  await ann.log.evaluate((list) => getSelection()!.selectAllChildren(list));
  await ann.page.keyboard.press('Control+c');
  const copied = await ann.page.evaluate(() => navigator.clipboard.readText());
  for (const text of ['one', 'two', 'three']) expect(copied).toContain(text);
  for (const button of ['React', 'Copy link', 'Edit', 'Delete', '⋯']) expect(copied).not.toContain(button);
});

test('an empty room offers its address to be sent to others', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.opens('茶室');
  await ann.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ann.log.getByRole('button', { name: 'Copy link' }).click();
  await expect(ann.log.getByRole('button', { name: 'Link copied' })).toBeVisible();
  expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe(`${ann.server.url}/r/%E8%8C%B6%E5%AE%A4`);
});

test('a table keeps its words whole, and is scrolled where it is wider than the room', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const words = ['continuous', 'integration', 'somewhat', 'wide', 'environment', 'production', 'Tuesday', 'deployments'];
  const row = (cells: string[]) => `|${cells.join('|')}|`;
  await commands(bob, 'general', [['send_message', { message: [row(words), row(words.map(() => '-')), row(words)].join('\n') }]]);
  const table = ann.log.locator('table');
  await expect(table).toBeVisible();
  const lines = await table.locator('th, td').evaluateAll((cells) =>
    cells.map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return range.getClientRects().length;
    }),
  );
  expect(lines).toEqual(Array(16).fill(1));
  const [width, room] = await ann.page.evaluate(() => [document.scrollingElement!.scrollWidth, innerWidth]);
  expect(width).toBeLessThanOrEqual(room);
});

test('code is as wide as it was when its message has been edited', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const says = (message: string): Command => ['send_message', { message }];
  const [, seq] = await commands(bob, 'general', [says('before it'), says('```\ncode\n```')]);
  const code = ann.log.locator('pre');
  const { width } = (await code.boundingBox())!;
  await commands(bob, 'general', [['edit_message', { seq, message: '```\nother\n```' }]]);
  await expect(ann.log.getByText('(edited)')).toBeVisible();
  await expect(code).toContainText('other');
  expect((await code.boundingBox())!.width).toBe(width);
});

test('the way to the settings stays where it is when the connection goes', async ({ people, server }) => {
  const [ann] = await people('ann');
  const settings = ann.page.locator('.settings-link');
  const { x } = (await settings.boundingBox())!;
  await server.stops();
  await ann.isOffline();
  expect((await settings.boundingBox())!.x).toBe(x);
});

test('the room that one is in is in view among many', { tag: '@wide' }, async ({ people }) => {
  const [ann] = await people('ann');
  for (const room of numbered('room', 1, 40)) {
    await commands(ann, room.replace(' ', '-'), [['send_message', { message: 'here I am' }]]);
  }
  await ann.visits('/r/room-40');
  await expect(ann.link('room-40')).toBeInViewport();
  await ann.goesTo('room-9');
  await expect(ann.link('room-9')).toBeInViewport();
});

test('one who comes can write at once, and read on by keys', { tag: '@wide' }, async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await commands(bob, 'general', numbered('m', 1, 60).map((message): Command => ['send_message', { message }]));
  await ann.visits('/r/general');
  await expect(ann.composer).toBeFocused();
  const top = () => ann.log.evaluate((list) => list.scrollTop);
  await ann.page.keyboard.press('PageUp');
  await expect.poll(top).toBeLessThan(-300);
  await ann.page.keyboard.press('PageDown');
  await expect.poll(top).toBe(0);
  // Also when the focus was nowhere before a room was chosen.
  await ann.opens('lobby');
  await ann.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await ann.page.keyboard.press('Control+k');
  await ann.page.keyboard.type('general');
  await ann.page.keyboard.press('Enter');
  await ann.isIn('general');
  await expect(ann.composer).toBeFocused();
});

test('on a phone the actions of a message go with a tap elsewhere', { tag: '@phone' }, async ({ people }) => {
  const [ann] = await people('ann');
  await expect(ann.composer).not.toBeFocused();
  for (const text of ['good morning', 'hello']) await ann.says(text);
  await ann.sees('hello');
  const message = ann.message('hello');
  const react = message.getByRole('button', { name: 'React' });
  await message.getByRole('button', { name: 'Actions' }).tap();
  await expect(react).toBeVisible();
  const actions = message.locator('.actions');
  // Wider letters than these tests have.
  await actions.evaluate((actions: HTMLElement) => (actions.style.letterSpacing = '0.04em'));
  const [bar, list, more] = await Promise.all(
    [actions, ann.log, message.getByRole('button', { name: 'Actions' })].map((part) => part.boundingBox()),
  );
  expect(bar!.height - more!.height, 'all on one line').toBeLessThan(4);
  expect(bar!.y + bar!.height, 'the newest message’s too').toBeLessThanOrEqual(list!.y + list!.height);
  expect(bar!.x).toBeGreaterThanOrEqual(0);
  await ann.log.tap({ position: { x: 20, y: 20 } });
  await expect(react).toBeHidden();
});
