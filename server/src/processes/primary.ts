import { setTimeout as sleep } from 'node:timers/promises';
import type { Addresses } from '../listeners.ts';
import { createFigureDesk } from './figures.ts';
import type { FromWorker } from './messages.ts';
import { type Serving, startProcess } from './process.ts';

/** The processes that serve on this machine behind the same ports. */
export type Processes = {
  /** Starts them; resolves when all take requests. @throws why the first one does not. */
  listen(): Promise<Addresses>;
  /** Puts a new process in the place of each, one after the other: the new one serves before the old one drains. */
  restart(): Promise<void>;
  /** Lets all drain and end. */
  close(): Promise<void>;
};

/** One that lives shorter does not come back at once. */
const SHORT_LIFE_MS = 5_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/** `say` tells the operator what happened to a process; `complain` what went wrong. */
export type Voice = { say(sentence: string): void; complain(sentence: string): void };

/** Prepares `count` processes on one database. One that dies is started anew. */
export function createProcesses(count: number, databaseUrl: string, { say, complain }: Voice): Processes {
  const desk = createFigureDesk();
  /** Those that serve, by number. */
  const current = new Map<number, Serving>();
  /** All that are there, also those that start or drain. */
  const alive = new Set<Serving>();
  /** What is under way at each place: one thing after the other. */
  const turns = new Map<number, Promise<void>>();
  /** Settles when the last restart that was asked for is through. */
  let rolling: Promise<void> = Promise.resolve();
  let stopping = false;

  function hear(from: Serving, said: Extract<FromWorker, { kind: 'gather' | 'figures' }>): void {
    if (said.kind === 'figures') desk.take(from, said);
    else desk.gather(from, said.id, [...current.values()]);
  }

  /** Starts a process at a place; it counts once it serves. */
  async function begin(number: number): Promise<Addresses> {
    const fresh = startProcess(number, databaseUrl, hear);
    alive.add(fresh);
    void fresh.ended.then((how) => {
      alive.delete(fresh);
      if (stopping || current.get(number) !== fresh) return;
      complain(`Process ${number} (${fresh.pid}) ended ${how}; another takes its place.`);
      void inTurn(number, () => revive(number, fresh));
    });
    const addresses = await fresh.ready;
    current.set(number, fresh);
    return addresses;
  }

  function inTurn(number: number, work: () => Promise<void>): Promise<void> {
    const turn = (turns.get(number) ?? Promise.resolve()).then(work);
    turns.set(number, turn);
    return turn;
  }

  async function revive(number: number, dead: Serving): Promise<void> {
    let wait = dead.age() < SHORT_LIFE_MS ? FIRST_WAIT_MS : 0;
    while (!stopping && current.get(number) === dead) {
      await sleep(wait);
      wait = Math.min(LONGEST_WAIT_MS, 2 * wait || FIRST_WAIT_MS);
      try {
        if (!stopping) await begin(number);
      } catch (error) {
        if (!stopping) complain(`Process ${number} does not start: ${sentenceOf(error)}`);
      }
    }
  }

  /** False where no new process could be started: the old one goes on. */
  async function replace(number: number): Promise<boolean> {
    const old = current.get(number);
    try {
      await begin(number);
    } catch (error) {
      if (!stopping) complain(`Process ${number} is not replaced: ${sentenceOf(error)}`);
      return false;
    }
    await old?.end();
    say(`Process ${number} is new (${current.get(number)?.pid}).`);
    return true;
  }

  async function roll(): Promise<void> {
    for (let number = 1; number <= count && !stopping; number += 1) {
      let done = false;
      await inTurn(number, async () => {
        done = stopping || (await replace(number));
      });
      if (!done) return;
    }
  }

  async function start(): Promise<Addresses> {
    // What is wrong shows at the first one, which also brings the database to the present schema.
    const addresses = await begin(1);
    await Promise.all(Array.from({ length: count - 1 }, (_, at) => begin(at + 2)));
    return addresses;
  }

  return {
    listen() {
      const started = start();
      rolling = started.then(
        () => {},
        () => {},
      );
      return started;
    },
    restart() {
      rolling = rolling.then(roll);
      return rolling;
    },
    async close() {
      stopping = true;
      await Promise.all([...alive].map((one) => one.end()));
    },
  };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
