import { expect, test } from 'vitest';
import { contractsWithRules, familyOf, quotedRules, writtenRules } from './support/rules.ts';

/** Those of the contracts are held to their own documents by `rules.test.ts`. */
async function familiesOfContracts(): Promise<Set<string>> {
  const rules = await Promise.all((await contractsWithRules()).map(({ file }) => writtenRules(file)));
  return new Set(rules.flat().map(familyOf));
}

test('SPEC-1 every rule has a test and every test names a rule that exists', async () => {
  const families = await familiesOfContracts();
  const quoted = [...(await quotedRules('{server,bench,tools,client,web}/**/*.{test,suite}.ts'))];
  const written = await writtenRules('SPEC.md');
  expect(written.length).toBeGreaterThan(150);
  expect(new Set(written).size).toBe(written.length);
  expect(written.filter((rule) => !quoted.includes(rule))).toEqual([]);
  expect(quoted.filter((rule) => !written.includes(rule) && !families.has(familyOf(rule)))).toEqual([]);
});
