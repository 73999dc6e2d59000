import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { applied, patcher } from './patcher.ts';

describe('the patcher', () => {
  test('replaces what occurs exactly once', () => {
    expect(applied('a b c', { file: 'x.ts', find: 'b', put: 'd' })).toBe('a d c');
  });

  test.each(['a c', 'b b'])('refuses a source in which the needle is missing or twice: %s', (source) => {
    expect(() => applied(source, { file: 'x.ts', find: 'b', put: 'd' })).toThrow(/x\.ts.*not once/);
  });

  test('says so when a file that it should change was never loaded', () => {
    const { assertAllApplied } = patcher([{ file: 'core/nowhere.ts', find: 'a', put: 'b' }]);
    expect(assertAllApplied).toThrow('core/nowhere.ts');
    expect(patcher([]).assertAllApplied).not.toThrow();
  });

  test('changes only the file that it names', () => {
    const { load, assertAllApplied } = patcher([{ file: 'core/send.ts', find: 'right', put: 'wrong' }]);
    const next = (): { format: string; source: Buffer } => ({ format: 'module', source: Buffer.from('right') });
    const context = { conditions: [], format: 'module', importAttributes: {} };
    expect(String(load('file:///p/server/src/core/read.ts', context, next).source)).toBe('right');
    expect(String(load('file:///p/server/src/core/send.ts', context, next).source)).toBe('wrong');
    expect(assertAllApplied).not.toThrow();
  });
});

describe('the mutants', () => {
  const changing = MUTANTS.filter(({ patches }) => patches.length > 0);
  test.each(changing)('$name changes what stands in the sources', async ({ patches }) => {
    const sources = new Map<string, string>();
    for (const patch of patches) {
      const file = new URL(`../../src/${patch.file}`, import.meta.url);
      const source = sources.get(patch.file) ?? (await readFile(file, 'utf8'));
      expect(() => sources.set(patch.file, applied(source, patch))).not.toThrow();
    }
  });
});
