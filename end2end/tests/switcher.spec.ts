// What the switcher offers first, and what it does not offer.

import { findsNothing } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';

const LONGEST = 'x'.repeat(50);

test('somebody is meant before a group with them, typed with an @ or without', async ({ server, people }) => {
  const [ann] = await people('ann', 'bob');
  await server.addsUser('陳小明');
  await ann.opens('bobbins');
  await ann.asksFor('@bob,陳小明');
  await ann.isIn('bob, 陳小明');
  const offered = ann.page.getByRole('option');
  await ann.page.keyboard.press('Control+k');
  for (const typed of ['@b', '@bob', 'BOB', 'bob']) {
    await ann.finder.fill(typed);
    await expect(offered.first(), typed).toHaveText('Write to bob', { useInnerText: true });
  }
  await expect(offered).toHaveText(['Write to bob', 'bobbins', 'bob, 陳小明'], { useInnerText: true });
  await ann.finder.press('Enter');
  await ann.isIn('bob');
  await expect(ann.page).toHaveURL(/\/d\/bob$/);
  await ann.page.keyboard.press('Control+k');
  await ann.finder.fill('bo');
  await expect(offered.filter({ hasText: 'bob' })).toHaveText(['bobbins', 'bob', 'bob, 陳小明'], { useInnerText: true });
});

test('a room is found by its address’s name and by its sign, in any capitals', async ({ people }) => {
  const [ann] = await people('ann', 'Gen');
  await ann.page.keyboard.press('Control+k');
  const offered = ann.page.getByRole('option');
  for (const typed of ['#general', '# General', 'GENERAL']) {
    await ann.finder.fill(typed);
    await expect(offered, typed).toHaveText(['general'], { useInnerText: true });
  }
  await ann.finder.fill('GEN');
  await expect(offered).toHaveText(['Write to Gen', 'general'], { useInnerText: true });
  await ann.finder.fill('#gen');
  await expect(offered.first()).toHaveText('general', { useInnerText: true });
  await expect(offered.filter({ hasText: 'Open or make' })).toHaveText('Open or make gen', { useInnerText: true });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('what no room can be called is not offered: the rule stands there instead', async ({ people }) => {
      const [ann] = await people('ann');
      await ann.page.keyboard.press('Control+k');
      const offered = ann.page.getByRole('option');
      for (const typed of ['two words', '🎉', 'a/b', `${LONGEST}x`, '#a/b']) {
        await ann.finder.fill(typed);
        await ann.isTold(/^A room’s name has 1 to 50 letters and digits .* no spaces\.$/, ann.page);
        await expect(ann.finder).toHaveAccessibleDescription(/1 to 50/);
        await expect(offered, typed).toHaveCount(0);
        await ann.finder.press('Enter');
        await expect(ann.finder).toHaveValue(typed);
      }
      await findsNothing(ann, 'no name');
      await ann.finder.fill(LONGEST);
      await expect(offered.first()).toHaveText(`Open or make ${LONGEST}`, { useInnerText: true });
      await expect(ann.page.getByRole('alert')).toHaveCount(0);
      await ann.finder.press('Enter');
      await ann.isIn(LONGEST);
    });
  });
}
