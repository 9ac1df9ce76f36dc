// What axe-core finds wrong with a page, by every rule it has, those of good practice among them.

import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Person } from './person.ts';

/** axe finds nothing to tell about what `person` sees, which is called `scene`. */
export async function findsNothing(person: Person, scene: string): Promise<void> {
  // With its styles.
  await person.page.waitForLoadState();
  // Legacy: without a tab of its own, which would take the focus. There are no frames to look into.
  const axe = new AxeBuilder({ page: person.page }).setLegacyMode();
  const { violations, passes } = await axe.options({ rules: { 'target-size': { enabled: true } } }).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}\n${failureSummary}`),
  );
  expect(found, scene).toEqual([]);
  expect(passes.length, `${scene}: rules that were looked at`).toBeGreaterThan(10);
}

/** The same by day and by night. */
export async function findsNothingEitherWay(person: Person, scene: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await person.page.emulateMedia({ colorScheme });
    await findsNothing(person, `${scene}, ${colorScheme}`);
  }
}
