// What the page costs its reader: `make bench` runs it, `make test` does not. One page at a time, so that nothing of
// the other is measured.

import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

export default defineConfig({ ...base, testDir: 'benches', outputDir: 'test-results/benches', workers: 1, reporter: './benches/rows.ts' });
