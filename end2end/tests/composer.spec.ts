// The field to write in: what is typed is sent once, when it is meant, and is not lost before.

import type { CDPSession } from '@playwright/test';
import type { Person } from '../support/person.ts';
import { PASSWORD } from '../support/server.ts';
import { expect, test } from '../support/test.ts';

/** What a whole line of the field is high, in CSS pixels. */
const LINE = 24;
const ENTER = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 };
/** The same key as the browser reports it when an input method took it. */
const TAKEN = { ...ENTER, windowsVirtualKeyCode: 229 };

async function presses(keyboard: CDPSession, key: typeof ENTER): Promise<void> {
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
}

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

const COMPOSED = [
  // Zhuyin, letter by letter; the candidate is chosen by number, or by Enter.
  { language: 'Chinese', steps: ['ㄨ', 'ㄨㄢˇ', '晚ㄢ', '晚安'], text: '晚安' },
  // Kana, then a conversion that Enter confirms.
  { language: 'Japanese', steps: ['k', 'こ', 'こんに', 'こんにちは', '今日は'], text: '今日は' },
];

for (const { language, steps, text } of COMPOSED) {
  test(`Enter while one composes ${language} sends nothing; what was composed is sent once`, async ({ people }) => {
    const [ann, bob] = await people('ann', 'bob');
    const keyboard = await ann.context.newCDPSession(ann.page);
    await ann.composer.fill('»');
    await ann.composer.press('End');
    for (const composed of steps) {
      const at = composed.length;
      await keyboard.send('Input.imeSetComposition', { text: composed, selectionStart: at, selectionEnd: at });
      await expect(ann.composer).toHaveValue(`»${composed}`);
      for (const key of [ENTER, TAKEN]) await presses(keyboard, key);
      await expect(ann.composer).toHaveValue(`»${composed}`);
    }
    // Safari ends the composition first; what it reports then is a key that was taken.
    await keyboard.send('Input.insertText', { text });
    await presses(keyboard, TAKEN);
    await expect(ann.composer).toHaveValue(`»${text}`);
    expect(ann.sent.filter((frame) => frame.includes('send_message'))).toEqual([]);
    await expect(ann.messages).toHaveCount(0);

    await presses(keyboard, ENTER);
    await expect(ann.composer).toHaveValue('');
    for (const person of [ann, bob]) await person.reads([`»${text}`]);
    await ann.says('next');
    for (const person of [ann, bob]) await person.reads([`»${text}`, 'next']);
    expect(ann.sent.filter((frame) => frame.includes(text))).toHaveLength(1);
  });
}

test('several lines are pasted as they are, and not sent by their ends', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const text = 'first\n\n    third, indented\nlast\n';
  await ann.page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await ann.composer.focus();
  await ann.page.keyboard.press('Control+v');
  await expect(ann.composer).toHaveValue(text);
  await expect(ann.messages).toHaveCount(0);
  await ann.composer.press('Enter');
  await expect(ann.composer).toHaveValue('');
  await expect(bob.messages).toHaveCount(1);
  await expect(bob.messages).toContainText('last');
});

test('it grows to eight lines and no further, and stays in view with the newest message', async ({ people }) => {
  const [ann] = await people('ann');
  for (let number = 1; number <= 30; number += 1) await ann.says(`line ${number}`);
  await ann.sees('line 30');
  const height = () => ann.composer.evaluate((field) => field.clientHeight);
  const one = await height();
  const text = (lines: number) => Array.from({ length: lines }, (_, at) => `${at + 1}`).join('\n');
  for (let lines = 2; lines <= 8; lines += 1) {
    await ann.composer.fill(text(lines));
    await expect.poll(height, `${lines} lines`).toBe(one + (lines - 1) * LINE);
  }
  for (const lines of [9, 10, 60]) {
    await ann.composer.fill(text(lines));
    expect(await height(), `${lines} lines`).toBe(one + 7 * LINE);
    expect(await ann.composer.evaluate((field) => field.scrollHeight > field.clientHeight)).toBe(true);
    await expect(ann.composer).toBeInViewport({ ratio: 1 });
    await expect(ann.page.getByRole('button', { name: 'Send', exact: true })).toBeInViewport({ ratio: 1 });
    await expect(ann.message('line 30')).toBeInViewport({ ratio: 1 });
  }
  // A word without end wraps, and counts as the lines that it takes.
  await ann.composer.fill('x'.repeat(600));
  expect(await height()).toBeGreaterThan(one + 2 * LINE);
  await ann.composer.fill('');
  expect(await height()).toBe(one);
});

test('what was typed in each room is there again: in another room, after a reload, in a new tab', async ({ people }) => {
  const [ann] = await people('ann');
  const drafts = { lobby: 'half a thou', general: 'two\nlines of 中文' };
  await ann.opens('lobby');
  await ann.composer.fill(drafts.lobby);
  await ann.goesTo('general');
  await ann.composer.fill(drafts.general);
  const holdsBoth = async (person: Person) => {
    await expect(person.composer).toHaveValue(drafts.general);
    await person.goesTo('lobby');
    await expect(person.composer).toHaveValue(drafts.lobby);
    await person.goesTo('general');
    await expect(person.composer).toHaveValue(drafts.general);
  };
  await holdsBoth(ann);
  await ann.page.reload();
  await ann.isConnected();
  await holdsBoth(ann);
  const tab = await ann.opensTab('/r/general');
  await holdsBoth(tab);
  await tab.composer.press('Enter');
  await expect(tab.composer).toHaveValue('');
  await tab.page.reload();
  await tab.isConnected();
  await expect(tab.composer, 'what was sent is no draft').toHaveValue('');
});

