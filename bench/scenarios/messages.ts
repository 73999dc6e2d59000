import type { Job, Roster } from '../load/job.ts';
import type { Stage } from '../stage.ts';
import { freshPlan, inOneRoom, inPairs, measureExchange } from './exchange.ts';
import type { Sample } from './sample.ts';
import { type Scenario, targetsOf, undisturbed, warmupSeconds, windowSeconds } from './scenario.ts';

const clients = 1000;

type Common = { port: number; roster: Roster; numbered: boolean; warmupSeconds: number; seconds: number };

type Comparison = Omit<Scenario, 'run' | 'samplesEach'> & {
  readonly conversations: number[][];
  readonly warmup: number;
  readonly seconds: number;
  job(common: Common): Job;
};

/** Closed loop: 500 pairs, every client with one message outstanding. */
export const pairs = compare({
  name: 'pairs',
  targets: ['relay', 'naive', 'parley'],
  conversations: inPairs(clients),
  warmup: 2,
  seconds: 5,
  job: (common) => ({ kind: 'pairs', ...common }),
});

/** Open loop: 250 messages/s over 1,000 clients, read after V8 has had time to optimise. */
export const open = compare({
  name: 'open',
  targets: ['relay', 'naive', 'parley'],
  conversations: inPairs(clients),
  warmup: 20,
  seconds: 10,
  job: (common) => ({ kind: 'open', rate: 250, ...common }),
});

/** One sender, 1,000 members of one room, four messages on the way. */
export const fanout = compare({
  name: 'fanout',
  targets: ['relay', 'parley'],
  conversations: inOneRoom(clients),
  warmup: 2,
  seconds: 5,
  job: (common) => ({ kind: 'fanout', inFlight: 4, ...common }),
});

/** A scenario in which every target carries the same messages between the same people. */
function compare({ name, targets, conversations, warmup, seconds, job }: Comparison): Scenario {
  const run = async (stage: Stage, round: number): Promise<Sample[]> => {
    const samples: Sample[] = [];
    for (const target of targetsOf(stage, round, { targets })) {
      const exchange = {
        scenario: name,
        variant: '',
        round,
        target,
        prepare: (server: Parameters<typeof target.prepare>[0]) =>
          target.prepare(server, freshPlan(clients, conversations)),
        job: (port: number, roster: Roster) =>
          job({
            port,
            roster,
            numbered: target.numbered,
            warmupSeconds: warmupSeconds(stage, warmup),
            seconds: windowSeconds(stage, seconds),
          }),
      };
      const label = `${name}, round ${round + 1}, ${target.name}`;
      samples.push(await undisturbed(stage, label, () => measureExchange(stage, exchange)));
    }
    return samples;
  };
  return { name, targets, samplesEach: 1, run };
}
