import type { Stage } from '../stage.ts';
import { freshPlan, inOneRoom, inPairs, measureExchange } from './exchange.ts';
import type { Sample } from './sample.ts';
import { rotated, type Scenario, undisturbed, warmupSeconds, windowSeconds } from './scenario.ts';

/** Groups of ten, a hundred and a thousand members, all online, at a fixed rate: the database must not feel the size. */
export const groups: Scenario = {
  name: 'groups',
  targets: ['parley'],
  samplesEach: 3,
  run: (stage, round) => grow(stage, round, 'groups', [10, 100, 1000], inOneRoom, 25, 20),
};

/** More and more connections in pairs at a fixed rate: a message must not cost more for them. */
export const connections: Scenario = {
  name: 'connections',
  targets: ['parley'],
  samplesEach: 3,
  run: (stage, round) => grow(stage, round, 'connections', [200, 1000, 5000], inPairs, 1000, 0),
};

async function grow(
  stage: Stage,
  round: number,
  scenario: 'groups' | 'connections',
  sizes: readonly number[],
  arrange: (users: number) => number[][],
  rate: number,
  leastSeconds: number,
): Promise<Sample[]> {
  const target = stage.target('parley');
  const samples: Sample[] = [];
  for (const size of rotated(sizes, round)) {
    const take = () =>
      measureExchange(stage, {
        scenario,
        variant: String(size),
        round,
        target,
        prepare: (server) => target.prepare(server, freshPlan(size, arrange(size))),
        job: (port, roster) => ({
          kind: 'open',
          rate,
          port,
          roster,
          numbered: target.numbered,
          warmupSeconds: warmupSeconds(stage, 6),
          // The kernel tells CPU time in ticks of 10 ms: few messages need long to show what one costs.
          seconds: Math.max(windowSeconds(stage, 10), stage.options.quick ? 0 : leastSeconds),
        }),
      });
    samples.push(await undisturbed(stage, `${scenario}, round ${round + 1}, ${size}`, take));
  }
  return samples;
}
