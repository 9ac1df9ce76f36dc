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
    await expect(options(ann)).toHaveText(['books', 'bookshop', 'Open or make book']);
    await isAt(ann, 'books');
    await keyboard.press('ArrowDown');
    await isAt(ann, 'bookshop');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await isAt(ann, 'books');
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    await isAt(ann, 'bookshop');
    await keyboard.press('Enter');
    await ann.isIn('bookshop');
    await expect(ann.finder).toBeHidden();

    await ann.composer.focus();
    await keyboard.press(keys);
    await expect(ann.finder).toHaveValue('');
    await keyboard.type('cellar');
    await expect(options(ann)).toHaveText(['Open or make cellar']);
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
  const panes = [ann.link('general'), ann.log, ann.composer, ...((await others.isVisible()) ? [others] : [])];
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
});

test('whatever Tab reaches shows that it has the focus', async ({ people, visitor }) => {
  const [ann, bob] = await people('ann', 'bob');
  const { page } = ann;
  await fillsGeneral(ann, bob);
  await ann.opens('attic');
  await ann.goesTo('general');
  await ann.link('attic').focus();
  // Rooms, messages and what can be done to each, the composer.
  await seesTheFocus(ann, 20);
  await ann.presses('ann Your account');
  await page.getByRole('dialog', { name: 'Your account' }).getByRole('button').focus();
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
