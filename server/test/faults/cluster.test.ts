import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OwnBroker } from '../support/kafka.ts';
import { NO_REDIS } from '../support/redis.ts';
import { openBroker } from './broker.ts';
import { violationLine } from './checker.ts';
import { type Figures, outcomeOf, tableOf } from './figures.ts';
import { faultsOf, shortClusterPlan } from './plan.ts';
import { run } from './run.ts';

const SEED = 20_252;
const NODES = 3;
const LEAST_MS = 61_000;
const MOST_MS = 240_000;
const LOSS = 0.02;
const SIZE = { writers: 6, readers: 3, groups: 3, directs: 1, coldGroups: 4 };

/*
 * The tier of CI for several nodes: each fault that only they can meet. Longer runs, with mutants, are `npm run faults -- --nodes 3`.
 */
describe.skipIf(NO_REDIS !== null)(
  'three nodes behind a load balancer, while nodes, Redis, Kafka and links fail',
  () => {
    let kafka: OwnBroker | null;
    let figures: Figures;
    beforeAll(async () => {
      kafka = await openBroker(console.log);
      figures = await run({
        seed: SEED,
        durationMs: MOST_MS,
        roundMs: MOST_MS,
        leastMs: LEAST_MS,
        plan: shortClusterPlan(SEED, kafka !== null)[Symbol.iterator](),
        loss: () => LOSS,
        nodes: NODES,
        kafka,
        size: SIZE,
        log: (line) => console.log(line),
      });
      console.log(tableOf(figures).join('\n'));
    }, 420_000);
    afterAll(() => kafka?.close());

    test('nothing is lost, doubled, reordered, made up, shown to outsiders or kept from other services', () => {
      expect(figures.violations.map(violationLine)).toEqual([]);
      expect(outcomeOf(figures)).toBe('green');
    });

    test('every fault really hit', () => {
      const { hits } = figures.injected;
      const alone: ReadonlySet<string> = new Set(faultsOf({ nodes: 1, kafka: false }));
      const own = faultsOf({ nodes: NODES, kafka: kafka !== null }).filter((fault) => !alone.has(fault));
      expect(own.filter((fault) => hits[fault] === 0)).toEqual([]);
    });
  },
);
