import { glob, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

/** Rule numbers at the beginning of test titles, wherever tests are. */
async function quotedRules(): Promise<Set<string>> {
  const quoted = new Set<string>();
  for await (const file of glob('{server,bench,tools}/**/*.test.ts', { cwd: ROOT, exclude: ['**/node_modules/**'] })) {
    const text = await readFile(new URL(file, ROOT), 'utf8');
    for (const [, rule] of text.matchAll(/['"`]([A-Z]{2,}-\d+) [^'"`\n]/g)) if (rule) quoted.add(rule);
  }
  return quoted;
}

async function writtenRules(): Promise<string[]> {
  const text = await readFile(new URL('SPEC.md', ROOT), 'utf8');
  return [...text.matchAll(/^- \*\*([A-Z]+-\d+)\*\* /gm)].map(([, rule]) => rule ?? '');
}

test('SPEC-1 every rule has a test and every test names a rule that exists', async () => {
  const [quoted, written] = [await quotedRules(), await writtenRules()];
  expect(written.length).toBeGreaterThan(150);
  expect(new Set(written).size).toBe(written.length);
  expect(written.filter((rule) => !quoted.has(rule))).toEqual([]);
  expect([...quoted].filter((rule) => !written.includes(rule))).toEqual([]);
});
