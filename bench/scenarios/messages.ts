import type { Job, Roster } from '../load/job.ts';
import type { Stage } from '../stage.ts';
import type { TargetName } from '../targets/target.ts';
import { freshPlan, inOneRoom, inPairs, measureExchange } from './exchange.ts';
import { rotated, type Scenario, undisturbed, warmupSeconds, windowSeconds } from './scenario.ts';

const clients = 1000;

type Common = { port: number; roster: Roster; numbered: boolean; warmupSeconds: number; seconds: number };

/** Closed loop: 500 pairs, every client with one message outstanding. */
export const pairs: Scenario = {
  name: 'pairs',
  samples: 3,
  run: (stage, round) =>
    compare(stage, round, 'pairs', ['relay', 'naive', 'parley'], inPairs(clients), { warmup: 2, seconds: 5 }, (common) => ({
      kind: 'pairs',
      ...common,
    })),
};

/** Open loop: 250 messages/s over 1,000 clients, read after V8 has had time to optimise. */
export const open: Scenario = {
  name: 'open',
  samples: 3,
  run: (stage, round) =>
    compare(stage, round, 'open', ['relay', 'naive', 'parley'], inPairs(clients), { warmup: 20, seconds: 10 }, (common) => ({
      kind: 'open',
      rate: 250,
      ...common,
    })),
};

/** One sender, 1,000 members of one room, four messages on the way. */
export const fanout: Scenario = {
  name: 'fanout',
  samples: 2,
  run: (stage, round) =>
    compare(stage, round, 'fanout', ['relay', 'parley'], inOneRoom(clients), { warmup: 2, seconds: 5 }, (common) => ({
      kind: 'fanout',
      inFlight: 4,
      ...common,
    })),
};

async function compare(
  stage: Stage,
  round: number,
  scenario: 'pairs' | 'open' | 'fanout',
  names: readonly TargetName[],
  conversations: number[][],
  times: { warmup: number; seconds: number },
  job: (common: Common) => Job,
) {
  const samples = [];
  for (const name of rotated(names, round)) {
    const target = stage.target(name);
    const take = () =>
      measureExchange(stage, {
        scenario,
        variant: '',
        round,
        target,
        prepare: (server) => target.prepare(server, freshPlan(clients, conversations)),
        job: (port, roster) =>
          job({
            port,
            roster,
            numbered: target.numbered,
            warmupSeconds: warmupSeconds(stage, times.warmup),
            seconds: windowSeconds(stage, times.seconds),
          }),
      });
    samples.push(await undisturbed(stage, `${scenario}, round ${round + 1}, ${name}`, take));
  }
  return samples;
}
