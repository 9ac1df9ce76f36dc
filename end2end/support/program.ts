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

/** The texts `saysFast` says, from the first to the last number. */
export function numbered(prefix: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${prefix} ${first + index}`);
}
