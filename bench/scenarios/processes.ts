import type { Stage } from '../stage.ts';
import { startRedis } from '../targets/redis.ts';
import type { Target } from '../targets/target.ts';
import { freshPlan, measureExchange } from './exchange.ts';
import type { Sample } from './sample.ts';
import { inTurns, type Scenario, warmupSeconds, windowSeconds } from './scenario.ts';

const clients = 1000;
const members = 10;
const perSecond = 250;

/** Groups of ten, so that each message is heard on both processes. */
const groups = Array.from({ length: clients / members }, (_, group) =>
  Array.from({ length: members }, (_, member) => group * members + member),
);

/**
 * Groups of ten; over one process alone, and over two with Redis between them, whose CPU time counts as the server's. Both share one
 * core, as one did before. Open loop, 250 messages/s: what a message takes longer. Closed loop, one message on the way for each of a thousand
 * people: what it costs where there is enough to do for more than one.
 */
export const processes: Scenario = {
  name: 'processes',
  targets: ['parley'],
  samplesEach: 4,
  async run(stage, round) {
    const redis = await startRedis(stage.cores?.server ?? null);
    if (redis === null) {
      stage.progress.note('processes: left out, no redis-server is installed');
      return [];
    }
    try {
      const database = await stage.postgres.create(`processes_${round}`);
      const several = { PARLEY_PROCESSES: '2', REDIS_URL: redis.url };
      const one = stage.parleyOn(database);
      const two = stage.parleyOn(database, { environment: several, helpers: [redis.pid] });
      const loads: [string, Pick<Load, 'target' | 'isFull'>][] = [
        ['one', { target: one, isFull: false }],
        ['two with Redis', { target: two, isFull: false }],
        ['one, full', { target: one, isFull: true }],
        ['two with Redis, full', { target: two, isFull: true }],
      ];
      return await inTurns(stage, { name: 'processes', round }, loads, (variant, { target, isFull }) =>
        measureProcesses(stage, { round, variant, target, isFull }),
      );
    } finally {
      await redis.stop();
    }
  },
};

type Load = {
  readonly round: number;
  readonly variant: string;
  readonly target: Target;
  /** Whether everybody always has a message on the way. */
  readonly isFull: boolean;
};

function measureProcesses(stage: Stage, { round, variant, target, isFull }: Load): Promise<Sample> {
  return measureExchange(stage, {
    scenario: 'processes',
    variant,
    round,
    target,
    prepare: (server) => target.prepare(server, freshPlan(clients, groups)),
    job: (port, roster) => ({
      ...(isFull ? ({ kind: 'pairs' } as const) : ({ kind: 'open', rate: perSecond } as const)),
      port,
      roster,
      numbered: target.numbered,
      warmupSeconds: warmupSeconds(stage, 20),
      seconds: windowSeconds(stage, 10),
    }),
  });
}
