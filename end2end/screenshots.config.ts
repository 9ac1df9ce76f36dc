// The pictures of the page, in every guise: `make screenshots` runs them, `make test` does not.

import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';
import type { Guise } from './pictures/scene.ts';

const WIDTHS = {
  wide: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};
const LANGUAGES = { en: 'en', zh: 'zh-Hant' };
const { FONTS } = process.env;

const guises = (['light', 'dark'] as const).flatMap((colorScheme) =>
  (['wide', 'phone'] as const).flatMap((width) =>
    (['en', 'zh'] as const).map((tag) => {
      const name = `${colorScheme}-${width}-${tag}`;
      const use = { ...WIDTHS[width], colorScheme, language: LANGUAGES[tag], guise: name };
      return { name, use, dependencies: ['stories'], ...(width === 'wide' && { grepInvert: /@phone/ }) };
    }),
  ),
);

export default defineConfig<Guise>({
  ...base,
  testDir: 'pictures',
  // A run begins by emptying it: the stories lie beside it, for a run with --no-deps.
  outputDir: 'test-results/pictures',
  use: {
    ...base.use,
    launchOptions: {
      ...base.use?.launchOptions,
      // Letters like those of people's own machines, where this one has none but its own.
      env: { ...process.env, ...(FONTS && existsSync(FONTS) && { FONTCONFIG_FILE: FONTS }) } as Record<string, string>,
    },
  },
  projects: [{ name: 'stories', testMatch: 'team.setup.ts' }, ...guises],
});
