// The compiled page in a real Chromium, on a screen and on a phone. Each test has a server of its own.

import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import type { Settings } from './support/test.ts';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';

export default defineConfig<Settings>({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  reporter: 'list',
  // A slow, shared machine: what is right but late is not wrong.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? (existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    actionTimeout: 30_000,
    navigationTimeout: 30_000,
    // Far from UTC, in which the server renders: hydration must survive it.
    timezoneId: 'Asia/Taipei',
    trace: 'off',
  },
  projects: [
    // What is one's own alone: a phone has no keyboard, and shows one pane at a time.
    { name: 'wide', grepInvert: /@phone/, use: { viewport: { width: 1280, height: 800 } } },
    { name: 'phone', grepInvert: /@wide/, testIgnore: 'keyboard.spec.ts', use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  ],
});
