// What one sees while the page loads: the room at once, and then nothing moves.

import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { hasRead } from '../support/kept.ts';
import type { Person } from '../support/person.ts';
import { FAST, saysFast } from '../support/program.ts';
import { fillsGeneral } from '../support/scene.ts';
import { isPainted } from '../support/tab.ts';
import { expect, test } from '../support/test.ts';

test.use({ flags: FAST });

/** The page's program, held on its way until it is let through. */
const PROGRAM = '**/pkg/*.wasm';

/** What the person sees, but for the connection's state. */
async function picture({ page }: Person): Promise<Buffer> {
  const shows = (visibility: string) =>
    page.evaluate(async (visibility) => {
      await document.fonts.ready;
      // Banter's mark, which is a background.
      await Object.assign(new Image(), { src: '/favicon.svg' }).decode();
      for (const state of document.querySelectorAll<HTMLElement>('.connection')) state.style.visibility = visibility;
      // A layer of its own is drawn whole, and so alike each time; a part that is drawn anew may differ at its edges.
      document.documentElement.style.willChange = visibility && 'transform';
    }, visibility);
  await shows('hidden');
  await isPainted(page);
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await shows('');
  return picture;
}

async function looksTheSame(person: Person, before: Buffer, after: Buffer): Promise<void> {
  if (before.equals(after)) return;
  for (const [name, picture] of Object.entries({ before, after })) {
    await writeFile(test.info().outputPath(`${name}.png`), picture);
  }
  expect(before.equals(after), `${person.page.url()} before and after it comes to life`).toBe(true);
}

for (const [place, path] of [['a full room', '/r/general'], ['an empty room', '/r/attic'], ['the rooms', '/rooms']]) {
  test(`${place} looks the same before and after it comes to life`, async ({ people }) => {
    const [ann, bob] = await people('ann', 'bob');
    await ann.opens('attic');
    for (const person of [ann, bob]) await person.opens('lobby');
    for (const person of [ann, bob]) await person.goesTo('general');
    await saysFast(bob, { room: 'general', prefix: 'message', count: 30 });
    await fillsGeneral(ann, bob);
    await bob.goesTo('lobby');
    await bob.says('unread, @ann');
    await ann.hasUnread('lobby', 1, '1 mention');
    // Or the first HTML would still count it.
    await hasRead(ann, 'general');
    const release = await ann.holds(PROGRAM);
    await ann.page.goto(path, { waitUntil: 'domcontentloaded' });
    const before = await picture(ann);
    await expect(ann.page.locator('html[data-hydrated]')).toHaveCount(0);
    release();
    await ann.isLive();
    await ann.isConnected();
    await looksTheSame(ann, before, await picture(ann));
  });
}

test('an account form needs no program, and has it fetched for later; the first room shows the reader’s clock at once', async ({
  server,
  visitor,
}) => {
  await server.addsUser('ann');
  const ann = await visitor('ann');
  const scripts: string[] = [];
  ann.page.on('request', (request) => {
    if (['script', 'fetch'].includes(request.resourceType())) scripts.push(new URL(request.url()).pathname);
  });
  const fetched = Promise.all(
    ['js', 'wasm'].map((kind) => ann.page.waitForResponse((response) => response.url().endsWith(`/pkg/banter.${kind}`))),
  );
  await ann.visits('/login?refused=wrong_credentials&username=ann');
  for (const file of await fetched) expect(file.request().headers()['sec-purpose']).toBe('prefetch');
  expect(scripts).toEqual(['/form.js']);
  await ann.signsIn();
  await ann.isIn('general');
  const offset = await ann.page.evaluate(() => -new Date().getTimezoneOffset());
  expect(offset).not.toBe(0);
  await expect(ann.page.locator('html')).toHaveAttribute('data-offset', `${offset}`);
});

test('all that a full room loads weighs 200 KB at most', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await saysFast(bob, { room: 'general', prefix: 'message', count: 50 });
  await ann.visits('/r/general');
  await ann.isConnected();
  // What is asked later is not the page.
  const files = await ann.page.evaluate(() =>
    [...new Set([location.href, ...performance.getEntriesByType('resource').map(({ name }) => name)])].filter(
      (url) => !/^\/(api\/|otp)/.test(new URL(url).pathname),
    ),
  );
  const cookie = (await ann.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const weighed = async (url: string) => {
    const [answer] = await once(get(url, { headers: { cookie, 'accept-encoding': 'br' } }), 'response');
    let bytes = 0;
    for await (const part of answer) bytes += part.length;
    return bytes;
  };
  const bytes = await Promise.all(files.map(weighed));
  for (const kind of ['.wasm', '.js', '.css', '/r/general']) expect(files.some((url) => url.includes(kind)), kind).toBe(true);
  const all = bytes.reduce((sum, more) => sum + more);
  expect(all, files.map((url, at) => `${bytes[at]} ${url}`).join('\n')).toBeLessThanOrEqual(200_000);
});

test('nothing moves while a full room loads and comes to life', async ({ people }) => {
  const [ann, bob] = await people('ann', 'bob');
  await saysFast(bob, { room: 'general', prefix: 'message', count: 100 });
  await fillsGeneral(ann, bob);
  await ann.page.addInitScript(() => {
    const moved: string[] = [];
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    const note = (entries: PerformanceEntryList) => {
      for (const entry of entries as (PerformanceEntry & { value: number; sources: { node?: Element }[] })[]) {
        moved.push(`${entry.value} ${entry.sources.map(({ node }) => node?.outerHTML ?? node?.nodeName)}`);
      }
    };
    observer.observe({ type: 'layout-shift', buffered: true });
    Object.assign(window, {
      moved: () => {
        note(observer.takeRecords());
        return moved;
      },
    });
  });
  const moved = () => ann.page.evaluate(() => (window as unknown as { moved: () => string[] }).moved());
  const release = await ann.holds(PROGRAM);
  await ann.page.reload({ waitUntil: 'domcontentloaded' });
  await isPainted(ann.page);
  release();
  await ann.isLive();
  await ann.isConnected();
  await isPainted(ann.page);
  expect(await moved()).toEqual([]);
  // That it would have been seen.
  await ann.page.evaluate(() => (document.querySelector('main')!.style.paddingTop = '100px'));
  await expect.poll(moved).not.toEqual([]);
});

test('the newest messages are in the HTML, and the field takes what is typed before the page is live', async ({
  people,
}) => {
  const [ann, bob] = await people('ann', 'bob');
  await saysFast(bob, { room: 'general', prefix: 'message', count: 60 });
  const html = await (await ann.context.request.get('/r/general')).text();
  const [body] = html.slice(html.indexOf('<body')).split('</body>');
  for (const text of ['message 60', 'message 59', 'message 40']) expect(body).toContain(`${text}</p>`);

  const release = await ann.holds(PROGRAM);
  await ann.page.reload({ waitUntil: 'domcontentloaded' });
  await expect(ann.message('message 60')).toBeInViewport({ ratio: 1 });
  await ann.composer.click();
  await ann.page.keyboard.type('typed ear');
  await expect(ann.page.locator('html[data-hydrated]')).toHaveCount(0);
  release();
  await ann.isLive();
  await ann.page.keyboard.type('ly');
  await ann.isConnected();
  await expect(ann.composer).toHaveValue('typed early');
  await ann.page.keyboard.press('Enter');
  await bob.sees('typed early', { from: 'ann' });
});
