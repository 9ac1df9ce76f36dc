// What the server keeps of a room, read as a program reads it; and the same as a page shows it.

import { expect } from '@playwright/test';
import type { Person } from './person.ts';
import { walks } from './walk.ts';

interface Message {
  seq: number;
  from: string;
  message: string;
  deleted?: boolean;
  edited?: string;
  reactions?: { emoji: string; from: string[] }[];
}

/** So many messages come in a page of history. */
const PAGE = 200;
const TOMBSTONE = 'This message was deleted.';

const ask = async (person: Person, path: string) => (await person.context.request.get(path)).json();

/** The room called `name`, as `person` is told of it. */
async function told(person: Person, name: string): Promise<{ room: number; unread: number }> {
  const { rooms } = await ask(person, '/api/rooms');
  return rooms.find((room: { name: string }) => room.name === name);
}

/** The server has heard that `person` has read all of `room`. */
export async function hasRead(person: Person, room: string): Promise<void> {
  await expect.poll(async () => (await told(person, room)).unread).toBe(0);
}

/** Every message of `room`, oldest first, as `person` may read them. */
export async function keptIn(person: Person, room: string): Promise<Message[]> {
  const { room: id } = await told(person, room);
  const kept: Message[] = [];
  for (let before = ''; ; before = `&before=${kept[0].seq}`) {
    const { messages } = await ask(person, `/api/rooms/${id}/messages?limit=${PAGE}${before}`);
    kept.unshift(...messages);
    if (messages.length < PAGE) return kept;
  }
}

/** The texts the server keeps, in order. */
export async function textsKeptIn(person: Person, room: string): Promise<string[]> {
  return (await keptIn(person, room)).map(({ message }) => message);
}

/** The page of `person` shows the newest messages that the server keeps of `room`, and nothing else. */
export async function showsWhatIsKeptIn(person: Person, room: string): Promise<void> {
  const all = await keptIn(person, room);
  await expect(async () => {
    const texts = await person.texts.allTextContents();
    const kept = all.slice(all.length - texts.length);
    const those = (which: (message: Message) => boolean) => kept.filter(which).map(text);
    const shown = (which: Parameters<Person['messages']['filter']>[0]) =>
      person.messages.filter(which).getByRole('paragraph').allTextContents();
    expect(texts).toEqual(kept.map(text));
    expect(await person.messages.count()).toBe(texts.length);
    expect(await shown({ hasText: '(edited)' })).toEqual(those(({ edited }) => Boolean(edited)));
    for (const emoji of new Set(kept.flatMap(({ reactions = [] }) => reactions.map(({ emoji }) => emoji)))) {
      const has = person.page.getByRole('button', { name: emoji });
      expect(await shown({ has })).toEqual(those(({ reactions = [] }) => reactions.some((one) => one.emoji === emoji)));
    }
  }).toPass();
}

/** From the beginning to the end the page of `person` shows just what the server keeps of `room`. */
export async function showsAllThatIsKeptIn(person: Person, room: string): Promise<void> {
  await person.goesToTheBeginning();
  const { seen } = await (await walks(person, 'down')).jsonValue();
  const kept = await keptIn(person, room);
  expect(seen).toEqual(
    kept.map((message) => ({
      text: text(message),
      edited: Boolean(message.edited),
      emoji: (message.reactions ?? []).map(({ emoji }) => emoji),
    })),
  );
}

function text({ deleted, message }: Message): string {
  return deleted ? TOMBSTONE : message;
}
