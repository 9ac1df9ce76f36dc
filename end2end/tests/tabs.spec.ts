// Tabs of one browser share what waits in it; another person's tab does not send it.

import { textsKeptIn } from '../support/kept.ts';
import { byCable, expect, test } from '../support/test.ts';

test.use(byCable());

test('what two tabs typed offline is sent once, and both end alike', async ({ cable, people, distant }) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  const tab = await bob.opensTab();
  await tab.isConnected();
  cable.isCut();
  for (const each of [bob, tab]) await each.isOffline();
  const texts = ['here 1', 'there 1', 'here 2', 'there 2'];
  for (const [index, text] of texts.entries()) {
    await [bob, tab][index % 2].says(text);
    for (const each of [bob, tab]) await each.waitsFor(texts.slice(0, index + 1));
  }

  cable.isMended();
  for (const each of [bob, tab]) await each.comesBack();
  for (const each of [bob, tab, ann]) await expect(each.messages).toHaveCount(4);
  const kept = await textsKeptIn(ann, 'general');
  expect(kept.toSorted()).toEqual(texts.toSorted());
  for (const from of ['here', 'there']) {
    expect(kept.filter((text) => text.startsWith(from))).toEqual([`${from} 1`, `${from} 2`]);
  }
  for (const each of [bob, tab, ann]) await each.reads(kept);
});

test('a tab that was closed leaves to the other what it sent without an answer, and what it did not send', async ({
  cable,
  people,
  distant,
}) => {
  const [ann] = await people('ann');
  const bob = await distant('bob');
  const tab = await bob.opensTab();
  await tab.isConnected();
  cable.goesDeaf();
  await tab.says('sent');
  await ann.sees('sent', { from: 'bob' });
  cable.isCut();
  await tab.isOffline();
  await tab.says('not sent');
  await bob.waitsFor(['sent', 'not sent']);
  await tab.page.close();
  cable.isMended();
  await bob.comesBack();
  for (const each of [bob, ann]) await each.reads(['sent', 'not sent']);
});

test('what was refused shows why in both tabs, and is discarded in both', async ({ server, people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const tab = await bob.opensTab();
  await tab.isConnected();
  await server.stops();
  for (const each of [bob, tab]) await each.isOffline();
  await bob.says('longer than it may be');
  await tab.waitsFor(['longer than it may be']);
  await server.starts(['--message-chars', '10']);
  for (const each of [ann, bob, tab]) await each.comesBack();
  for (const each of [bob, tab]) await each.isTold(/^Not sent\. /, each.message('longer than it may be'));
  await tab.presses('Discard');
  for (const each of [bob, tab]) await each.reads([]);
});

test('a deletion asked for in a tab that is closed at once is done by the other', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  const tab = await bob.opensTab();
  await bob.says('goes');
  for (const each of [ann, bob, tab]) await each.reads(['goes']);
  await tab.does('Delete', tab.message('goes'));
  await expect(bob.messages).toContainText(['Message deleted']);
  await tab.page.close();
  for (const each of [ann, bob]) await each.reads(['This message was deleted.']);
});

test('what one tab sends takes nothing from what another has typed', async ({ people }) => {
  const [ann] = await people('ann');
  const tab = await ann.opensTab();
  await tab.isConnected();
  await ann.composer.fill('a long thought that is not finished');
  await tab.says('short');
  for (const each of [ann, tab]) await each.sees('short');
  // It is there again for every tab that comes, and so is it after both have written in turn.
  const later = await ann.opensTab();
  await expect(later.composer).toHaveValue('a long thought that is not finished');
  await later.page.close();
  await tab.composer.fill('half');
  await ann.page.reload();
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('a long thought that is not finished');
  await tab.page.reload();
  await expect(tab.composer).toHaveValue('half');
  await tab.isConnected();

  await tab.composer.press('Enter');
  await ann.sees('half');
  await ann.composer.press('Enter');
  for (const each of [ann, tab]) {
    await each.reads(['short', 'half', 'a long thought that is not finished']);
    await each.page.reload();
    await each.isConnected();
    await expect(each.composer).toHaveValue('');
  }
});

for (const how of ['in this tab', 'in another tab'] as const) {
  test(`somebody else who signs in ${how} sends nothing of it, and it is still there`, async ({
    server,
    cable,
    people,
    distant,
  }) => {
    const [ann] = await people('ann');
    await server.addsUser('cid');
    const bob = await distant('bob');
    const letIn = await bob.isKeptOut();
    cable.isCut();
    await bob.isOffline();
    await bob.says("bob's own");
    await bob.says("bob's too");
    await bob.waitsFor(["bob's own", "bob's too"]);
    cable.isMended();

    const cid = bob.makesRoomFor('cid');
    if (how === 'in this tab') {
      await bob.logsOut();
      await expect(bob.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      await letIn();
      await cid.signsIn();
    } else {
      await cid.takesOver();
      await letIn();
    }
    await cid.comesBack();
    await cid.reads([]);
    await cid.isConnected();
    await cid.says('cid was here');
    for (const each of [cid, ann]) await each.reads(['cid was here']);
    await ann.sees('cid was here', { from: 'cid' });

    await cid.logsOut();
    await bob.signsIn();
    for (const each of [bob, ann]) await each.reads(['cid was here', "bob's own", "bob's too"]);
    await ann.sees("bob's own", { from: 'bob' });
    await bob.page.reload();
    await bob.isConnected();
    await bob.reads(['cid was here', "bob's own", "bob's too"]);
  });
}
