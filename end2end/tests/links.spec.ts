// A message has an address: the page opens there, and goes on from there to the newest.

import { findsNothingEitherWay } from '../support/axe.ts';
import { type Command, commands, FAST, numbered, saysFast } from '../support/program.ts';
import type { Person } from '../support/person.ts';
import { NETWORK } from '../support/tab.ts';
import { expect, test } from '../support/test.ts';

test.use({ flags: FAST });

/** The number of the newest message in general. */
const newest = (person: Person): Promise<number> =>
  person.page.evaluate(async () => {
    const answer = await fetch('/api/rooms/r1/messages?limit=1');
    return (await answer.json()).messages[0].seq;
  });

test('a message is opened at its address, and the room goes on from there', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await saysFast(bob, { room: 'general', prefix: 'm', count: 400 });
  await ann.visits(`/r/general/${(await newest(ann)) - 300}`);
  await ann.isConnected();
  const linked = ann.message('m 100');
  await expect(linked).toBeInViewport();
  // Among what was said around it.
  const [view, row] = [(await ann.log.boundingBox())!, (await linked.boundingBox())!];
  expect(Math.abs(row.y + row.height / 2 - (view.y + view.height / 2))).toBeLessThanOrEqual(view.height / 10);
  await expect(linked).toHaveAttribute('aria-current', 'location');
  await expect(ann.log.locator('.linked')).toHaveCount(1);
  await expect(ann.texts.last()).toHaveText('m 125');
  await findsNothingEitherWay(ann, 'scene 1');

  // What comes meanwhile is counted, not shown above a hole; nothing of it is read by that.
  await bob.says('news');
  const toEnd = ann.main.getByRole('button', { name: '1 new' });
  await expect(toEnd).toBeVisible();
  await expect(ann.message('news')).toHaveCount(0);

  // Down to the newest, page by page.
  await expect(async () => {
    await ann.goesDown();
    await expect(ann.message('news')).toBeInViewport({ timeout: 100 });
  }).toPass({ intervals: [20] });
  await expect(ann.texts.last()).toHaveText('news');
  await expect(toEnd).toBeHidden();
  await bob.says('and more');
  await expect(ann.message('and more')).toBeInViewport();

  // And up to the beginning: each once.
  await ann.goesToTheBeginning();
  await expect(ann.texts.first()).toHaveText('m 1');
});

test('the way to the end leads there at once, and what is said is said there', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await saysFast(bob, { room: 'general', prefix: 'm', count: 200 });
  const seq = await newest(ann);
  await ann.visits(`/r/general/${seq - 150}`);
  await ann.isConnected();
  await expect(ann.message('m 50')).toBeInViewport();
  await ann.main.getByRole('button', { name: 'Newest' }).click();
  await expect(ann.message('m 200')).toBeInViewport();
  await ann.reads(numbered('m', 151, 200));

  await ann.visits(`/r/general/${seq - 150}`);
  await ann.isConnected();
  await ann.says('from here');
  await expect(ann.message('from here')).toBeInViewport();
  await bob.sees('from here', { from: 'ann' });
  await expect(ann.texts.nth(-2)).toHaveText('m 200');
});

test('where newer messages cannot be had it says so, and tries again when asked', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await saysFast(bob, { room: 'general', prefix: 'm', count: 200 });
  await ann.visits(`/r/general/${(await newest(ann)) - 150}`);
  await ann.isConnected();
  ann.expects(NETWORK);
  await ann.page.route(/messages\?.*after=/, (route) => route.abort());
  const again = ann.main.getByRole('button', { name: 'Newer messages could not be loaded. Try again' });
  await expect(async () => {
    await ann.goesDown();
    await expect(again).toBeVisible({ timeout: 100 });
  }).toPass({ intervals: [20] });
  await ann.page.unrouteAll();
  await again.click();
  await expect(again).toBeHidden();
  await expect(async () => {
    await ann.goesDown();
    await expect(ann.message('m 200')).toBeInViewport({ timeout: 100 });
  }).toPass({ intervals: [20] });
});

test('the way to the room leads from a message to the newest', { tag: '@wide' }, async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await saysFast(bob, { room: 'general', prefix: 'm', count: 200 });
  await ann.visits(`/r/general/${(await newest(ann)) - 150}`);
  await ann.isConnected();
  await expect(ann.message('m 50')).toBeInViewport();
  await ann.goesTo('general');
  await expect(ann.page).toHaveURL(/\/r\/general$/);
  await expect(ann.message('m 200')).toBeInViewport();
});

test('an address is copied, and who is not in the room joins by it', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await ann.opens('茶室');
  await ann.says('look here');
  await ann.says('and here');
  await ann.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ann.comesNear(ann.message('look here'));
  await ann.message('look here').getByRole('button', { name: 'Copy link' }).click();
  await expect(ann.message('look here').getByRole('button', { name: 'Link copied' })).toBeVisible();
  // It can be copied again after a while.
  await expect(ann.message('look here').getByRole('button', { name: 'Copy link' })).toBeVisible();
  const copied = await ann.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^http:\/\/[^/]+\/r\/%E8%8C%B6%E5%AE%A4\/2$/);

  await bob.visits(new URL(copied).pathname);
  await bob.isIn('茶室');
  await expect(bob.log.locator('.linked')).toContainText('look here');
  await bob.reads(['look here', 'and here']);
});

test('a conversation has addresses as well, and what is not there leads to the end', async ({ people }) => {
  const [ann] = await people('ann', 'bob');
  await ann.visits('/d/bob');
  await ann.isConnected();
  await ann.says('psst');
  await ann.sees('psst');
  await ann.visits('/d/bob/1');
  await expect(ann.log.locator('.linked')).toContainText('psst');
  await ann.visits('/d/bob/99');
  await expect(ann.page).toHaveURL(/\/d\/bob$/);
  await expect(ann.message('psst')).toBeVisible();
  await ann.isTold('There is no such message here, or not any more.');
  await findsNothingEitherWay(ann, 'no such message');
  await ann.page.reload();
  await expect(ann.message('psst')).toBeVisible();
  await expect(ann.page.getByRole('alert')).toHaveCount(0);
});

test('whatever the heights around it, the message of an address is in view', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const line = 'So much that it takes several lines, whatever the width of the window may be. ';
  const tall = ['```', ...numbered('line', 1, 30), '```'].join('\n');
  const texts = numbered('m', 1, 80).map((text, at) => {
    if (at % 9 === 3) return `${tall}\n\n${text}`;
    return at % 5 === 4 ? `${line.repeat(at % 7 === 0 ? 45 : 3)}\n\n${text}` : text;
  });
  const seqs = await commands(bob, 'general', texts.map((message): Command => ['send_message', { message }]));
  for (const at of [0, 1, 2, 3, 4, 5, 6, 12, 19, 20, 38, 39, 40, 50, 60, 77, 79]) {
    await ann.visits(`/r/general/${seqs[at]}`);
    await ann.isLive();
    await ann.isConnected();
    const linked = ann.log.locator('.linked');
    await expect(linked).toContainText(texts[at].match(/m \d+$/)![0]);
    const [view, row] = [(await ann.log.boundingBox())!, (await linked.boundingBox())!];
    const place = `message ${at}: ${row.y - view.y} of ${view.height}, ${row.height} high`;
    expect(row.y, place).toBeGreaterThanOrEqual(view.y);
    // What is higher than the view begins in it.
    expect(row.height > view.height || row.y + row.height <= view.y + view.height, place).toBe(true);
  }
});
