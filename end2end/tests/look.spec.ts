// Nothing scrolls sideways, whatever people write; the pictures are for people to look at.

import type { Person } from '../support/person.ts';
import { FAST, saysFast } from '../support/program.ts';
import { expect, test } from '../support/test.ts';

test.use({ flags: FAST });

const LONG_ROOM = 'a-room-with-the-longest-name-that-a-room-can-have.';
const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter';
const CHINESE = '這是一段沒有空格的中文訊息，用來看看一行放不下的時候，瀏覽器會不會在正確的地方換行，而不是把整個頁面撐寬。';

async function looks(person: Person, name: string): Promise<void> {
  const { page } = person;
  await page.screenshot({ path: `test-results/look-${test.info().project.name}-${name}.png` });
  const [width, room] = await page.evaluate(() => [document.scrollingElement!.scrollWidth, innerWidth]);
  expect(width, `${name} fits`).toBeLessThanOrEqual(room);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`everything fits, ${colorScheme}`, async ({ server, visitor }) => {
    const ann = await visitor('ann-with-a-name-of-thirty-two-ch', { colorScheme });
    const looksAt = (name: string) => looks(ann, `${colorScheme}-${name}`);
    await ann.visits('/');
    await looksAt('first-account');
    await server.addsUser(ann.name);
    ann.expects(/status of 401 .*\/login/);
    ann.expects(/status of 404 .*\/nowhere/);
    await ann.visits('/login');
    await ann.signsIn('wrong horse');
    await ann.isTold(/wrong/);
    await looksAt('sign-in-refused');

    await ann.enters();
    await looksAt('empty');
    for (const room of ['attic', 'books', 'cooking', 'garden', '茶室']) await ann.opens(room);
    await ann.opens(LONG_ROOM);
    await looksAt('long-room');
    await ann.asksFor('two words');
    await ann.isTold(/no spaces/, ann.page);
    await looksAt('bad-name');
    await ann.page.keyboard.press('Escape');

    await ann.goesTo('general');
    await saysFast(ann, { room: 'general', prefix: 'message', count: 60 });
    const texts = [LONG_WORD, CHINESE, `https://example.org/${'path/'.repeat(30)}`, 'Two\n\nparagraphs', '👩‍👩‍👧‍👦 🇹🇼 👍🏽'];
    for (const text of texts) await ann.says(text);
    await ann.sees('👩‍👩‍👧‍👦 🇹🇼 👍🏽');
    await looksAt('full');
    await ann.composer.fill('語'.repeat(4_001));
    await ann.composer.press('Enter');
    await ann.isTold(/at most 4000/);
    await looksAt('too-long');
    await ann.composer.fill('');

    await ann.goesTo(LONG_ROOM);
    await server.stops();
    await ann.isOffline();
    await ann.says(LONG_WORD);
    await ann.seesWaiting(LONG_WORD);
    await looksAt('offline');
    await server.starts();
    await ann.page.goto('/r/no-such-room');
    await looksAt('no-room');
    await ann.page.goto('/nowhere/at/all');
    await looksAt('not-found');
  });
}
