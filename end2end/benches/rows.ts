// The figures as rows of one table, as the server's are.

import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class Rows implements Reporter {
  onBegin() {
    console.log('| figure | measured | must |\n|---|---|---|');
  }

  onTestEnd(test: TestCase, { annotations, errors }: TestResult) {
    const width = test.parent.project()!.name;
    for (const { type, description } of annotations) console.log(`| ${type}, ${width} | ${description} |`);
    for (const { message } of errors) console.error(message);
  }
}
