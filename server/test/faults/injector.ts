import { setTimeout as sleep } from 'node:timers/promises';
import { FAULTS, type Fault, type Step } from './plan.ts';
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

/** An injector that has done nothing yet. */
export function noneInjected(): Injected {
  return { hits: { F1: 0, F3: 0, F5: 0, 'F1+F3': 0, P1: 0, P2: 0, P3: 0, P4: 0 }, recoveries: [] };
}

/** Puts the faults of a plan upon a stage, one after the other, each after the one before has healed. */
export class Injector {
  readonly #stage: Stage;
  readonly #note: (mishap: string) => void;
  readonly injected: Injected = noneInjected();
  #waiting: { since: number; resolve: () => void } | null = null;

  constructor(stage: Stage, note: (mishap: string) => void) {
    this.#stage = stage;
    this.#note = note;
  }

  /** To be told of every acknowledged send: when the attempt began. */
  acknowledged(begunAt: number): void {
    if (this.#waiting === null || begunAt < this.#waiting.since) return;
    this.#waiting.resolve();
    this.#waiting = null;
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
    const begunAt = await this.#strike(step);
    if (begunAt === null) return;
    this.injected.hits[fault] += 1;
    const upAt = performance.now();
    const healed = new Promise<boolean>((resolve) => {
      this.#waiting = { since: begunAt, resolve: () => resolve(true) };
      setTimeout(() => resolve(false), HEAL_LIMIT_MS).unref();
    });
    if (await healed) {
      const now = performance.now();
      this.injected.recoveries.push({ fault, totalMs: now - begunAt, sinceUpMs: now - upAt });
    } else this.#note(`nothing was acknowledged within ${HEAL_LIMIT_MS} ms after ${fault}`);
  }

  /** Does it, waits until what was killed takes connections again, and returns when it began; null if nothing was hit. */
  async #strike({ fault, pass }: Step): Promise<number | null> {
    const stage = this.#stage;
    let begunAt = performance.now();
    switch (fault) {
      case 'F1':
        await stage.killServer();
        await stage.startServer();
        return begunAt;
      case 'F3': {
        const hit = await stage.database.kill();
        // What was acknowledged before the kill began before this moment.
        begunAt = performance.now();
        await this.#databaseBack();
        return hit ? begunAt : null;
      }
      case 'F5': {
        const hit = await stage.terminateBackends();
        return hit ? begunAt : null;
      }
      case 'F1+F3': {
        const [hit] = await Promise.all([stage.database.kill(), stage.killServer()]);
        await this.#databaseBack();
        await stage.startServer();
        return hit ? begunAt : null;
      }
      default: {
        await stage.killServer();
        const server = await stage.startServer({ point: fault, pass });
        server.expectEnd();
        const ending = await Promise.race([server.ended, sleep(FAILPOINT_LIMIT_MS, null, { ref: false })]);
        begunAt = performance.now();
        if (ending === null) await stage.killServer();
        await stage.startServer();
        const hit = ending?.signal === 'SIGKILL' && server.said(`HIT ${fault}`);
        if (!hit) this.#note(`${fault} was never passed ${pass} times, or the server ended otherwise: ${ending?.last}`);
        return hit ? begunAt : null;
      }
    }
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
