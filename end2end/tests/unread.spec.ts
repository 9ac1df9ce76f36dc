// What was not read yet: in the list of rooms and in the title, on each of a person's devices.

import { numbered } from '../support/program.ts';
import { expect, test } from '../support/test.ts';

test('a message in another room makes it bold with its count, until it is read, on every device', async ({
  people,
  visitor,
}) => {
  const [ann, bob] = await people('ann', 'bob');
  for (const person of [ann, bob]) await person.opens('lobby');
  await ann.goesTo('general');
  const laptop = await visitor('ann');
  await laptop.enters('/r/general');
  const both = [ann, laptop];
  for (const each of both) await each.hasUnread('lobby', 0);
  const weight = () => ann.link('lobby').evaluate((link) => Number(getComputedStyle(link).fontWeight));
  const plain = await weight();

  await bob.says('anybody here?');
  for (const each of both) {
    await each.hasUnread('lobby', 1);
    await expect(each.page).toHaveTitle('(1) general · Banter');
  }
  expect(await weight()).toBeGreaterThan(plain);
  await bob.says('hello?');
  for (const each of both) {
    await each.hasUnread('lobby', 2);
    await expect(each.link('lobby')).toContainText('2');
    await expect(each.page).toHaveTitle('(2) general · Banter');
  }
  await bob.hasUnread('lobby', 0);
  await laptop.page.reload();
  await laptop.isConnected();
  await laptop.hasUnread('lobby', 2);

  await ann.goesTo('lobby');
  await ann.reads(['anybody here?', 'hello?']);
  await expect(ann.page).toHaveTitle('lobby · Banter');
  for (const each of both) await each.hasUnread('lobby', 0);
  await expect(laptop.page).toHaveTitle('general · Banter');
  await laptop.page.reload();
  await laptop.isConnected();
  await laptop.hasUnread('lobby', 0);
});

test('what is said where one looks is read at once', async ({ people, visitor }) => {
  const [ann, bob] = await people('ann', 'bob');
  const away = await visitor('ann');
  await away.enters();
  await away.opens('attic');
  await bob.says('hi ann');
  await ann.sees('hi ann');
  for (const each of [ann, away]) await each.hasUnread('general', 0);
  await ann.page.reload();
  await ann.isConnected();
  await expect(ann.page).toHaveTitle('general · Banter');
  await ann.hasUnread('general', 0);
});

test('a page that nobody sees reads nothing, until it is looked at', async ({ people, visitor }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.isCovered(true);
  for (const text of ['psst', 'psst!']) await bob.says(text);
  await expect(ann.page).toHaveTitle('(2) general · Banter');
  await ann.hasUnread('general', 2);
  await ann.isCovered(false);
  await expect(ann.page).toHaveTitle('general · Banter');
  const other = await visitor('ann');
  await other.enters();
  await other.hasUnread('general', 0);
});

test('a mention has a badge', async ({ people }) => {
  const [ann, bob, cid] = await people('ann', 'bob', 'cid');
  for (const person of [ann, bob, cid]) await person.opens('lobby');
  for (const person of [ann, cid]) await person.goesTo('general');
  await bob.says('not to you');
  await bob.says('come here, @ann');
  await ann.hasUnread('lobby', 2, '1 mention');
  await expect(ann.link('lobby')).toContainText('@1');
  await cid.hasUnread('lobby', 2);
  await bob.says('@ann, please');
  await ann.hasUnread('lobby', 3, '2 mentions');

  await bob.does('Delete', bob.message('@ann, please'));
  await ann.hasUnread('lobby', 2, '1 mention');
  await bob.does('Edit', bob.message('come here, @ann'));
  await bob.composer.fill('come here, @cid');
  await bob.composer.press('Enter');
  await ann.hasUnread('lobby', 2);
  await cid.hasUnread('lobby', 2, '1 mention');
  await cid.goesTo('lobby');
  await cid.hasUnread('lobby', 0);
});

test('scrolled up, what comes stays unread until the end is in view', async ({ people, visitor }) => {
  const [ann, bob] = await people('ann', 'bob');
  const other = await visitor('ann');
  await other.enters();
  await other.opens('attic');
  const texts = numbered('line', 1, 40);
  for (const text of texts) await bob.says(text);
  await ann.reads(texts);
  await other.hasUnread('general', 0);
  await ann.goesUp();
  await expect(ann.message('line 1')).toBeInViewport();
  await bob.says('news');
  await bob.says('more news');
  await expect(ann.texts.last()).toHaveText('more news');
  for (const each of [ann, other]) await each.hasUnread('general', 2);
  await expect(ann.page).toHaveTitle('(2) general · Banter');
  await expect(ann.message('line 1')).toBeInViewport();

  await ann.goesDown();
  for (const each of [ann, other]) await each.hasUnread('general', 0);
  await expect(ann.page).toHaveTitle('general · Banter');
  await expect(other.page).toHaveTitle('attic · Banter');
});

test('what came while one was away is counted on return', async ({ server, people }) => {
  const [ann, bob] = await people('ann', 'bob');
  for (const person of [ann, bob]) await person.opens('lobby');
  await ann.goesTo('general');
  await bob.says('one');
  await ann.hasUnread('lobby', 1);
  await server.dies();
  for (const person of [ann, bob]) await person.isOffline();
  await bob.says('two, @ann');
  await server.starts();
  for (const person of [ann, bob]) await person.comesBack();
  await ann.hasUnread('lobby', 2, '1 mention');
  await ann.goesTo('lobby');
  await ann.reads(['one', 'two, @ann']);
  await ann.hasUnread('lobby', 0);
});
