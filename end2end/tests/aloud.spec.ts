// What a screen reader says by itself: what others say, as they say it, and nothing that scrolling brings in.

import { FAST, saysFast } from '../support/program.ts';
import { expect, test } from '../support/test.ts';

test.use({ flags: FAST });

test('what others say in the room is read out, and neither what was there nor what is loaded', async ({ server, people, visitor }) => {
  const [bob] = await people('bob');
  await server.addsUser('ann');
  const ann = await visitor('ann');
  await ann.page.clock.install();
  await ann.enters();
  await ann.opens('lobby');
  await saysFast(bob, { room: 'general', prefix: 'm', count: 120 });
  await ann.goesTo('general');
  await expect(ann.message('m 120')).toBeVisible();
  await expect(ann.log, 'what is in the list is read out by nobody').toHaveAttribute('aria-live', 'off');
  const aloud = ann.main.locator('[aria-live=polite].aloud');
  await expect(aloud).toHaveText('');
  const heard = await aloud.evaluateHandle((line) => {
    const heard: string[] = [];
    new MutationObserver(() => line.textContent && heard.push(line.textContent)).observe(line, { characterData: true, childList: true, subtree: true });
    return heard;
  });
  await bob.says('good morning');
  await expect(aloud).toHaveText('bob: good morning');
  await ann.says('good morning, bob');
  await ann.sees('good morning, bob');
  await ann.goesToTheBeginning();
  await expect(ann.message('m 1')).toBeVisible();
  await bob.opens('lobby');
  await bob.says('elsewhere');
  await ann.hasUnread('lobby', 1);
  await ann.page.clock.fastForward(5_100);
  await expect(aloud, 'what is deleted later is not left here').toHaveText('');
  await bob.goesTo('general');
  await bob.says('good morning');
  await expect.poll(() => heard.jsonValue(), 'the same again is read again').toEqual(['bob: good morning', 'bob: good morning']);
});

test('a message that has the focus is called by who said what', { tag: '@wide' }, async ({ people }) => {
  const [ann] = await people('ann');
  await ann.says('good morning');
  await ann.sees('good morning');
  await ann.log.focus();
  await ann.page.keyboard.press('ArrowUp');
  await expect(ann.message('good morning')).toBeFocused();
  await expect(ann.message('good morning')).toHaveAccessibleName(/^ann \d\d:\d\d good morning$/);
});
