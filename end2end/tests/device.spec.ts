// What a device does to the page: it zooms, lays a keyboard over it, takes its edges.

import type { Locator } from '@playwright/test';
import type { Person } from '../support/person.ts';
import { isPainted } from '../support/tab.ts';
import { expect, test } from '../support/test.ts';

test('who zooms in sees a part of the page, which keeps its size', async ({ people }) => {
  const [ann] = await people('ann');
  const before = await ann.composer.boundingBox();
  const devtools = await ann.context.newCDPSession(ann.page);
  const zooms = async (pageScaleFactor: number) => {
    await devtools.send('Emulation.setPageScaleFactor', { pageScaleFactor });
    await expect.poll(() => ann.page.evaluate(() => visualViewport!.scale)).toBe(pageScaleFactor);
    await isPainted(ann.page);
  };
  await zooms(2);
  expect(await ann.page.evaluate(() => document.documentElement.style.getPropertyValue('--height'))).toBe('');
  await zooms(1);
  expect(await ann.composer.boundingBox()).toEqual(before);
});

test('where the keyboard lies over the page and has moved it, the page is what is left to see', async ({ people }) => {
  const [ann] = await people('ann');
  // As Safari tells it on a phone.
  await ann.page.evaluate(() => {
    const sees = (name: string, value: number) => Object.defineProperty(visualViewport, name, { get: () => value });
    sees('height', 400);
    sees('offsetTop', 150);
    visualViewport!.dispatchEvent(new Event('scroll'));
  });
  const shell = ann.page.locator('.shell');
  await expect.poll(() => shell.evaluate((shell) => shell.getBoundingClientRect().top)).toBe(150);
  await expect.poll(() => shell.evaluate((shell) => shell.getBoundingClientRect().height)).toBe(400);
  await expect(ann.composer).toBeInViewport({ ratio: 1 });
});

test('what lies over the page keeps clear of the device’s own edges', { tag: '@phone' }, async ({ people }) => {
  const [ann] = await people('ann');
  const devtools = await ann.context.newCDPSession(ann.page);
  const [left, bottom, right] = [47, 34, 21];
  await devtools.send('Emulation.setSafeAreaInsetsOverride', { insets: { left, bottom, right } });
  const box = async (where: Locator) => (await where.boundingBox())!;
  const [width, height] = [390, 844];
  const composer = await box(ann.composer);
  expect(composer.y + composer.height).toBeLessThanOrEqual(height - bottom);
  expect(composer.x).toBeGreaterThanOrEqual(left);

  await ann.main.getByRole('button', { name: /People/ }).click();
  const pane = ann.page.getByRole('complementary');
  await expect(pane).toBeVisible();
  const spare = await pane.evaluate((pane) => {
    const style = getComputedStyle(pane);
    return [style.paddingBlockEnd, style.paddingInlineEnd].map(parseFloat);
  });
  expect(spare[0]).toBeGreaterThanOrEqual(bottom);
  expect(spare[1]).toBeGreaterThanOrEqual(right);
  expect((await box(pane)).x + (await box(pane)).width).toBe(width);
  await ann.page.keyboard.press('Escape');

  await ann.seesRooms();
  const account = ann.page.getByRole('button', { name: 'ann Your account' });
  await account.click();
  const [menu, button] = [await box(ann.page.getByRole('dialog', { name: 'Your account' })), await box(account)];
  expect(menu.y + menu.height).toBeLessThanOrEqual(button.y);
  expect(menu.x).toBeGreaterThanOrEqual(left);
});

test('no field is so small that a phone zooms in on it', { tag: '@phone' }, async ({ people, visitor }) => {
  const sizes = (person: Person) =>
    person.page.locator('input:not([type=checkbox], [type=hidden]), textarea').evaluateAll((fields) =>
      fields.filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16).map((field) => field.outerHTML),
    );
  const [ann] = await people('ann');
  await ann.page.keyboard.press('Control+k');
  await expect(ann.finder).toBeFocused();
  expect(await sizes(ann)).toEqual([]);
  const stranger = await visitor('stranger');
  await stranger.visits('/login');
  expect(await sizes(stranger)).toEqual([]);
});
