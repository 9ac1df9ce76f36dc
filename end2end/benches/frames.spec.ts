// How long the frames are in which a reader goes through a long room, beside those of a shorter one.

import { FAST, numbered } from '../support/program.ts';
import { expect, test } from '../support/test.ts';
import { longestTasks } from '../support/trace.ts';
import { sayUnseen, walks } from '../support/walk.ts';

test.use({ flags: FAST });

/** What a frame may take, in milliseconds of the page's own thread. */
const FRAME_MAX = 50;
const [SHORT, LONG] = [1_000, 10_000];

test('frames', async ({ people }) => {
  test.setTimeout(600_000);
  const [reader, by] = await people('ann', 'bob');
  const row = (type: string, description: string) => test.info().annotations.push({ type, description });
  /** Goes up and down; answers the longest frame. */
  const longest = async (texts: string[], messages: number) => {
    await sayUnseen([reader, by], texts);
    let [first, over] = [0, 0];
    for (const heading of ['up', 'down'] as const) {
      const [walked, tasks] = await longestTasks(reader, () => walks(reader, heading));
      expect((await walked.jsonValue()).seen).toHaveLength(messages);
      first = Math.max(first, tasks[0]);
      over += tasks.filter((ms) => ms > FRAME_MAX).length;
    }
    row(`longest frame in a walk through ${messages} messages, ms`, `${first.toFixed(1)}, ${over} over ${FRAME_MAX} | ≤ ${FRAME_MAX}`);
    return first;
  };
  const short = await longest(numbered('m', 1, SHORT), SHORT);
  const long = await longest(numbered('m', SHORT + 1, LONG), LONG);
  row('the longer room against the shorter', `${(long / short).toFixed(2)} × | ≤ 1.5 ×`);
});
