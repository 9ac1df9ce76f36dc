// Rooms to look at: everything that a room can show, said by two people.

import { expect } from '@playwright/test';
import type { Person } from './person.ts';

export const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter';
export const ARABIC = 'مرحبا بالجميع';

/** Texts that become blocks of every kind. */
const MARKDOWN = [
  'Some `code`, **bold**, *stress*, ~~gone~~ and [a link](https://example.org/path).',
  '```rust\nfn main() {\n    println!("a line of code that is longer than any telephone, and most windows, are wide, to be scrolled");\n}\n```',
  '- one\n- two\n\n1. first\n2. second',
  '> a quote with `code` and [a link](https://example.org/)',
  '| a table | with cells |\n| --- | --- |\n| apples | 3 |',
  '# A heading\n\nand below it\n\n---\n\nthe end',
];

/** Fills `general`, which both are in: own messages and another's, grouped, edited, deleted, with reactions. */
export async function fillsGeneral(ann: Person, bob: Person): Promise<void> {
  for (const text of ['good morning', 'and grouped', LONG_WORD, '早安，今天好嗎？', '👩‍👩‍👧‍👦 🇹🇼', ARABIC]) await ann.says(text);
  await bob.says('gone soon');
  for (const text of MARKDOWN) await bob.says(text);
  await bob.says('hello, @ann');
  await ann.says('to be cahnged');
  await ann.sees('to be cahnged');
  await ann.does('Edit', ann.message('to be cahnged'));
  await ann.composer.fill('it was changed');
  await ann.composer.press('Enter');
  await bob.sees('gone soon');
  await bob.does('Delete', bob.message('gone soon'));
  await bob.reacts('it was changed', '👍');
  await ann.sees('it was changed');
  await ann.reaction('it was changed', '👍').click();
  await ann.reacts('hello, @ann', '🎉');
  await bob.seesReaction('hello, @ann', '🎉', 'ann');
  for (const person of [ann, bob]) {
    await person.seesReaction('it was changed', '👍', 'bob and ann');
    await expect(person.log).toContainText('This message was deleted.');
  }
}
