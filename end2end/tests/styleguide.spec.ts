// The style guide is for development: what people run has neither its pages nor its files.

import { expect, test } from '../support/test.ts';

const PATHS = ['/styleguide', '/styleguide/message/default', '/styleguide/specimen.js', '/styleguide/guide.css'];

test('a release has no style guide', { tag: '@wide' }, async ({ server }) => {
  for (const path of PATHS) expect((await fetch(server.url + path)).status, path).toBe(404);
});
