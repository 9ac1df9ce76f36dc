// Everything by keys alone, and what is read out.

import type { Locator } from '@playwright/test';
import type { Person } from '../support/person.ts';
import { FAST, saysFast } from '../support/program.ts';
import { fillsGeneral } from '../support/scene.ts';
import { expect, test } from '../support/test.ts';

function options(person: Person): Locator {
  return person.page.getByRole('option');
}

/** The option that Enter would take, in the list and for who hears the field. */
async function isAt(person: Person, text: string): Promise<void> {
  const chosen = person.page.getByRole('option', { selected: true });
  await expect(chosen).toHaveText(text);
  await expect(person.finder).toHaveAttribute('aria-activedescendant', (await chosen.getAttribute('id'))!);
}

for (const keys of ['Control+k', 'Meta+k']) {
  test(`${keys} opens the switcher: letters filter, arrows choose, Enter goes, Esc gives the focus back`, async ({
    people,
  }) => {
    const [ann] = await people('ann');
    const { keyboard } = ann.page;
    for (const room of ['attic', 'books', 'bookshop']) await ann.opens(room);
    await ann.goesTo('general');
    for (const place of [ann.composer, ann.link('attic'), ann.log]) {
      await place.focus();
      await keyboard.press(keys);
      await expect(ann.finder).toBeFocused();
      await expect(options(ann)).toHaveText(['attic', 'books', 'bookshop', 'general']);
      await keyboard.press('Escape');
      await expect(ann.finder).toBeHidden();
      await expect(place).toBeFocused();
    }

    await keyboard.press(keys);
    await keyboard.type('book');
    const made = (room: string) => [`Open or make ${room}`, `Make ${room} for now: it closes when everybody has left`];
    await expect(options(ann)).toHaveText(['books', 'bookshop', ...made('book')]);
    await isAt(ann, 'books');
    await keyboard.press('ArrowDown');
    await isAt(ann, 'bookshop');
    for (const _ of ['to make it', 'for now', 'around']) await keyboard.press('ArrowDown');
    await isAt(ann, 'books');
    for (const _ of ['around', 'to make it', 'above']) await keyboard.press('ArrowUp');
    await isAt(ann, 'bookshop');
    await keyboard.press('Enter');
    await ann.isIn('bookshop');
    await expect(ann.finder).toBeHidden();

    await ann.composer.focus();
    await keyboard.press(keys);
    await expect(ann.finder).toHaveValue('');
    await keyboard.type('cellar');
    await expect(options(ann)).toHaveText(made('cellar'));
    await keyboard.press('Enter');
    await ann.isIn('cellar');
    await expect(ann.finder).toBeHidden();
    await expect(ann.composer).toBeFocused();
  });
}

test('F6 goes from pane to pane and Shift+F6 back; Esc goes to the composer', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const { keyboard } = ann.page;
  await bob.says('hello');
  await ann.sees('hello');
  const others = ann.page.locator('.people');
  // One begins in the composer.
  await expect(ann.composer).toBeFocused();
  const panes = [...((await others.isVisible()) ? [others] : []), ann.link('general'), ann.log, ann.composer];
  for (const pane of [...panes, ...panes]) {
    await keyboard.press('F6');
    await expect(pane).toBeFocused();
  }
  for (const pane of [...panes, ...panes].reverse().slice(1)) {
    await keyboard.press('Shift+F6');
    await expect(pane).toBeFocused();
  }
  for (const place of [ann.link('general'), ann.log, ann.message('hello').getByRole('button').first()]) {
    await place.focus();
    await expect(place).toBeFocused();
    await keyboard.press('Escape');
    await expect(ann.composer).toBeFocused();
  }
});

test('what is typed goes to the composer, wherever the focus is', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const { keyboard } = ann.page;
  await bob.says('hello');
  await ann.sees('hello');
  for (const place of [ann.log, ann.link('general'), ann.message('hello')]) {
    await place.focus();
    await keyboard.type('hi');
    await expect(ann.composer).toBeFocused();
    await expect(ann.composer).toHaveValue('hi');
    await ann.composer.fill('');
  }
  // These are for the list, the browser and the switcher.
  for (const key of ['Space', 'PageUp', 'Control+c', 'Alt+x']) {
    await ann.log.focus();
    await keyboard.press(key);
    await expect(ann.log).toBeFocused();
  }
  await keyboard.press('Control+k');
  await keyboard.type('gen');
  await expect(ann.finder).toHaveValue('gen');
  await expect(ann.composer).toHaveValue('');
});

/** What shows a person that the focus is there, on it or around it: with the focus, and without it. */
function marks(focused: Element): [string, string, string] {
  const around = [focused, focused.parentElement!, focused.parentElement!.parentElement!];
  const look = () => {
    const styles = around.map((element) => getComputedStyle(element));
    return styles.map((style) => (style.outlineStyle === 'none' ? '' : style.outline) + style.boxShadow).join();
  };
  const called = focused.getAttribute('aria-label') ?? focused.textContent ?? '';
  const focus = look();
  (focused as HTMLElement).blur();
  const without = look();
  (focused as HTMLElement).focus();
  return [`${focused.tagName} ${focused.id} ${called}`, focus, without];
}

