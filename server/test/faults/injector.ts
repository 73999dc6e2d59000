import { setTimeout as sleep } from 'node:timers/promises';
import { strikeCluster } from './clusterFaults.ts';
import { FAULTS, type Failpoint, type Fault, type Step } from './plan.ts';
import type { Stage } from './stage.ts';

/** How long one fault kept messages from being acknowledged, in milliseconds. */
export type Recovery = {
  fault: Fault;
  /** From the fault to the first acknowledgement of a send that began after it. */
  totalMs: number;
  /** From the moment at which the killed process took connections again to that acknowledgement. */
  sinceUpMs: number;
};

/** What was really hit, and how it healed. */
export type Injected = { hits: Record<Fault, number>; recoveries: Recovery[] };

const FAILPOINT_LIMIT_MS = 30_000;
const HEAL_LIMIT_MS = 60_000;
/** Between two messages to quiet conversations while a failpoint is awaited. */
const QUIET_MS = 100;

/** An injector that has done nothing yet. */
export function noneInjected(): Injected {
  const none = Object.fromEntries(FAULTS.map((fault) => [fault, 0]));
  return { hits: none as Record<Fault, number>, recoveries: [] };
}

/** Puts the faults of a plan upon a stage, one after the other, each after the one before has healed. */
export class Injector {
  readonly #stage: Stage;
  readonly #note: (mishap: string) => void;
  readonly injected: Injected = noneInjected();
  /** Told when a node is frozen; it goes on once what this does is through, or after a while. */
  onFreeze: (node: number) => Promise<void> = async () => undefined;
  /** Told when messages should be sent to quiet conversations: to all of them once, or to any of them. */
  onQuiet: (which: 'all' | 'any') => void = () => undefined;
  /** Sends that were acknowledged since the last fault began. */
  #acks: { begunAt: number; at: number }[] = [];

  constructor(stage: Stage, note: (mishap: string) => void) {
    this.#stage = stage;
    this.#note = note;
  }

  /** To be told of every acknowledged send: when the attempt began. */
  acknowledged(begunAt: number): void {
    this.#acks.push({ begunAt, at: performance.now() });
  }

  /** Works through the plan until `deadline` (of `performance.now`) or until it ends. */
  async run(plan: Iterator<Step>, deadline: number): Promise<void> {
    while (performance.now() < deadline) {
      const next = plan.next();
      if (next.done === true) return;
      await sleep(next.value.pauseMs);
      await this.#inject(next.value);
    }
  }

  async #inject(step: Step): Promise<void> {
    const { fault } = step;
    this.#acks = [];
    const begunAt = await this.#strike(step).catch(async (error: unknown) => {
      this.#note(`after ${fault}: ${String(error)}`);
      await Promise.all(this.#stage.nodes.map((node) => node.revive().catch(() => undefined)));
      return null;
    });
    if (begunAt === null) return;
    this.injected.hits[fault] += 1;
    const upAt = performance.now();
    const firstAt = await this.#firstAcknowledged(begunAt, upAt + HEAL_LIMIT_MS);
    if (firstAt === null) this.#note(`nothing was acknowledged within ${HEAL_LIMIT_MS} ms after ${fault}`);
    else this.injected.recoveries.push({ fault, totalMs: firstAt - begunAt, sinceUpMs: Math.max(0, firstAt - upAt) });
  }

  /** When the first send was acknowledged that began after `begunAt`. */
  async #firstAcknowledged(begunAt: number, deadline: number): Promise<number | null> {
    while (performance.now() < deadline) {
      const first = this.#acks.find((ack) => ack.begunAt >= begunAt);
      if (first) return first.at;
      await sleep(5);
    }
    return null;
  }

  /** Does it, waits until what was killed takes connections again, and returns when it began; null if nothing was hit. */
  async #strike(step: Step): Promise<number | null> {
    const stage = this.#stage;
    const { fault, pass } = step;
    const node = stage.node(pass);
    let begunAt = performance.now();
    switch (fault) {
      case 'F1':
        await node.kill();
        await node.start();
        break;
      case 'F3': {
        const hit = await stage.database.kill();
        // What was acknowledged before the kill began before this moment.
        begunAt = performance.now();
        await this.#databaseBack();
        if (!hit) return null;
        break;
      }
      case 'F5':
        if (!(await stage.terminateBackends())) return null;
        break;
      case 'F1+F3': {
        const [hit] = await Promise.all([stage.database.kill(), node.kill()]);
        begunAt = performance.now();
        await this.#databaseBack();
        await node.start();
        if (!hit) return null;
        break;
      }
      case 'P1':
      case 'P2':
      case 'P3':
      case 'P4':
      case 'P5':
      case 'P6':
      case 'P7':
        return this.#failpoint(fault, pass);
      default:
        await strikeCluster(stage, step, {
          note: this.#note,
          onFreeze: (index) => this.onFreeze(index),
          onAway: () => this.onQuiet('all'),
          isAcknowledged: (since) => this.#acks.some((ack) => ack.begunAt >= since),
        });
    }
    return begunAt;
  }

  async #failpoint(point: Failpoint, pass: number): Promise<number | null> {
    const stage = this.#stage;
    // Which process sends events is not known before: whichever it is, it will end.
    const nodes = point === 'P6' ? stage.nodes : [stage.node(pass)];
    // Files and batches of events are fewer than messages.
    const at = point === 'P6' || point === 'P7' ? 1 + (pass % 3) : pass;
    const servers = [];
    for (const node of nodes) {
      await node.kill();
      const server = await node.start({ point, pass: at });
      servers.push(server);
    }
    const first = Promise.race(servers.map((server) => server.ended.then((ending) => ({ server, ending }))));
    // What dies with the node is healed soon where others go on: best it happens where nobody does.
    const quiet = setInterval(() => this.onQuiet('any'), QUIET_MS);
    const ended = await Promise.race([first, sleep(FAILPOINT_LIMIT_MS, null, { ref: false })]);
    clearInterval(quiet);
    const begunAt = performance.now();
    for (const node of nodes) {
      await node.kill();
      await node.start();
    }
    const hit = ended?.ending.signal === 'SIGKILL' && ended.server.said(`HIT ${point}`);
    if (!hit) this.#note(`${point} was never passed ${at} times, or ended otherwise: ${ended?.ending.last}`);
    return hit ? begunAt : null;
  }

  async #databaseBack(): Promise<void> {
    if (!(await this.#stage.database.back())) this.#note('PostgreSQL did not come back within a minute');
  }
}

/** Adds what was injected in one round to what was before. */
export function addInjected(sum: Injected, more: Injected): void {
  for (const fault of FAULTS) sum.hits[fault] += more.hits[fault];
  sum.recoveries.push(...more.recoveries);
}
