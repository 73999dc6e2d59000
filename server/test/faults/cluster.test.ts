import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { OwnBroker } from '../support/kafka.ts';
import { NO_REDIS } from '../support/redis.ts';
import { openBroker } from './broker.ts';
import { violationLine } from './checker.ts';
import { CLUSTER_MUTANTS } from './clusterMutants.ts';
import { type DatabaseProcess, openDatabase } from './databaseProcess.ts';
import { type Figures, outcomeOf, tableOf } from './figures.ts';
import { SHORT_CLUSTER, shortClusterPlan } from './plan.ts';
import { run } from './run.ts';
import { runMutant } from './runMutant.ts';

const SEED = 20_252;
const NODES = 3;
const LEAST_MS = 30_000;
const MOST_MS = 120_000;
const RUN_LIMIT_MS = 240_000;
const LOSS = 0.02;
const SIZE = { writers: 6, readers: 3, groups: 3, directs: 1, coldGroups: 4 };

/** Mostly they wait for something to be noticed: several at once keep two cores busy. */
vi.setConfig({ maxConcurrency: 4 });

/*
 * The tier of CI for several nodes. Longer runs are `npm run faults -- --nodes 3`.
 */
describe.skipIf(NO_REDIS !== null)('three nodes behind a load balancer', () => {
  let database: DatabaseProcess;
  let kafka: OwnBroker | null;
  beforeAll(async () => {
    [database, kafka] = await Promise.all([openDatabase(), openBroker(console.log)]);
  }, 120_000);
  afterAll(() => Promise.all([database?.close(), kafka?.close()]));

  describe('while a node is killed, one is frozen, and Redis is killed', () => {
    let figures: Figures;
    beforeAll(async () => {
      figures = await run({
        seed: SEED,
        durationMs: MOST_MS,
        roundMs: MOST_MS,
        leastMs: LEAST_MS,
        plan: shortClusterPlan(SEED)[Symbol.iterator](),
        loss: () => LOSS,
        nodes: NODES,
        kafka,
        size: SIZE,
        database,
        log: (line) => console.log(line),
      });
      console.log(tableOf(figures).join('\n'));
    }, RUN_LIMIT_MS);

    test('nothing is lost, doubled, reordered, made up, shown to outsiders or kept from other services', () => {
      expect(figures.violations.map(violationLine)).toEqual([]);
      expect(outcomeOf(figures)).toBe('green');
    });

    test('every fault really hit', () => {
      const { hits } = figures.injected;
      expect(SHORT_CLUSTER.filter((fault) => hits[fault] === 0)).toEqual([]);
    });
  });

  describe.concurrent('a run turns red', () => {
    test.for(CLUSTER_MUTANTS.filter(({ isUnproven }) => isUnproven !== true))(
      'when $about ($name)',
      { timeout: RUN_LIMIT_MS },
      async (mutant, { skip }) => {
        if (mutant.kafka === true && kafka === null) skip('no broker can run here');
        const figures = await runMutant(mutant, { seed: SEED, database, kafka });
        expect(outcomeOf(figures)).toBe('red');
        expect(mutant.rules.filter((rule) => figures.counts[rule] > 0)).not.toEqual([]);
      },
    );
  });
});
