// What a story is made of: people, their rooms, and what they said there and when.

/** A message; those of a time of day alone belong to the day named last. */
export interface Line {
  at: string;
  from: string;
  says: string;
  /** What it said before it was edited. */
  once?: string;
  deleted?: true;
  /** Who reacted, by emoji. */
  reactions?: Record<string, string[]>;
}

/** A room's messages, with the days on which they were said, as `2026-03-12`. */
export type Talk = (string | Line)[];

/** The rooms of which pictures are taken. */
interface Rooms {
  full: string;
  empty: string;
  /** Hundreds of messages. */
  long: string;
  /** Where the link is cut. */
  offline: string;
  /** Where a message is too long for the server. */
  refused: string;
}

export interface Story {
  /** The tag of the language that the page speaks. */
  language: string;
  /** Whose page is shown. */
  reader: string;
  others: string[];
  rooms: Rooms;
  talks: Record<string, Talk>;
  /** How many of a room's newest messages the reader has not seen. */
  unread: Record<string, number>;
  /** What others say in the long room while the reader is further up. */
  news: Omit<Line, 'at'>[];
  /** What the reader types while the link is cut. */
  waiting: string[];
  /** What is longer than the server allows. */
  tooLong: string;
  /** What is typed into the switcher. */
  typed: string;
}

/** `turns` again on each of these days. */
export function daily(days: string[], turns: Line[]): Talk {
  return days.flatMap((day) => [day, ...turns]);
}
