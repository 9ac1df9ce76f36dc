// The server goes and comes back, a line is cut and mended; the conversation goes on by itself.

import type { Person } from '../support/person.ts';
import { NETWORK } from '../support/tab.ts';
import { expect, test } from '../support/test.ts';

test('original manager: a restart with two people online: both come back by themselves and talk on', async ({ people, server }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.says('before');
  await bob.sees('before', { from: 'ann' });

  await server.stops();
  for (const person of [ann, bob]) {
    await person.isOffline();
    await expect(person.main.getByText(/^Trying again in \d+ s$/)).toBeVisible();
  }
  await ann.says('said while it was away');
  await ann.seesWaiting('said while it was away');
  await ann.says('and another');
  await ann.seesWaiting('and another');

  await server.starts();
  for (const person of [ann, bob]) await person.isConnected();
  const texts = ['before', 'said while it was away', 'and another'];
  for (const person of [ann, bob]) await person.reads(texts);

  await bob.says('welcome back');
  await ann.sees('welcome back', { from: 'bob' });
  await ann.says('and to you');
  for (const person of [ann, bob]) {
    await person.reads([...texts, 'welcome back', 'and to you']);
    await person.page.reload();
    await person.isLive();
    await person.reads([...texts, 'welcome back', 'and to you']);
  }
});

test('"Try now" does not wait for the next attempt', async ({ people, server }) => {
  const [ann] = await people('ann');
  // The longest waits that chance allows.
  await ann.page.evaluate(() => (Math.random = () => 0.99));
  await server.stops();
  await expect(ann.main.getByText(/^Trying again in [5-8] s$/)).toBeVisible();
  // By the reader's own clock: it was just now, or the minute has just passed.
  const told = await ann.main.getByRole('status').textContent();
  const times = await ann.page.evaluate(() =>
    [0, 60_000].map((ago) => {
      const at = new Date(Date.now() - ago);
      return [at.getHours(), at.getMinutes()].map((part) => `${part}`.padStart(2, '0')).join(':');
    }),
  );
  expect(times.map((time) => `Offline since ${time}.`)).toContain(told);
  // From here on no time passes for it: nothing is tried by itself.
  await ann.page.clock.setFixedTime(Date.now());
  await server.starts();
  await ann.presses('Try now');
  await expect(ann.main.getByRole('status')).toHaveText('Connected');
  await ann.says('here again');
  await ann.sees('here again');
});

test('where the browser knows that it is offline, the page says so at once', async ({ people }) => {
  const [ann] = await people('ann');
  ann.expects(NETWORK);
  await ann.context.setOffline(true);
  await expect(ann.page.getByRole('status').filter({ hasText: 'Offline' })).toBeVisible();
  await ann.context.setOffline(false);
  await ann.comesBack();
});

/** How much of the room's name does not fit, in pixels. */
const cutOffOfTheName = (person: Person) =>
  person.main.getByRole('heading', { level: 1 }).evaluate((heading) => heading.scrollWidth - heading.clientWidth);

test.describe('behind a line that can be cut', () => {
  test.use({
    flags: async ({ port, cable }, use) => use(['--origin', `http://localhost:${port},${cable.url}`]),
  });

  let ann: Person;
  let bob: Person;

  test.beforeEach(async ({ server, people, visitor, cable }) => {
    [ann] = await people('ann');
    await server.addsUser('bob');
    bob = await visitor('bob', { baseURL: cable.url });
    bob.expects(NETWORK);
    await bob.enters();
    for (const person of [ann, bob]) await person.opens('lobby');
    await bob.says('bob is here');
    await ann.sees('bob is here', { from: 'bob' });
  });

  test('who was cut off reads what was missed, in its place, in every room', async ({ cable }) => {
    cable.isCut();
    await bob.isOffline();
    await ann.isConnected();
    for (const text of ['missed 1', 'missed 2', 'missed 3']) await ann.says(text);
    await ann.sees('missed 3');
    await bob.says('from the dark');
    await bob.seesWaiting('from the dark');
    await ann.goesTo('general');
    await ann.says('missed in general');
    await ann.sees('missed in general');

    cable.isMended();
    await bob.isConnected();
    const texts = ['bob is here', 'missed 1', 'missed 2', 'missed 3', 'from the dark'];
    await bob.reads(texts);
    await bob.goesTo('general');
    await bob.reads(['missed in general']);
    await ann.goesTo('lobby');
    await ann.reads(texts);
  });

  test('a room is not opened offline, and not later either', async ({ cable }) => {
    // While it tries again it would still ask: the longest waits that chance allows.
    await bob.page.evaluate(() => (Math.random = () => 0.99));
    cable.isCut();
    await bob.isOffline();
    await expect(bob.main.getByText(/^Trying again in [4-8] s$/)).toBeVisible();
    await expect.poll(() => cutOffOfTheName(bob), 'trouble leaves the name its place').toBe(0);
    await bob.asksFor('cellar');
    await bob.isTold(/^The server cannot be reached/, bob.page);
    await bob.page.keyboard.press('Escape');
    cable.isMended();
    await bob.comesBack();
    await bob.says('still in the lobby');
    await ann.sees('still in the lobby', { from: 'bob' });
    await bob.isIn('lobby');
    await expect(bob.link('cellar')).toHaveCount(0);
  });

  test('whoever closes the switcher waits for no room', async ({ cable }) => {
    // The answer is on its way for as long as the person likes.
    cable.goesSilent();
    await bob.asksFor('cellar');
    await expect(bob.finder).toBeVisible();
    await bob.page.keyboard.press('Escape');
    await expect(bob.finder).toBeHidden();
    cable.isMended();
    await bob.says('still in the lobby');
    await ann.sees('still in the lobby', { from: 'bob' });
    await bob.isIn('lobby');
    await expect(bob.link('cellar'), 'it was not asked for again').toHaveCount(0);
  });

  test('a message that arrived but whose ack was lost is sent again and stands once', async ({ cable }) => {
    cable.goesDeaf();
    await bob.says('did you get this?');
    await ann.sees('did you get this?', { from: 'bob' });
    await bob.seesWaiting('did you get this?');
    cable.isCut();
    await bob.isOffline();
    cable.isMended();
    for (const person of [bob, ann]) await person.reads(['bob is here', 'did you get this?']);
    await bob.says('good');
    for (const person of [ann, bob]) await person.reads(['bob is here', 'did you get this?', 'good']);
  });
});
