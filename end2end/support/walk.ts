// Scrolling as people do, a screen at a time; in the page itself, which cannot wait for a test between two frames.

import { type JSHandle, expect } from '@playwright/test';
import type { Person } from './person.ts';
import { type Command, commands } from './program.ts';

/** A message as it is shown. */
export interface Shown {
  text: string;
  edited: boolean;
  /** The emoji that people reacted with. */
  emoji: string[];
}

/** What was seen on the way. */
export interface Walk {
  /** Every message, as often as its row came to stand in the page anew, the newest last. */
  seen: Shown[];
  /** So many rows stood in the page at once at most. */
  rows: number;
  /** So many rows came or went between two frames at most. */
  changed: number;
  /** Two messages that stood one below the other although they are not so numbered. */
  torn: string[];
}

/** So many frames without anything new are the end of a walk: as long as a page of history may take. */
const PATIENCE = 600;

/** `by` says all of `texts` in `general` while both are elsewhere; then `reader` is there, at the newest. */
export async function sayUnseen([reader, by]: [Person, Person], texts: string[]): Promise<void> {
  for (const person of [reader, by]) {
    await commands(person, 'lobby', [['send_message', { message: 'here I am' }]]);
    await person.visits('/r/lobby');
  }
  await commands(by, 'general', texts.map((message): Command => ['send_message', { message }]));
  await reader.visits('/r/general');
  await reader.isConnected();
  await expect(reader.message(texts.at(-1)!)).toBeInViewport();
}

/** Goes up until the room begins, or down to its end, and looks at every row. What it saw stays in the page. */
export async function walks(person: Person, heading: 'up' | 'down'): Promise<JSHandle<Walk>> {
  return person.log.evaluateHandle(
    async (list, { up, PATIENCE }) => {
      const column = list.firstElementChild!;
      const walk: Walk = { seen: [], rows: 0, changed: 0, torn: [] };
      const number = (text: string) => Number(/^\D+ (\d+)$/.exec(text)?.[1]);
      const shown = (article: Element): Shown => ({
        text: article.querySelector('.text')?.textContent ?? '',
        edited: (article.querySelector('header')?.textContent ?? '').includes('(edited)'),
        emoji: [...article.querySelectorAll('.reaction-emoji')].map((emoji) => emoji.textContent ?? ''),
      });
      const numbers = new Map<Element, [text: string, number: number]>();
      const isRow = (node: Node) => node instanceof Element && (node.matches('article') || node.querySelector('article') !== null);
      const look = (records: MutationRecord[] = []) => {
        changed += records.flatMap(({ addedNodes, removedNodes }) => [...addedNodes, ...removedNodes]).filter(isRow).length;
        const articles = [...column.getElementsByTagName('article')];
        walk.rows = Math.max(walk.rows, articles.length);
        const fresh = articles.filter((article) => !numbers.has(article));
        if (fresh.length === 0) return;
        const seen = fresh.map(shown);
        seen.forEach(({ text }, at) => numbers.set(fresh[at], [text, number(text)]));
        articles.slice(1).forEach((article, above) => {
          const [[text, its], [before, last]] = [numbers.get(article)!, numbers.get(articles[above])!];
          if (its !== last + 1) walk.torn.push(`${before} / ${text}`);
        });
        if (up) walk.seen.unshift(...seen);
        else walk.seen.push(...seen);
      };
      const isThere = () => {
        const top = list.getBoundingClientRect().top;
        const begins = column.textContent!.includes('This is where it begins.');
        if (up) return begins && column.getBoundingClientRect().top >= top - 1;
        return list.scrollTop === 0 && !list.parentElement!.querySelector('.to-end button:not([hidden])');
      };
      let changed = 0;
      const watched = new MutationObserver(look);
      watched.observe(column, { childList: true });
      look();
      for (let still = 0; still < PATIENCE && !isThere(); still += 1) {
        const before = list.scrollTop;
        list.scrollBy(0, (up ? -1 : 1) * list.clientHeight);
        await new Promise(requestAnimationFrame);
        walk.changed = Math.max(walk.changed, changed);
        changed = 0;
        if (list.scrollTop !== before) still = 0;
      }
      watched.disconnect();
      return walk;
    },
    { up: heading === 'up', PATIENCE },
  );
}
