import type { OwnBroker } from '../support/kafka.ts';
import type { DatabaseProcess } from './databaseProcess.ts';
import type { Figures } from './figures.ts';
import type { Mutant } from './mutant.ts';
import { repeatedPlan } from './plan.ts';
import { type RunOptions, run } from './run.ts';

const LIMIT_MS = 60_000;
const OF_ONE = { roundMs: 5_000, churn: { liveMs: 4_000, awayMs: 500 } };
/** Few go, and much is quiet: what does not arrive is not healed by what follows. */
const OF_SEVERAL = {
  roundMs: 9_000,
  churn: { liveMs: 60_000, awayMs: 500 },
  size: { writers: 4, readers: 3, groups: 1, directs: 0, coldGroups: 5 },
  pauseMs: 150,
};

/** Runs rounds with a mutant until one of its rules was broken, or for a while. */
export function runMutant(
  { name, faults, loss, rules, nodes = 1, kafka }: Mutant,
  around: { seed: number; database: DatabaseProcess; kafka?: OwnBroker | null },
): Promise<Figures> {
  const options: RunOptions = {
    ...(nodes === 1 ? OF_ONE : OF_SEVERAL),
    seed: around.seed,
    durationMs: LIMIT_MS,
    plan: repeatedPlan(around.seed, faults),
    loss: () => loss,
    mutant: name,
    untilBroken: rules,
    keepHistory: false,
    nodes,
    kafka: kafka === true ? (around.kafka ?? null) : null,
    database: around.database,
    log: () => undefined,
  };
  return run(options);
}
