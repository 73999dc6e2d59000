import { type Random, random } from './prng.ts';

/**
 * A moment at which a server is killed. Of a message: before the transaction (P1), before (P2) and after the commit (P3), after the ack
 * (P4), when its own connections have heard it and no other node has (P5). P6: Kafka has taken an event, and nothing says so yet. P7: a
 * file is in its place, and no row tells of it.
 */
export type Failpoint = (typeof FAULTS)[number] & `P${number}`;

/** What one server can meet. (F11, the lost replies, is no step: it goes on beside them.) */
const SINGLE = ['F1', 'F3', 'F5', 'F1+F3', 'P1', 'P2', 'P3', 'P4'] as const;

/**
 * F1 kill -9 of a server · F2 freezing one, and letting it go on · F3 kill -9 of PostgreSQL with its children · F5 all database
 * connections terminated while one is inside a transaction · F6 kill -9 of Redis · F7 FLUSHALL · F8 freezing Redis · F9 killing or
 * freezing Kafka · F10 one node's way to Redis or to the database cut, dead or slow · F12 servers replaced one after the other · F1+F3
 * and F1+F6 both at once · P1 to P7 kill -9 of a server at that failpoint.
 */
export const FAULTS = [...SINGLE, 'F2', 'F6', 'F7', 'F8', 'F9', 'F10', 'F12', 'F1+F6', 'P5', 'P6', 'P7'] as const;
export type Fault = (typeof FAULTS)[number];

/** What only a site with Kafka can meet. */
const OF_KAFKA: ReadonlySet<Fault> = new Set<Fault>(['F9', 'P6']);

export type Step = {
  /** From the healing of the fault before this one. */
  pauseMs: number;
  fault: Fault;
  /** At which passing of the failpoint. Which node, which way and how long follow from it as well. */
  pass: number;
};

/** What a run has of the parts that can fail. */
export type Parts = { nodes: number; kafka: boolean };

/** Those that can be injected. */
export function faultsOf({ nodes, kafka }: Parts): readonly Fault[] {
  return nodes === 1 ? SINGLE : FAULTS.filter((fault) => kafka || !OF_KAFKA.has(fault));
}

/** An endless plan for one server: the same seed gives the same faults in the same order, with the same pauses. */
export function* endlessPlan(seed: number): Generator<Step> {
  const draw = random(seed, 'plan');
  const bag: readonly Fault[] = ['F3', 'F3', 'F3', 'F1', 'F1', 'F5', 'F5', 'F1+F3', 'P1', 'P2', 'P3', 'P4'];
  while (true) yield* draw.shuffle(bag).map((fault) => step(draw, fault));
}

/** The same for several. */
export function* clusterPlan(seed: number, kafka: boolean): Generator<Step> {
  const draw = random(seed, 'cluster plan');
  const bag = [...faultsOf({ nodes: 2, kafka }), 'F1', 'F2', 'F6', 'F8', 'F10', 'F10', 'F10'] as Fault[];
  while (true) yield* draw.shuffle(bag).map((fault) => step(draw, fault));
}

/** The plan of one server's run in CI: ten kills of the database, one at each failpoint, a few of the others. */
export function shortPlan(seed: number): Step[] {
  const draw = random(seed, 'short plan');
  const databaseKills: Fault[] = Array.from({ length: 9 }, () => 'F3');
  const all = [...databaseKills, ...SINGLE, 'F1', 'F5'] as Fault[];
  return draw.shuffle(all).map((fault) => step(draw, fault, SHORT_PAUSE));
}

/** The plan of several servers' run in CI: each fault that one server cannot meet, once. */
export function shortClusterPlan(seed: number, kafka: boolean): Step[] {
  const draw = random(seed, 'short cluster plan');
  const alone: ReadonlySet<Fault> = new Set<Fault>(SINGLE);
  const own = faultsOf({ nodes: 2, kafka }).filter((fault) => !alone.has(fault));
  return draw.shuffle(own).map((fault) => step(draw, fault, SHORT_PAUSE));
}

/** The given faults, again and again. */
export function* repeatedPlan(seed: number, faults: readonly Fault[]): Generator<Step> {
  const draw = random(seed, 'repeated plan');
  while (faults.length > 0) yield* faults.map((fault) => step(draw, fault));
}

const PAUSE = { least: 600, most: 2_600 };
const SHORT_PAUSE = { least: 300, most: 1_300 };

function step(draw: Random, fault: Fault, { least, most } = PAUSE): Step {
  return { pauseMs: Math.round(draw.between(least, most)), fault, pass: 5 + draw.int(60) };
}

/** Whether replies are lost in this second of a run: half a minute yes, half a minute no, beginning with yes. */
export function losesReplies(second: number): boolean {
  return Math.floor(second / 30) % 2 === 0;
}
