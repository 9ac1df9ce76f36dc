// Conversations between people: begun from the list of people or by a name, ticked until they are read.

import { findsNothing } from '../support/axe.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const tick = (person: Person, text: string) => person.message(text).getByRole('img');

/** Sees how far a message of their own has come. */
async function seesTick(person: Person, text: string, how: 'Sent' | 'Delivered' | 'Read'): Promise<void> {
  await expect(tick(person, text)).toHaveAccessibleName(how);
}

/** Begins a conversation with somebody who is in the room shown. */
async function writesTo(person: Person, name: string): Promise<void> {
  const open = person.main.getByRole('button', { name: 'People' });
  if (await open.isVisible()) await open.click();
  await person.page.getByRole('complementary').getByRole('button', { name: `Write to ${name}` }).click();
  await person.isIn(name);
}

test('two people write to each other, and see how far it has come', async ({ people }) => {
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  await writesTo(ann, 'bob');
  expect(new URL(ann.page.url()).pathname).toBe('/d/bob');
  await expect(bob.link('ann')).toHaveCount(0);
  await ann.says('psst');
  await ann.sees('psst');
  await seesTick(ann, 'psst', 'Delivered');
  await bob.hasUnread('ann', 1);
  await bob.goesTo('ann');
  await bob.sees('psst', { from: 'ann' });
  await seesTick(ann, 'psst', 'Read');
  await expect(tick(bob, 'psst')).toHaveCount(0);

  await bob.says('what?');
  await ann.reads(['psst', 'what?']);
  await seesTick(bob, 'what?', 'Read');
  await ann.page.reload();
  await ann.isIn('bob');
  await seesTick(ann, 'psst', 'Read');
  expect(bob.frames.join()).toContain('psst');
  expect(cid.frames.join()).not.toContain('psst');
  await expect(cid.link('ann')).toHaveCount(0);
});

test('what is said to somebody who is away is kept for them', async ({ server, people, visitor }) => {
  const [ann] = await people('ann');
  await server.addsUser('dan');
  await ann.asksFor('@dan');
  await ann.isIn('dan');
  await ann.says('for later');
  await ann.sees('for later');
  await seesTick(ann, 'for later', 'Sent');
  const dan = await visitor('dan');
  // By itself the page of somebody new would begin where they were written to.
  await dan.enters('/r/general');
  await seesTick(ann, 'for later', 'Delivered');
  await dan.hasUnread('ann', 1);
  await dan.goesTo('ann');
  await dan.reads(['for later']);
  await seesTick(ann, 'for later', 'Read');
});

test('a few people write to each other, and one to themselves', async ({ people }) => {
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  await ann.asksFor('@cid,bob');
  await ann.isIn('bob, cid');
  await ann.says('both of you');
  await ann.sees('both of you');
  await bob.goesTo('ann, cid');
  await bob.reads(['both of you']);
  await seesTick(ann, 'both of you', 'Delivered');
  await cid.goesTo('ann, bob');
  await seesTick(ann, 'both of you', 'Read');

  await ann.asksFor('@ann');
  await ann.isIn('ann');
  await ann.says('milk');
  await ann.sees('milk');
  await expect(tick(ann, 'milk')).toHaveCount(0);
  expect(bob.frames.join()).not.toContain('milk');
});

test('people are found where rooms are, and nobody is told', async ({ people }) => {
  const [ann] = await people('ann', 'bob');
  const { page } = ann;
  await page.keyboard.press('Control+k');
  await ann.finder.fill('bo');
  await expect(page.getByRole('option')).toHaveText(['Write to bob', 'Open or make bo', 'Make bo for now: it closes when everybody has left'], { useInnerText: true });
  await ann.finder.press('Enter');
  await ann.isIn('bob');
  await ann.asksFor('@bob');
  await ann.isIn('bob');
  await ann.asksFor('@nobody');
  await ann.isTold('There is nobody called nobody.', page);
  await page.keyboard.press('Escape');
  await ann.visits('/d/nobody');
  await ann.isTold('There is nobody called nobody.');
  await ann.visits('/d/bob');
  await ann.isIn('bob');
  await expect(page).toHaveTitle('bob · Banter');
});

test('a conversation is opened at its address, and left like a room', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.visits('/d/BOB');
  await ann.isIn('bob');
  expect(new URL(ann.page.url()).pathname).toBe('/d/bob');
  await ann.says('hello');
  await ann.sees('hello');
  await ann.goesTo('general');
  await ann.reads([]);
  await bob.goesTo('ann');
  await bob.says('back?');
  await ann.hasUnread('bob', 1);
  await ann.goesTo('bob');
  await ann.reads(['hello', 'back?']);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds nothing in it', async ({ people }) => {
      const [ann, bob] = await people('ann', 'bob');
      await writesTo(ann, 'bob');
      await findsNothing(ann, 'a conversation without a message');
      await ann.says('one');
      await seesTick(ann, 'one', 'Delivered');
      await bob.hasUnread('ann', 1);
      await findsNothing(ann, 'delivered');
      await bob.seesRooms();
      await findsNothing(bob, 'somebody has written');
      await bob.goesTo('ann');
      await ann.says('two');
      await seesTick(ann, 'two', 'Read');
      await findsNothing(ann, 'read');
      await ann.page.keyboard.press('Control+k');
      await ann.finder.fill('@');
      await expect(ann.page.getByRole('option')).toHaveText(['bob'], { useInnerText: true });
      await findsNothing(ann, 'people in the switcher');
      await ann.page.keyboard.press('Escape');
      await ann.goesTo('general');
      const open = ann.main.getByRole('button', { name: 'People' });
      if (await open.isVisible()) await open.click();
      await expect(ann.page.getByRole('complementary').getByRole('button')).toHaveCount(2);
      await findsNothing(ann, 'people to write to');
    });
  });
}
