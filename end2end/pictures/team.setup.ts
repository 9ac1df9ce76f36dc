// Before the pictures: each story is told to a server once, and what the server keeps of it is put aside.

import { execFileSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from '../support/person.ts';
import { type Command, FAST, commands } from '../support/program.ts';
import { test } from '../support/test.ts';
import { hasNoPage, kept } from './scene.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import type { Line, Story } from './story.ts';

test.use({ flags: FAST });

/** When a message was sent, by its number in its room: the server knows no time but its own. */
type Times = { room: string; seq: number; sent: string }[];

for (const story of [english, chinese]) {
  test(`the story in ${story.language}`, async ({ server, browser }) => {
    const team = new Map<string, Person>();
    for (const name of [story.reader, ...story.others]) {
      await server.addsUser(name);
      team.set(name, await hasNoPage(name, browser, server));
    }
    const reader = team.get(story.reader)!;
    const times: Times = [];
    for (const [room, talk] of Object.entries(story.talks)) {
      // All are there from the beginning, so that all is new to them.
      for (const person of team.values()) await commands(person, room, [['read', { seq: 1 }]]);
      const head = await tells(team, room, talk, times);
      if (head > 0) await commands(reader, room, [['read', { seq: head - (story.unread[room] ?? 0) }]]);
    }
    for (const person of team.values()) await person.context.close();
    await server.stops();
    dates(join(server.data, 'banter.db'), times);
    await rm(kept(story.language), { recursive: true, force: true });
    await cp(server.data, kept(story.language), { recursive: true });
  });
}

/** Says a room's messages one after the other; answers the last one's number. */
async function tells(team: Map<string, Person>, room: string, talk: Story['talks'][string], times: Times): Promise<number> {
  let [day, head] = ['', 0];
  for (const turn of turns(talk)) {
    if (typeof turn === 'string') {
      day = turn;
      continue;
    }
    const person = team.get(turn[0].from)!;
    const says = turn.map(({ once, says }): Command => ['send_message', { message: once ?? says, echo: false }]);
    const seqs = await commands(person, room, says);
    head = seqs.at(-1)!;
    for (const [index, line] of turn.entries()) {
      const seq = seqs[index];
      times.push({ room, seq, sent: `${day}T${line.at}:00+08:00` });
      if (line.once) await commands(person, room, [['edit_message', { seq, message: line.says }]]);
      if (line.deleted) await commands(person, room, [['delete_message', { seq }]]);
      for (const [emoji, names] of Object.entries(line.reactions ?? {})) {
        for (const name of names) await commands(team.get(name)!, room, [['react', { seq, emoji, on: true }]]);
      }
    }
  }
  return head;
}

/** What one person says at a time; what changes afterwards ends it, as the changes are numbered too. */
function turns(talk: Story['talks'][string]): (string | Line[])[] {
  const turns: (string | Line[])[] = [];
  for (const line of talk) {
    const last = turns.at(-1);
    if (typeof line === 'string') turns.push(line);
    else if (Array.isArray(last) && last[0].from === line.from && !changes(last.at(-1)!)) last.push(line);
    else turns.push([line]);
  }
  return turns;
}

function changes({ once, deleted, reactions }: Line): boolean {
  return Boolean(once || deleted || reactions);
}

/** Puts the times right in the database of a server that is down. */
function dates(database: string, times: Times): void {
  const moments = times.map(({ room, seq, sent }) => {
    const of = `room = (SELECT id FROM room WHERE name = '${room}')`;
    return `UPDATE room_log SET sent = ${Date.parse(sent)} WHERE ${of} AND seq = ${seq};`;
  });
  execFileSync('sqlite3', ['-bail', database], { input: ['BEGIN;', ...moments, 'COMMIT;'].join('\n') });
}
