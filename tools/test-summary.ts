import { readFileSync } from 'node:fs';

/** The members of the object in a JSON file; null where there is none. */
function readReport(path: string): Map<string, unknown> | null {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8'))));
  } catch {
    return null;
  }
}

/** How many test files failed without a failed test in them, as one that cannot be loaded does. */
function countBrokenFiles(files: unknown): number {
  if (!Array.isArray(files)) return 0;
  return files.filter(({ status, assertionResults }) => {
    const tests: { status: string }[] = assertionResults;
    return status === 'failed' && !tests.some((test) => test.status === 'failed');
  }).length;
}

/** Prints one line with the counts of Vitest's JSON report; a run that left no report counts as one failure. */
function summarise(report: Map<string, unknown> | null): boolean {
  const count = (name: string): number => Number(report?.get(name) ?? 0);
  const passed = count('numPassedTests');
  const skipped = count('numPendingTests') + count('numTodoTests');
  const broken = count('numFailedTests') + countBrokenFiles(report?.get('testResults'));
  const failed = report?.get('success') === true ? broken : Math.max(broken, 1);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && passed > 0;
}

if (!summarise(readReport(process.argv[2] ?? ''))) process.exitCode = 1;