test('another account at the same browser does not see them, and they wait for their own', async ({ people, server }) => {
  const [ann] = await people('ann');
  await server.addsUser('bob');
  await ann.composer.fill('not for bob');
  await ann.logsOut();
  await expect(ann.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const bob = ann.makesRoomFor('bob');
  await bob.isLive();
  await bob.signsIn(PASSWORD);
  await bob.isConnected();
  await expect(bob.composer).toHaveValue('');
  await bob.composer.fill('nor for ann');
  await bob.logsOut();
  await expect(ann.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await ann.isLive();
  await ann.signsIn();
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('not for bob');
});

test('from 3,500 characters on they are counted; over the limit nothing is lost', async ({ people }) => {
  const [ann] = await people('ann');
  const count = ann.main.getByText(/^\d+ \/ 4000$/);
  const colour = () => count.evaluate((count) => getComputedStyle(count).color);
  await ann.opens('lobby');
  await ann.composer.fill('語'.repeat(3_499));
  await expect(count).toHaveCount(0);
  await ann.composer.press('End');
  await ann.composer.pressSequentially('語');
  await expect(count).toHaveText('3500 / 4000');
  await expect(count).toBeVisible();
  const calm = await colour();
  await ann.composer.fill('👍'.repeat(4_000));
  await expect(count).toHaveText('4000 / 4000');
  expect(await colour()).toBe(calm);

  const long = '語'.repeat(4_100);
  await ann.composer.fill(long);
  await expect(count).toHaveText('4100 / 4000');
  expect(await colour()).not.toBe(calm);
  await ann.composer.press('Enter');
  await ann.isTold('The message has 4100 characters; at most 4000 can be sent at once.');
  await expect(ann.composer).toHaveValue(long);
  await ann.goesTo('general');
  await expect(count, 'counted where it was typed').toHaveCount(0);
  await ann.goesTo('lobby');
  await expect(count).toHaveText('4100 / 4000');
  await ann.page.reload();
  await ann.isConnected();
  await expect(ann.composer).toHaveValue(long);
  await expect(count).toHaveText('4100 / 4000');
  await ann.composer.fill(long.slice(100));
  await expect(count).toHaveText('4000 / 4000');
  await ann.composer.press('Enter');
  await expect(ann.composer).toHaveValue('');
  await expect(count, 'nothing is left to count').toHaveCount(0);
  await ann.reads([long.slice(100)]);
});

test('what is on its way looks like what is there, and after a second it says that it waits', async ({ server, visitor }) => {
  await server.addsUser('ann');
  const ann = await visitor('ann');
  await ann.page.clock.install();
  await ann.enters();
  await ann.says('there already');
  await ann.sees('there already');
  const look = (text: string) =>
    ann.message(text).locator('.text').evaluate((text) => [getComputedStyle(text).color, text.getBoundingClientRect().width]);
  await server.freezes();
  // From here on time passes only as it is told to.
  await ann.page.clock.pauseAt(await ann.page.evaluate(() => Date.now() + 10_000));
  await ann.composer.fill('on its way');
  await ann.composer.press('Enter');
  await ann.page.clock.runFor(900);
  await expect(ann.message('on its way')).toHaveCount(1);
  await expect(ann.message('on its way').getByText('Waiting to be sent')).toBeHidden();
  const calm = await look('on its way');
  expect(calm).toEqual(await look('there already'));
  await ann.page.clock.runFor(200);
  await expect(ann.message('on its way').getByText('Waiting to be sent')).toBeVisible();
  expect((await look('on its way'))[0]).not.toBe(calm[0]);
  await ann.page.clock.resume();
  server.thaws();
  await ann.sees('on its way');
});

test('what is typed outlives a refusal, a reconnect and a room that is no room', async ({ people, server }) => {
  const [ann] = await people('ann');
  await ann.composer.fill('half a thou');
  await ann.composer.press('End');
  await ann.asksFor('two words');
  await ann.isTold(/no spaces/, ann.page);
  await ann.page.keyboard.press('Escape');
  await expect(ann.composer).toHaveValue('half a thou');
  await server.stops();
  await ann.isOffline();
  await expect(ann.composer).toHaveValue('half a thou');
  await ann.composer.focus();
  await ann.composer.press('End');
  await ann.composer.pressSequentially('gh');
  await server.starts();
  await ann.comesBack();
  await ann.composer.pressSequentially('t');
  await expect(ann.composer).toHaveValue('half a thought');
  await ann.visits('/r/nowhere');
  await ann.goesTo('general');
  await expect(ann.composer).toHaveValue('half a thought');
  await ann.composer.press('Enter');
  await ann.reads(['half a thought']);
});
