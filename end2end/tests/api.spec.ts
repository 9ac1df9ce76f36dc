// What programs can ask, on a page to read: for who is signed in nowhere, without a script.

import { findsNothing } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';

test('who writes a program reads what it can ask, from contents to shapes', async ({ visitor }) => {
  const { page } = await visitor('nobody', { javaScriptEnabled: false });
  expect((await page.goto('/api'))?.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('For programs');
  await page.getByRole('navigation').getByRole('link', { name: 'Say something', exact: true }).click();
  const post = page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Say something', exact: true }) });
  await expect(post).toBeInViewport();
  await expect(post.getByText('/api/rooms/{room}/messages', { exact: true })).toBeVisible();
  await expect(post.getByText('Idempotency-Key', { exact: true }).first()).toBeVisible();
  // What is refused is there, and out of the way until it is wanted.
  const conflict = post.getByText('conflict', { exact: true });
  await expect(conflict).toBeHidden();
  await post.getByText('Refusals').click();
  await expect(conflict).toBeVisible();
  await post.getByRole('link', { name: 'Message', exact: true }).click();
  await expect(page.locator('#Message')).toBeInViewport();
  await expect(page.locator('#Message')).toContainText('string, 1–4000 characters');
  await page.getByRole('link', { name: '/api/openapi.json' }).first().click();
  await expect(page.locator('body')).toContainText('"openapi":"3.1.0"');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the page for programs, and nothing is wider than it, ${colorScheme}`, async ({ people }) => {
    const [ann] = await people('ann');
    await ann.page.emulateMedia({ colorScheme });
    for (const [language, title] of [
      ['en', 'For programs'],
      ['zh-Hant', '供程式使用'],
      ['zh-Hans', '供程序使用'],
    ] as const) {
      await ann.visits(`/r/general?language=${language}`);
      await ann.page.goto('/api');
      await expect(ann.page.getByRole('heading', { level: 1 })).toHaveText(title);
      await ann.page.locator('details').evaluateAll((all) => {
        for (const one of all) (one as HTMLDetailsElement).open = true;
      });
      const beyond = await ann.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond).toBeLessThanOrEqual(0);
      await findsNothing(ann, title);
    }
  });
}
