// A message from the key press to every screen.

import { expect, test } from '../support/test.ts';

test('two people talk both ways, each message once, with author and time', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const minute = () => new Date().toLocaleTimeString('en-GB', { timeStyle: 'short', timeZone: 'Asia/Taipei' });
  const before = minute();
  await ann.says('hi');
  await bob.sees('hi', { from: 'ann' });
  const time = bob.message('hi').getByRole('time');
  expect([before, minute()], "the reader's own zone").toContain(await time.textContent());
  await bob.says('hello there');
  await ann.sees('hello there', { from: 'bob' });
  await ann.says('hi');
  for (const person of [ann, bob]) await person.reads(['hi', 'hello there', 'hi']);
});

test('Enter sends, Shift+Enter makes a new line, the button sends too', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.composer.pressSequentially('first line');
  await ann.composer.press('Shift+Enter');
  await ann.composer.pressSequentially('second line');
  await expect(ann.composer).toHaveValue('first line\nsecond line');
  await expect(ann.messages).toHaveCount(0);
  await ann.composer.press('Enter');
  await expect(ann.composer).toHaveValue('');
  for (const person of [ann, bob]) {
    await person.reads(['first linesecond line']);
    expect(await person.texts.innerText()).toBe('first line\nsecond line');
  }
  await ann.composer.fill('by hand');
  await ann.presses('Send');
  await bob.sees('by hand', { from: 'ann' });
  await expect(ann.composer).toHaveValue('');
  await expect(ann.composer).toBeFocused();
});

test('the Enter that ends a composition does not send', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const keyboard = await ann.context.newCDPSession(ann.page);
  await ann.composer.focus();
  const composed = { text: 'ㄋㄧˇ', selectionStart: 3, selectionEnd: 3 };
  await keyboard.send('Input.imeSetComposition', composed);
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 };
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
  await expect(ann.composer).toHaveValue('ㄋㄧˇ');
  await keyboard.send('Input.insertText', { text: '你好' });
  // Safari ends the composition first; what it reports then is a key that was taken.
  const taken = { ...enter, windowsVirtualKeyCode: 229 };
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...taken });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...taken });
  await expect(ann.composer).toHaveValue('你好');
  await ann.composer.press('Enter');
  await bob.sees('你好', { from: 'ann' });
  for (const person of [ann, bob]) await person.reads(['你好']);
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
  server.freezes();
  await ann.says('on its way');
  await ann.seesWaiting('on its way');
  await expect(bob.message('on its way')).toHaveCount(0);
  server.thaws();
  for (const person of [ann, bob]) {
    await person.sees('on its way', { from: 'ann' });
    await person.reads(['before', 'on its way']);
  }
});
