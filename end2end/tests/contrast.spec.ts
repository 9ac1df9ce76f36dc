// Every colour of tokens.css against what it stands on, as WCAG 2.2 measures it.

import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test.ts';

const TOKENS = resolve(import.meta.dirname, '../../style/tokens.css');
const HUES = 12;

/** What a message stands on: at rest, below a pointer, naming the reader, being edited; code in it; its actions. */
const MESSAGE = ['surface', 'surface-touched', 'surface-mention', 'surface-current', 'surface-code', 'surface-raised'];
/** What the list of rooms stands on, and a room in it. */
const ROOMS = ['surface-side', 'surface-hover', 'surface-current'];
const EVERYWHERE = [...new Set([...MESSAGE, ...ROOMS, 'surface-field', 'surface-trouble'])];

/** What is written or drawn, on what, and the least contrast. */
const PAIRS: [string, string[], number][] = [
  ['text', EVERYWHERE, 4.5],
  ['text-muted', EVERYWHERE, 4.5],
  ['text-danger', [...MESSAGE, 'surface-side', 'surface-field', 'surface-trouble'], 4.5],
  // Links, the reader's own name.
  ['accent', MESSAGE, 4.5],
  ['accent-hover', MESSAGE, 4.5],
  ['on-accent', ['accent', 'accent-hover'], 4.5],
  // What has to be found: a field's edge, the focus, what names the reader.
  ['line-field', EVERYWHERE.filter((surface) => surface !== 'surface-code'), 3],
  // The dot of what is unread.
  ['accent', ROOMS, 3],
  ['focus', EVERYWHERE, 3],
  ['line-mention', ['surface', 'surface-mention'], 3],
  // Whether somebody is there: on the pane, below a pointer, over the room.
  ...['online', 'away', 'offline'].map(
    (state): [string, string[], number] => [`presence-${state}`, ['surface-side', 'surface-hover', 'surface-raised'], 3],
  ),
];
/** Sets apart what is apart without it. */
const DECORATION = ['line'];

type Colour = [red: number, green: number, blue: number];

/** The colours of `values`, which are CSS, as the screen shows them here. */
async function drawn(page: Page, values: string[]): Promise<Colour[]> {
  return page.evaluate((values) => {
    const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    return values.map((value) => {
      document.body.style.color = '';
      document.body.style.color = value;
      pen.fillStyle = getComputedStyle(document.body).color;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
      return [red, green, blue] as [number, number, number];
    });
  }, values);
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((less, more) => less - more);
  return (light + 0.05) / (dark + 0.05);
}

test('contrast is measured as WCAG says', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
});

test('every role that is a colour is measured', async () => {
  const tokens = await readFile(TOKENS, 'utf8');
  const roles = new Set([...tokens.matchAll(/--([a-z-]+):\s*light-dark\(/g)].map(([, role]) => role));
  const measured = new Set(PAIRS.flatMap(([role, surfaces]) => [role, ...surfaces]));
  expect([...roles].sort()).toEqual([...measured, ...DECORATION].sort());
});

test('the stylesheets overrule nothing, mirror by themselves, and have no role that nothing uses', async () => {
  const folders = ['style', 'public'].map((name) => resolve(import.meta.dirname, '../..', name));
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).filter((name) => name.endsWith('.css')).map((name) => join(folder, name))),
  );
  const sheets = await Promise.all(files.flat().map((file) => readFile(file, 'utf8')));
  const css = sheets.join('\n').replaceAll(/\/\*.*?\*\//gs, '');
  expect(css).not.toContain('!important');
  expect(css.match(/[^{};]*\b(left|right|top|bottom)(-(width|style|color))?:[^;]*/g) ?? []).toEqual([]);
  expect(css.match(/(text-align|float|clear):\s*(left|right)/g) ?? []).toEqual([]);
  const roles = [...(await readFile(TOKENS, 'utf8')).matchAll(/^\s*(--[\w-]+):/gm)].map(([, role]) => role);
  expect(roles.length).toBeGreaterThan(40);
  expect(roles.filter((role) => !css.includes(`var(${role})`))).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const preference of ['no-preference', 'more'] as const) {
    test(`what is written stands out, ${colorScheme}, contrast: ${preference}`, async ({ visitor }) => {
      const ann = await visitor('ann', { colorScheme, contrast: preference });
      await ann.visits('/');
      const roles = [...new Set(PAIRS.flatMap(([role, surfaces]) => [role, ...surfaces]))];
      const colours = await drawn(ann.page, roles.map((role) => `var(--${role})`));
      const colour = (role: string) => colours[roles.indexOf(role)];
      // Who asks for more gets the next grade.
      const least = (contrast: number) => (preference === 'more' && contrast > 3 ? 7 : contrast);
      const faint = PAIRS.flatMap(([role, surfaces, wanted]) =>
        surfaces
          .map((surface) => ({ surface, measured: contrast(colour(role), colour(surface)) }))
          .filter(({ measured }) => measured < least(wanted))
          .map(({ surface, measured }) => `${role} on ${surface}: ${measured.toFixed(2)} of ${least(wanted)}`),
      );
      expect(faint).toEqual([]);
    });
  }

  test(`initials stand out on each of the colours made from names, ${colorScheme}`, async ({ visitor }) => {
    const ann = await visitor('ann', { colorScheme });
    await ann.visits('/');
    const styles = await ann.page.evaluate((hues) => {
      const avatar = document.body.appendChild(document.createElement('span'));
      return Array.from({ length: hues }, (_, hue) => {
        avatar.className = `avatar hue-${hue}`;
        const { color, backgroundColor } = getComputedStyle(avatar);
        return [color, backgroundColor];
      });
    }, HUES);
    expect(new Set(styles.map(([, background]) => background)).size, 'as many colours').toBe(HUES);
    for (const [hue, style] of styles.entries()) {
      const [text, background] = await drawn(ann.page, style);
      expect(contrast(text, background), `hue-${hue}`).toBeGreaterThanOrEqual(4.5);
    }
  });
}
