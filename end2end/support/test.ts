// What each test is given: a server of its own, and people with a browser each.

import { type Browser, test as base, expect } from '@playwright/test';
import { Cable } from './cable.ts';
import { Person } from './person.ts';
import { Server, freePort } from './server.ts';
import { NETWORK } from './tab.ts';

export { expect };

/** Settings of a server that people reach by cable as well; `flags` are further ones. */
export function byCable(...flags: string[]) {
  return {
    flags: async ({ port, cable }: Given, use: (flags: string[]) => Promise<void>) =>
      use([...flags, '--origin', `http://localhost:${port},${cable.url}`]),
  };
}

/** By its level: letters made up for a data folder's name have been WARN. */
const COMPLAINT = /panicked|^\S+Z +(ERROR|WARN) /m;

type ContextOptions = Parameters<Browser['newContext']>[0];

export interface Settings {
  /** Further flags of `banter serve`. */
  flags: string[];
}

interface Given {
  /** Where the server listens. */
  port: number;
  server: Server;
  /** A way to the server that can be cut; the server has to allow its address. */
  cable: Cable;
  /** Somebody at a browser that has never been here. */
  visitor: (name: string, options?: ContextOptions) => Promise<Person>;
  /** One more person in `general`, whom only the cable connects. */
  distant: (name: string) => Promise<Person>;
  /** People with accounts, signed in and connected, in `general`. */
  people: <Names extends string[]>(...names: Names) => Promise<{ [Index in keyof Names]: Person }>;
}

export const test = base.extend<Settings & Given>({
  flags: [[], { option: true }],

  port: async ({}, use) => use(await freePort()),

  cable: async ({ port }, use) => {
    const cable = await Cable.opens(await freePort(), port);
    await use(cable);
    cable.closes();
  },

  server: async ({ port, flags }, use, info) => {
    const server = await Server.opens(port, flags);
    await use(server);
    await server.closes();
    if (info.status !== info.expectedStatus) await info.attach('what banter wrote', { body: server.log });
    expect(server.log, 'what banter wrote').not.toMatch(COMPLAINT);
  },

  visitor: async ({ browser, server }, use) => {
    const all: Person[] = [];
    await use(async (name, options) => {
      const context = await browser.newContext({ baseURL: server.url, ...options });
      const person = new Person(name, await context.newPage(), server);
      all.push(person);
      return person;
    });
    for (const person of all) await person.context.close();
    for (const person of all) person.hadNoTrouble(person.name);
  },

  distant: async ({ server, cable, visitor }, use) => {
    await use(async (name) => {
      await server.addsUser(name);
      const person = await visitor(name, { baseURL: cable.url });
      person.expects(NETWORK);
      await person.enters();
      return person;
    });
  },

  people: async ({ server, visitor }, use) => {
    await use(async (...names) => {
      const all = [];
      for (const name of names) {
        await server.addsUser(name);
        const person = await visitor(name);
        await person.enters();
        all.push(person);
      }
      return all as { [Index in keyof typeof names]: Person };
    });
  },
});
