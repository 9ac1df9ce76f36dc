// A tab of somebody's browser: what it logs, what its sockets say and hear.

import { type BrowserContext, expect, type Page } from '@playwright/test';
import type { Server } from './server.ts';

/** What Chromium logs when a server cannot be reached or goes down. */
export const NETWORK = /net::ERR_|WebSocket connection to|status of 503/;

/** What has changed is on the screen: a list that was measured before may not have been put right yet. */
export function isPainted(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

export class Tab {
  /** Every frame the page's sockets heard. */
  readonly frames: string[] = [];
  /** Every frame they sent. */
  readonly sent: string[] = [];
  #expected: RegExp[] = [];
  #trouble: string[] = [];

  constructor(
    readonly page: Page,
    readonly server: Server,
  ) {
    this.context.on('console', (line) => {
      if (line.type() === 'error') this.#trouble.push(`${line.text()} at ${line.location().url}`);
    });
    this.context.on('weberror', (error) => this.#trouble.push(String(error.error())));
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => this.frames.push(payload.toString()));
      socket.on('framesent', ({ payload }) => this.sent.push(payload.toString()));
    });
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  /** A line that the browser is to log: only then is it no trouble. */
  expects(line: RegExp): void {
    this.#expected.push(line);
  }

  /** Nothing went wrong in the browser, in any of its tabs, but what was expected. */
  hadNoTrouble(name: string): void {
    const expected = this.server.wasAway ? [...this.#expected, NETWORK] : this.#expected;
    const trouble = this.#trouble.filter((line) => !expected.some((each) => each.test(line)));
    expect(trouble, `${name}'s browser`).toEqual([]);
  }

  /** Holds requests to `address` on their way, until what it answers is called. */
  async holds(address: string): Promise<() => void> {
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await this.page.route(address, async (route) => {
      await released;
      await route.continue();
    });
    return release;
  }

  /** Pages load, but no new connection is made, until what it answers is called. */
  async isKeptOut(from: Page | BrowserContext = this.context): Promise<() => Promise<void>> {
    this.expects(NETWORK);
    await from.route('**/otp', (route) => route.abort());
    return () => from.unroute('**/otp');
  }

  /** Another window covers this one, or no longer. */
  async isCovered(covered: boolean): Promise<void> {
    await this.page.evaluate((covered) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => covered });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, covered);
  }

  /** Notes everything that the page tells as an alert, from now on; what it answers says what. */
  async isWatchedForAlerts(): Promise<() => Promise<string[]>> {
    const told = await this.page.evaluateHandle(() => {
      const told: string[] = [];
      const note = () => {
        for (const alert of document.querySelectorAll<HTMLElement>('[role=alert]')) {
          if (alert.checkVisibility()) told.push(alert.innerText);
        }
      };
      new MutationObserver(note).observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true });
      return told;
    });
    return () => told.jsonValue();
  }

  /** Has sent, or sends now, a frame that holds `words`. */
  async sends(words: string): Promise<void> {
    await expect.poll(() => this.sent.some((frame) => frame.includes(words)), { intervals: [1] }).toBe(true);
  }
}
