import type { Job, Roster } from '../load/job.ts';
import { measure } from '../measure.ts';
import type { ScenarioName } from '../options.ts';
import type { Stage } from '../stage.ts';
import type { Server } from '../targets/server.ts';
import type { Plan, Target } from '../targets/target.ts';
import { type Sample, windowFigures } from './sample.ts';

export type Exchange = {
  readonly scenario: ScenarioName;
  readonly variant: string;
  readonly round: number;
  readonly target: Target;
  prepare(server: Server): Promise<Roster>;
  job(port: number, roster: Roster): Job;
};

/**
 * Starts a target afresh, lets people exchange messages over it, stops it, and compares what it acknowledged with
 * what it stored.
 */
export async function measureExchange(stage: Stage, exchange: Exchange): Promise<Sample> {
  const { scenario, variant, round, target } = exchange;
  const server = await target.start();
  let measured: Awaited<ReturnType<typeof measure>>;
  let before: number | null;
  try {
    const roster = await exchange.prepare(server);
    before = await target.stored();
    measured = await measure(stage, server, exchange.job(server.port, roster));
  } finally {
    await server.stop();
  }
  const after = await target.stored();
  const unstored = before === null || after === null ? 0 : Math.abs(measured.acked - (after - before));
  return {
    scenario,
    variant,
    target: target.name,
    round,
    figures: windowFigures(measured),
    faults: { ...measured.faults, unstored },
    firstError: measured.firstError,
    ownShare: measured.ownShare,
    neighbours: measured.neighbours,
  };
}

let plans = 0;

/** A plan whose people nobody has met before. */
export function freshPlan(users: number, conversations: Plan['conversations']): Plan {
  plans += 1;
  return { prefix: `b${process.pid}-${plans}`, users, conversations };
}

/** Conversations of two for an even number of users: 0 with 1, 2 with 3, and so on. */
export function inPairs(users: number): number[][] {
  return Array.from({ length: users / 2 }, (_, pair) => [2 * pair, 2 * pair + 1]);
}

/** One conversation of all. */
export function inOneRoom(users: number): number[][] {
  return [Array.from({ length: users }, (_, user) => user)];
}
