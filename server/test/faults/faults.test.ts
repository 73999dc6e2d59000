import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationLine } from './checker.ts';
import { type DatabaseProcess, openDatabase } from './databaseProcess.ts';
import { type Figures, outcomeOf, tableOf } from './figures.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTS, SINGLE_MUTANTS } from './mutants.ts';
import { shortPlan } from './plan.ts';
import { run } from './run.ts';
import { runMutant } from './runMutant.ts';

const SEED = 20_251;
/** A minute, or as long as the plan takes, of reconnects and lost replies; the run of several nodes is another one. */
const LEAST_MS = 61_000;
const MOST_MS = 200_000;
const LOSS = 0.02;

const MUTANT_LIMIT_MS = 180_000;

/*
 * The tier of CI for one server. Longer runs are `npm run faults`. Several nodes have a file of their own, with a database of its own: kills
 * of PostgreSQL would hit both.
 */

let database: DatabaseProcess;
beforeAll(async () => {
  database = await openDatabase();
}, 60_000);
afterAll(() => database?.close());

test('failpoints are passed by no program that is shipped', async () => {
  const shipped = ['main.ts', 'cli.ts', 'startup.ts'].map((name) => new URL(`../../src/${name}`, import.meta.url));
  for (const file of shipped) expect(await readFile(file, 'utf8')).not.toMatch(/failpoint/i);
});

describe('under ten kills of the database, one at each failpoint, a minute of reconnects and lost replies', () => {
  let figures: Figures;
  beforeAll(async () => {
    figures = await run({
      seed: SEED,
      durationMs: MOST_MS,
      roundMs: MOST_MS,
      leastMs: LEAST_MS,
      plan: shortPlan(SEED)[Symbol.iterator](),
      loss: () => LOSS,
      database,
      log: (line) => console.log(line),
    });
    console.log(tableOf(figures).join('\n'));
  }, 300_000);

  test('nothing is lost, doubled, reordered, made up or shown to outsiders', () => {
    expect(figures.violations.map(violationLine)).toEqual([]);
    expect(outcomeOf(figures)).toBe('green');
  });

  test('every fault really hit', () => {
    const { hits } = figures.injected;
    expect(hits.F3 + hits['F1+F3']).toBeGreaterThanOrEqual(10);
    for (const fault of ['F1', 'F5', 'P1', 'P2', 'P3', 'P4'] as const)
      expect({ fault, hits: hits[fault] }).not.toEqual({ fault, hits: 0 });
    expect(figures.repliesLost).toBeGreaterThan(0);
    expect(figures.sessions).toBeGreaterThan(50);
  });

  test('pushes are repeated at most once in a hundred', () => {
    expect(figures.rawRepeats).toBeLessThanOrEqual(figures.pushes / 100);
  });
});

describe('a run turns red', () => {
  test('for at least fifteen mutants, those of several nodes included', () => {
    expect(
      new Set(MUTANTS.filter(({ isUnproven }) => isUnproven !== true).map(({ name }) => name)).size,
    ).toBeGreaterThanOrEqual(15);
  });

  const hits = ({ faults }: Mutant): boolean => faults.includes('F3');
  const judge = async (mutant: Mutant): Promise<void> => {
    const figures = await runMutant(mutant, { seed: SEED, database });
    expect(outcomeOf(figures)).toBe('red');
    expect(mutant.rules.filter((rule) => figures.counts[rule] > 0)).not.toEqual([]);
  };
  // One after the other, since all have one PostgreSQL; those that leave it alone at the same time.
  test.each(SINGLE_MUTANTS.filter(hits))('when $about ($name)', { timeout: MUTANT_LIMIT_MS }, judge);
  const others = SINGLE_MUTANTS.filter((mutant) => !hits(mutant));
  test.concurrent.each(others)('when $about ($name)', { timeout: MUTANT_LIMIT_MS }, judge);
});
