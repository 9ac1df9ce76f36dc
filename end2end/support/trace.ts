// What the page's main thread was busy with, as Chromium traced it.

import type { Person } from './person.ts';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds of the thread's own time. */
  tdur?: number;
  args?: { name?: string };
}

/**
 * Does `deed`, and answers with what that answered the tasks of the page's main thread meanwhile, in milliseconds, the
 * longest first.
 *
 * A task is what runs without a pause: a frame with its scripts, its layout and its paint is one, and while one runs
 * the page stands still. What counts is the time that the thread itself ran (`tdur`), not the wall's: on a shared
 * machine other processes take the processor away in the middle of a task, for longer than what is allowed here.
 */
export async function longestTasks<Done>(person: Person, deed: () => Promise<Done>): Promise<[Done, number[]]> {
  const browser = person.context.browser()!;
  await browser.startTracing(person.page, { categories: ['toplevel', '__metadata'] });
  const done = await deed();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const named = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const mains = new Set(named.map(thread));
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && event.ph === 'X' && mains.has(thread(event)));
  const times = tasks.map(({ tdur }) => tdur).filter((tdur) => tdur !== undefined);
  if (times.length < 100) throw new Error(`only ${times.length} of ${tasks.length} tasks tell the thread's time`);
  return [done, times.map((tdur) => tdur / 1_000).sort((one, other) => other - one)];
}
