// Scrolling as people do, a screen at a time; in the page itself, which cannot wait for a test between two frames.

import type { JSHandle } from '@playwright/test';
import type { Person } from './person.ts';

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
  /** Two messages that stood one below the other although they are not so numbered. */
  torn: string[];
}

/** So many frames without anything new are the end of a walk: as long as a page of history may take. */
const PATIENCE = 600;

/** Goes up until the room begins, or down to its end, and looks at every row. What it saw stays in the page. */
export async function walks(person: Person, heading: 'up' | 'down'): Promise<JSHandle<Walk>> {
  return person.log.evaluateHandle(
    async (list, { up, PATIENCE }) => {
      const column = list.firstElementChild!;
      const walk: Walk = { seen: [], rows: 0, torn: [] };
      const number = (text: string) => Number(/^\D+ (\d+)$/.exec(text)?.[1]);
      const shown = (article: Element): Shown => ({
        text: article.querySelector('.text')?.textContent ?? '',
        edited: (article.querySelector('header')?.textContent ?? '').includes('(edited)'),
        emoji: [...article.querySelectorAll('.reaction-emoji')].map((emoji) => emoji.textContent ?? ''),
      });
      const numbers = new Map<Element, [text: string, number: number]>();
      const look = () => {
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
        const begins = column.textContent!.includes('This is where the room begins.');
        if (up) return begins && column.getBoundingClientRect().top >= top - 1;
        return list.scrollTop === 0 && !list.parentElement!.querySelector('.to-end button');
      };
      const watched = new MutationObserver(look);
      watched.observe(column, { childList: true });
      look();
      for (let still = 0; still < PATIENCE && !isThere(); still += 1) {
        const before = list.scrollTop;
        list.scrollBy(0, (up ? -1 : 1) * list.clientHeight);
        await new Promise(requestAnimationFrame);
        if (list.scrollTop !== before) still = 0;
      }
      watched.disconnect();
      return walk;
    },
    { up: heading === 'up', PATIENCE },
  );
}
