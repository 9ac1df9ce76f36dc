// A program that talks fast: a socket of its own, opened as protocol.md says, in a person's browser.

import type { Person } from './person.ts';

/** What a server needs to let it. */
export const FAST = ['--message-burst', '100000', '--messages-per-second', '100000'];

/**
 * Says `${prefix} 1`, `${prefix} 2`, … in `room`, each after the last one's ack, up to `count` or until
 * the socket ends. Answers the texts that were acknowledged; `acked` hears of each.
 */
export async function saysFast(
  person: Person,
  { room, prefix, count = Infinity, acked }: { room: string; prefix: string; count?: number; acked?: (text: string) => void },
): Promise<string[]> {
  const texts: string[] = [];
  await person.page.exposeFunction(`acked_${prefix}`, (text: string) => {
    texts.push(text);
    acked?.(text);
  });
  await person.page.evaluate(
    async ({ room, prefix, count }) => {
      const acked = (window as unknown as Record<string, (text: string) => void>)[`acked_${prefix}`];
      const { otp } = await (await fetch('/otp', { method: 'POST' })).json();
      const socket = new WebSocket(`ws://${location.host}/ws?otp=${otp}`);
      const send = (type: string, payload: object) => socket.send(JSON.stringify({ type, payload }));
      let [said, id] = [0, ''];
      const next = () => {
        said += 1;
        send('send_message', { message: `${prefix} ${said}`, client_id: `${prefix}-${said}`, room: id, echo: false });
      };
      await new Promise<void>((ended) => {
        socket.onclose = () => ended();
        socket.onmessage = ({ data }) => {
          const { type, payload } = JSON.parse(data);
          if (type === 'welcome') send('change_room', { name: room });
          if (type === 'room_changed') id = payload.room;
          if (type === 'ack') acked(`${prefix} ${said}`);
          if (type === 'ack' && said === count) socket.close();
          else if (type === 'ack' || type === 'room_changed') next();
        };
      });
    },
    { room, prefix, count },
  );
  return texts;
}

/** A command and its payload, without what names the room and the attempt. */
export type Command = [type: string, payload: object];

/** So many commands are sent before the first of them is answered. */
const AHEAD = 100;

/** Leaves `room`, and is heard. */
export async function leaves(person: Person, room: string): Promise<void> {
  await commands(person, room, [['leave_room', {}]]);
}

/** Sends commands to `room`, many at a time; answers the numbers that they got in its log, in order. */
export async function commands(person: Person, room: string, all: Command[]): Promise<number[]> {
  return person.page.evaluate(
    async ({ room, all, AHEAD }) => {
      const { otp } = await (await fetch('/otp', { method: 'POST' })).json();
      const socket = new WebSocket(`ws://${location.host}/ws?otp=${otp}`);
      const send = (type: string, payload: object) => socket.send(JSON.stringify({ type, payload }));
      const seqs: number[] = [];
      let [sent, id] = [0, ''];
      const go = () => {
        for (; sent < all.length && sent < seqs.length + AHEAD; sent += 1) {
          const [type, payload] = all[sent];
          send(type, { ...payload, room: id, client_id: crypto.randomUUID() });
        }
      };
      return new Promise<number[]>((done, failed) => {
        socket.onclose = ({ code }) => failed(new Error(`closed with ${code}`));
        socket.onmessage = ({ data }) => {
          const { type, payload } = JSON.parse(data);
          if (type === 'welcome') send('change_room', { name: room });
          if (type === 'room_changed') id = payload.room;
          if (type === 'error') failed(new Error(data));
          if (type === 'ack') seqs.push(payload.seq);
          if (seqs.length === all.length) {
            done(seqs);
            socket.close();
          } else if (type === 'ack' || type === 'room_changed') go();
        };
      });
    },
    { room, all, AHEAD },
  );
}

/** The texts `saysFast` says, from the first to the last number. */
export function numbered(prefix: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${prefix} ${first + index}`);
}
