import { expect, test } from 'vitest';
import { contractsWithRules, familyOf, quotedRules, writtenRules } from './support/rules.ts';

const contracts = await contractsWithRules();

test.each(contracts)('every rule of $contract has a case and every case a rule', async ({ contract, file }) => {
  const written = await writtenRules(file);
  const family = familyOf(written[0] ?? '');
  const cases = await quotedRules(`server/test/conform/${contract}/**/*.test.ts`);
  const more = await quotedRules(`server/test/${contract}/**/*.test.ts`);
  const everywhere = await quotedRules('{server,bench,tools,client,web}/**/*.{test,suite}.ts');
  expect(new Set(written).size).toBe(written.length);
  expect(written.filter((rule) => familyOf(rule) !== family)).toEqual([]);
  expect(written.filter((rule) => !cases.has(rule) && !more.has(rule))).toEqual([]);
  expect([...cases].filter((rule) => !written.includes(rule))).toEqual([]);
  expect([...everywhere].filter((rule) => familyOf(rule) === family && !written.includes(rule))).toEqual([]);
});

test('no two contracts name their rules alike', async () => {
  const families = await Promise.all(
    contracts.map(async ({ file }) => familyOf((await writtenRules(file))[0] ?? file)),
  );
  const native = new Set((await writtenRules('SPEC.md')).map(familyOf));
  expect(new Set(families).size).toBe(families.length);
  expect(families.filter((family) => native.has(family))).toEqual([]);
});
