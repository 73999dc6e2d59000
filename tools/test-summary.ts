import { readFileSync } from 'node:fs';

/** The whole numbers and yes-or-no values at the top of a JSON file; null where it is missing or no object. */
function readReport(path: string): Map<string, unknown> | null {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8'))));
  } catch {
    return null;
  }
}

/** Prints one line with the counts of Vitest's JSON report; a run that left no report counts as one failure. */
function summarise(report: Map<string, unknown> | null): boolean {
  const count = (name: string): number => Number(report?.get(name) ?? 0);
  const passed = count('numPassedTests');
  const skipped = count('numPendingTests') + count('numTodoTests');
  // A file that could not be loaded fails the run without a failed test in it.
  const failed = report?.get('success') === true ? 0 : Math.max(count('numFailedTests'), 1);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && passed > 0;
}

if (!summarise(readReport(process.argv[2] ?? ''))) process.exitCode = 1;
