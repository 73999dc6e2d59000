import { type Random, random } from './prng.ts';

/** A moment of the message writer at which the server is killed: before the transaction, before and after the commit,
 * and after the ack. */
export type Failpoint = 'P1' | 'P2' | 'P3' | 'P4';

/**
 * F1 kill -9 of the server · F3 kill -9 of PostgreSQL with its children · F5 all database connections terminated while
 * one is inside a transaction · F1+F3 both at once · P1 to P4 kill -9 of the server at that failpoint. (F11, the lost
 * replies, is no step: it goes on beside them.)
 */
export const FAULTS = ['F1', 'F3', 'F5', 'F1+F3', 'P1', 'P2', 'P3', 'P4'] as const;
export type Fault = (typeof FAULTS)[number];

/** One fault, to be injected `pauseMs` after the one before has healed. */
export type Step = { pauseMs: number; fault: Fault /** At which passing of the failpoint. */; pass: number };

/** An endless plan: the same seed gives the same faults in the same order, with the same pauses. */
export function* endlessPlan(seed: number): Generator<Step> {
  const draw = random(seed, 'plan');
  const bag: readonly Fault[] = ['F3', 'F3', 'F3', 'F1', 'F1', 'F5', 'F5', 'F1+F3', 'P1', 'P2', 'P3', 'P4'];
  while (true) yield* draw.shuffle(bag).map((fault) => step(draw, fault));
}

/** The plan of one run in CI: ten kills of the database, one at each failpoint, a few of the others. */
export function shortPlan(seed: number): Step[] {
  const draw = random(seed, 'short plan');
  const databaseKills: Fault[] = Array.from({ length: 9 }, () => 'F3');
  return draw.shuffle([...databaseKills, ...FAULTS, 'F1', 'F5'] as Fault[]).map((fault) => step(draw, fault));
}

/** The given faults, again and again. */
export function* repeatedPlan(seed: number, faults: readonly Fault[]): Generator<Step> {
  const draw = random(seed, 'repeated plan');
  while (faults.length > 0) yield* faults.map((fault) => step(draw, fault));
}

function step(draw: Random, fault: Fault): Step {
  return { pauseMs: Math.round(draw.between(600, 2_600)), fault, pass: 5 + draw.int(60) };
}

/** Whether replies are lost in this second of a run: half a minute yes, half a minute no, beginning with yes. */
export function losesReplies(second: number): boolean {
  return Math.floor(second / 30) % 2 === 0;
}
