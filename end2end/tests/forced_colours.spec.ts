// Where the system gives all colours, what they say has a shape.

import type { Locator } from '@playwright/test';
import { expect, test } from '../support/test.ts';

test('with forced colours the room shown has more than a heavier name', async ({ people }) => {
  const [ann] = await people('ann');
  await ann.opens('lobby');
  await ann.page.emulateMedia({ forcedColors: 'active' });
  await ann.visits('/rooms');
  await ann.seesRooms();
  const outline = (room: string) => ann.link(room).evaluate((link) => getComputedStyle(link).outlineStyle);
  expect(await outline('lobby')).toBe('none');
  await ann.link('lobby').click();
  await ann.isIn('lobby');
  expect(await outline('lobby')).toBe('solid');
});

test('with forced colours everything that a colour says has a shape as well', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.page.emulateMedia({ forcedColors: 'active' });
  await bob.opens('lobby');
  await ann.opens('lobby');
  await ann.goesTo('general');
  await bob.goesTo('general');
  /** How wide the line is that is drawn there, in pixels. */
  const drawn = (where: Locator, line: string, of = '') =>
    where.evaluate(
      (where, [line, of]) => {
        const style = getComputedStyle(where, of || null);
        return style.getPropertyValue(`${line}-style`) === 'solid' ? parseFloat(style.getPropertyValue(`${line}-width`)) : 0;
      },
      [line, of],
    );
  await bob.says('for @ann');
  await ann.sees('for @ann');
  expect(await drawn(ann.message('for @ann'), 'border-left'), 'a message that names me').toBeGreaterThan(2);
  await bob.says('for nobody');
  await ann.sees('for nobody');
  expect(await drawn(ann.message('for nobody'), 'border-left')).toBe(0);

  await ann.does('React', ann.message('for nobody'));
  const emoji = ann.page.getByRole('dialog', { name: 'React' }).getByRole('button', { name: '👍' });
  expect(await drawn(emoji, 'outline'), 'an emoji').toBe(0);
  await emoji.click();
  await ann.seesReaction('for nobody', '👍', 'ann');
  await ann.does('React', ann.message('for nobody'));
  // Where the focus is, there is a line already.
  await expect(emoji).toHaveAttribute('aria-pressed', 'true');
  expect(await emoji.evaluate((emoji) => emoji.matches(':focus-visible'))).toBe(false);
  expect(await drawn(emoji, 'outline'), 'an emoji of mine').toBe(2);
  await ann.page.keyboard.press('Escape');

  await ann.says('to be changed');
  await ann.sees('to be changed');
  await ann.does('Edit', ann.message('to be changed'));
  await expect(ann.composer).toHaveValue('to be changed');
  expect(await drawn(ann.message('to be changed'), 'outline'), 'what is being edited').toBe(2);
  await ann.page.keyboard.press('Escape');

  await ann.page.keyboard.press('Control+k');
  await expect(ann.finder).toBeFocused();
  expect(await drawn(ann.page.locator('.switcher form'), 'outline'), 'the field to find a room').toBe(2);
  await ann.page.keyboard.press('Escape');

  const back = ann.main.getByRole('link', { name: 'Rooms' });
  const isPhone = await back.isVisible();
  if (isPhone) expect(await drawn(back, 'border-top', '::after'), 'the way back').toBe(0);
  await bob.goesTo('lobby');
  await bob.says('unread');
  await ann.hasUnread('lobby', 1);
  if (isPhone) expect(await drawn(back, 'border-top', '::after'), 'the way back to what is unread').toBeGreaterThan(3);
  await ann.seesRooms();
  expect(await drawn(ann.link('lobby'), 'border-top', '::before'), 'the dot').toBeGreaterThan(3);
});
