import type { Stage } from '../stage.ts';
import { startRedis } from '../targets/redis.ts';
import type { Target } from '../targets/target.ts';
import { freshPlan, measureExchange } from './exchange.ts';
import type { Sample } from './sample.ts';
import { rotated, type Scenario, undisturbed, warmupSeconds, windowSeconds } from './scenario.ts';

const clients = 1000;
const members = 10;
const perSecond = 250;

/** Groups of ten, so that each message is heard on both processes. */
const groups = Array.from({ length: clients / members }, (_, group) =>
  Array.from({ length: members }, (_, member) => group * members + member),
);

/**
 * Open loop: 250 messages/s to groups of ten; over one process alone, and over two with Redis between them, whose CPU time counts
 * as the server's. Both share one core, as one did before.
 */
export const processes: Scenario = {
  name: 'processes',
  targets: ['parley'],
  samplesEach: 2,
  async run(stage, round) {
    const redis = await startRedis(stage.cores?.server ?? null);
    if (redis === null) {
      stage.progress.note('processes: left out, no redis-server is installed');
      return [];
    }
    try {
      const database = await stage.postgres.create(`processes_${round}`);
      const several = { PARLEY_PROCESSES: '2', REDIS_URL: redis.url };
      const targets: [string, Target][] = [
        ['one', stage.parleyOn(database)],
        ['two with Redis', stage.parleyOn(database, { environment: several, helpers: [redis.pid] })],
      ];
      const samples: Sample[] = [];
      for (const [variant, target] of rotated(targets, round)) {
        const label = `processes, round ${round + 1}, ${variant}`;
        samples.push(await undisturbed(stage, label, () => measureProcesses(stage, round, variant, target)));
      }
      return samples;
    } finally {
      await redis.stop();
    }
  },
};

function measureProcesses(stage: Stage, round: number, variant: string, target: Target): Promise<Sample> {
  return measureExchange(stage, {
    scenario: 'processes',
    variant,
    round,
    target,
    prepare: (server) => target.prepare(server, freshPlan(clients, groups)),
    job: (port, roster) => ({
      kind: 'open',
      rate: perSecond,
      port,
      roster,
      numbered: target.numbered,
      warmupSeconds: warmupSeconds(stage, 20),
      seconds: windowSeconds(stage, 10),
    }),
  });
}