/** Goes by Tab through all that can be reached, `atLeast` so many, and sees where the focus is each time. */
async function seesTheFocus(person: Person, atLeast: number): Promise<void> {
  const first = await person.page.evaluateHandle(() => document.activeElement);
  const passed = new Set<string>();
  for (let steps = 0; steps < 200; steps += 1) {
    await person.page.keyboard.press('Tab');
    const focused = await person.page.evaluateHandle(() => document.activeElement!);
    if (await focused.evaluate((focused, first) => focused === first || focused === document.body, first)) break;
    const [name, focus, without] = await focused.evaluate(marks);
    passed.add(`${steps} ${name}`);
    expect(focus, `${name}, focused`).not.toBe(without);
  }
  expect(passed.size, [...passed].join('\n')).toBeGreaterThanOrEqual(atLeast);
}

test.describe('among many', () => {
  test.use({ flags: FAST });

  test('from the messages Tab goes to what is in view, not to the oldest', async ({ people }) => {
    const [ann, bob] = await people('ann', 'bob');
    await saysFast(bob, { room: 'general', prefix: 'm', count: 120 });
    await ann.page.reload();
    await ann.isConnected();
    await expect(ann.message('m 120')).toBeInViewport();
    await ann.log.focus();
    await ann.page.keyboard.press('Tab');
    await expect(ann.messages.locator(':focus')).toBeInViewport();
    await expect(ann.message('m 120')).toBeInViewport();
    await ann.page.keyboard.press('Shift+Tab');
    await expect(ann.message('m 120')).toBeInViewport();
  });

  test('arrows go from message to message, each in view, up to the oldest and back', async ({ people }) => {
    const [ann, bob] = await people('ann', 'bob');
    await saysFast(bob, { room: 'general', prefix: 'm', count: 70 });
    await bob.page.reload();
    await bob.isConnected();
    await bob.says(Array.from({ length: 80 }, (_, line) => `line ${line + 1}`).join('\n'));
    await bob.says('the end');
    await ann.sees('the end');
    const { keyboard } = ann.page;
    const focused = ann.messages.and(ann.page.locator(':focus'));
    await ann.log.focus();
    await keyboard.press('ArrowUp');
    await expect(focused).toContainText('the end');

    // What is longer than the view is read to its other end before the next message.
    await keyboard.press('ArrowUp');
    await expect(focused).toContainText('line 80');
    await expect(async () => {
      await keyboard.press('ArrowUp');
      await expect(focused).toContainText('m 70', { timeout: 50 });
    }).toPass({ intervals: [20] });
    await expect(focused).toBeInViewport();
    for (let at = 69; at > 0; at -= 1) {
      await keyboard.press('ArrowUp');
      await expect(focused).toContainText(`m ${at}`);
      await expect(focused).toBeInViewport();
    }
    for (let at = 2; at < 6; at += 1) {
      await keyboard.press('ArrowDown');
      await expect(focused).toContainText(`m ${at}`);
    }
    await keyboard.press('Tab');
    await expect(focused).toHaveCount(0);
    await expect(ann.message('m 5').locator(':focus')).toBeVisible();
    await keyboard.press('ArrowUp');
    await expect(focused).toContainText('m 4');
    await keyboard.press('Escape');
    await expect(ann.composer).toBeFocused();
  });
});

test('whatever Tab reaches shows that it has the focus', async ({ people, visitor }) => {
  const [ann, bob] = await people('ann', 'bob');
  const { page } = ann;
  await fillsGeneral(ann, bob);
  await ann.opens('attic');
  await ann.goesTo('general');
  await expect(ann.composer).toBeFocused();
  await ann.link('attic').focus();
  // Rooms, messages and what can be done to each, the composer.
  await seesTheFocus(ann, 20);
  await ann.presses('ann Your account');
  await page.getByRole('dialog', { name: 'Your account' }).getByRole('button').focus();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('link', { name: 'Administration' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('link', { name: '简体中文' })).toBeFocused();
  await seesTheFocus(ann, 10);
  await page.keyboard.press('Escape');
  await ann.does('React', ann.message('hello, @ann'));
  await expect(page.getByRole('dialog', { name: 'React' }).getByRole('button').first()).toBeFocused();
  await seesTheFocus(ann, 10);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  const [, focus, without] = await ann.finder.evaluate(marks);
  expect(focus, 'the switcher').not.toBe(without);

  const stranger = await visitor('stranger');
  await stranger.visits('/login');
  // The form's two fields and button, the way to an account, the language.
  await seesTheFocus(stranger, 5);
});

test('the messages are a log of articles, each with its author and time, named above or not', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await fillsGeneral(ann, bob);
  await ann.page.reload();
  await ann.isConnected();
  await expect(ann.page.getByRole('log')).toHaveCount(1);
  await expect(ann.log.getByRole('heading'), 'the day, and nothing that people write').toHaveText([/\d{4}$/]);
  await expect(ann.message('and grouped').getByText('ann', { exact: true })).not.toBeInViewport({ ratio: 1 });
  for (const message of await ann.messages.all()) {
    const read = await message.ariaSnapshot();
    expect(read).toMatch(/\b(ann|bob)\b/);
    expect(read).toMatch(/time: \d\d:\d\d/);
  }
  // One article a message, in the order in which they were said, and nothing outside of them.
  const said = await ann.messages.allTextContents();
  expect(said[0]).toContain('good morning');
  expect(said.at(-1)).toContain('it was changed');
  const ended = ann.log.locator('p, pre, ul, table').and(ann.page.locator(':not(article *):not(.beginning)'));
  await expect(ended).toHaveCount(0);
});
