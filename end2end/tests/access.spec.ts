// axe-core finds nothing on any page, in any state, light or dark, in any direction.

import { findsNothing } from '../support/axe.ts';
import { fillsGeneral } from '../support/scene.ts';
import { expect, test } from '../support/test.ts';

const NOT_FOUND = /status of 404 .*\/nowhere/;
const UNAUTHORIZED = /status of 401 .*\/login/;

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('getting in', async ({ server, visitor }) => {
      const ann = await visitor('ann');
      ann.expects(NOT_FOUND);
      ann.expects(UNAUTHORIZED);
      await ann.visits('/');
      await findsNothing(ann, 'first account');
      await server.addsUser('ann');
      await ann.visits('/login');
      await findsNothing(ann, 'sign-in');
      await ann.signsIn('wrong horse');
      await ann.isTold(/wrong/);
      await findsNothing(ann, 'sign-in refused');
      await ann.visits('/register');
      await findsNothing(ann, 'register');
      await ann.visits('/nowhere');
      await findsNothing(ann, 'not found');
    });

    test('rooms and what is in them', async ({ people }) => {
      const [ann, bob] = await people('ann', 'bob');
      const { page } = ann;
      await findsNothing(ann, 'empty room');
      await fillsGeneral(ann, bob);
      await findsNothing(ann, 'full room');
      await page.reload();
      await ann.isConnected();
      await findsNothing(ann, 'full room, as the server rendered it');
      await ann.comesNear(ann.message('it was changed'));
      await expect(ann.action('React', ann.message('it was changed'))).toBeVisible();
      await findsNothing(ann, 'actions');
      await ann.action('React', ann.message('it was changed')).click();
      await expect(page.getByRole('dialog', { name: 'React' })).toBeVisible();
      await findsNothing(ann, 'emoji picker');
      await page.keyboard.press('Escape');
      await ann.does('Edit', ann.message('it was changed'));
      await expect(page.getByText('Editing your message')).toBeVisible();
      await findsNothing(ann, 'editing');
      await ann.presses('Cancel');
      await ann.composer.fill('語'.repeat(4_001));
      await ann.composer.press('Enter');
      await ann.isTold(/at most 4000/);
      await findsNothing(ann, 'too long');
      await ann.composer.fill('');

      await page.keyboard.press('Control+k');
      await ann.finder.fill('gen');
      await expect(page.getByRole('option')).toHaveCount(3);
      await findsNothing(ann, 'switcher');
      await ann.finder.fill('two words');
      await ann.finder.press('Enter');
      await ann.isTold(/no spaces/, page);
      await findsNothing(ann, 'switcher, refused');
      await page.keyboard.press('Escape');
      await bob.opens('lobby');
      await ann.opens('lobby');
      await ann.goesTo('general');
      await bob.says('psst, @ann');
      await ann.hasUnread('lobby', 1, '1 mention');
      await findsNothing(ann, 'unread elsewhere');
      await ann.seesRooms();
      await findsNothing(ann, 'rooms');
      await ann.presses('ann Your account');
      await expect(page.getByRole('dialog', { name: 'Your account' })).toBeVisible();
      await findsNothing(ann, 'account menu');
      await ann.visits('/rooms');
      await findsNothing(ann, 'no room chosen');
      await ann.visits('/r/cellar');
      await findsNothing(ann, 'no such room');
    });

    test('trouble', async ({ server, people }) => {
      const [ann, bob] = await people('ann', 'bob');
      await server.stops();
      await ann.isOffline();
      await bob.isOffline();
      await bob.says('longer than it may be');
      await bob.seesWaiting('longer than it may be');
      await findsNothing(bob, 'offline, with a message that waits');
      await ann.seesRooms();
      await findsNothing(ann, 'offline, rooms');
      await server.starts(['--message-chars', '10']);
      await bob.comesBack();
      await bob.isTold(/^Not sent/, bob.message('longer than it may be'));
      await findsNothing(bob, 'refused message');
      await bob.logsOut();
      await expect(bob.page).toHaveURL(/\/login$/);
    });
  });
}

for (const language of ['zh-Hant', 'en-x-mirrored']) {
  test(`all of it in ${language}`, async ({ people, visitor }) => {
    const [ann, bob] = await people('ann', 'bob');
    await ann.opens('attic');
    await ann.goesTo('general');
    await fillsGeneral(ann, bob);
    await ann.speaks(language);
    ann.expects(NOT_FOUND);
    for (const path of ['/r/general', '/r/attic', '/rooms', '/r/cellar', '/nowhere']) {
      await ann.visits(path);
      await expect(ann.page.locator('html')).toHaveAttribute('lang', language);
      await findsNothing(ann, path);
    }
    await ann.visits('/rooms');
    await ann.page.keyboard.press('Control+k');
    await expect(ann.page.getByRole('combobox').and(ann.page.locator(':focus'))).toBeVisible();
    await findsNothing(ann, 'switcher');
    await ann.page.keyboard.press('Escape');
    await ann.page.getByRole('button').filter({ hasText: 'ann' }).click();
    await expect(ann.page.getByRole('dialog')).toBeVisible();
    await findsNothing(ann, 'account menu');

    const stranger = await visitor('stranger');
    await stranger.speaks(language);
    for (const path of ['/login', '/login?refused=wrong_credentials&username=ann', '/register']) {
      await stranger.visits(path);
      await findsNothing(stranger, path);
    }
  });
}
