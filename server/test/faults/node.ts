import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Child, type Ending, startChild } from './child.ts';
import type { Failpoint } from './plan.ts';

const SHIPPED = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const PREPARED = fileURLToPath(new URL('./server.ts', import.meta.url));
const READY_LIMIT_MS = 30_000;

const Health = z.looseObject({ dependencies: z.looseObject({ redis: z.looseObject({ status: z.string() }) }) });

export type NodeOptions = {
  name: string;
  port: number;
  /** Where it runs. */
  folder: string;
  environment: NodeJS.ProcessEnv;
  /** Name of a mutant to run in place of the program as shipped. */
  mutant: string | undefined;
  /** Told when it ends and nobody meant it to. */
  onUnplanned: (node: ServerNode, end: Ending) => void;
};

/** One process of the server under test. The program as shipped runs, except where a failpoint or a mutant is asked for. */
export class ServerNode {
  readonly name: string;
  readonly url: string;
  readonly #options: NodeOptions;
  #child: Child | null = null;
  #isRunning = false;

  constructor(options: NodeOptions) {
    this.name = options.name;
    this.url = `http://127.0.0.1:${options.port}`;
    this.#options = options;
  }

  /** Starts it and resolves when it is healthy; with a failpoint it will kill itself there at the given pass. */
  async start(failpoint?: { point: Failpoint; pass: number }): Promise<Child> {
    const { mutant, environment, folder, onUnplanned } = this.#options;
    const args = [
      ...(mutant === undefined ? [] : ['--mutant', mutant]),
      ...(failpoint === undefined ? [] : ['--failpoint', failpoint.point, '--pass', String(failpoint.pass)]),
    ];
    let ready = false;
    const child = startChild(args.length === 0 ? SHIPPED : PREPARED, args, environment, folder);
    this.#child = child;
    this.#isRunning = true;
    if (failpoint !== undefined) child.expectEnd();
    let ending: Ending | undefined;
    void child.ended.then((end) => {
      ending = end;
      if (this.#child === child) this.#isRunning = false;
      if (!end.planned && ready) onUnplanned(this, end);
    });
    const until = performance.now() + READY_LIMIT_MS;
    while (!(await this.healthy())) {
      // What begins with the start, such as the sending of events, may meet the failpoint before all is ready.
      if (ending !== undefined && failpoint !== undefined) return child;
      if (ending !== undefined) throw new Error(`${this.name} does not start: ${ending.last}`);
      if (performance.now() > until)
        throw new Error(`${this.name} is not ready after ${READY_LIMIT_MS} ms: ${child.last()}`);
      await sleep(30);
    }
    ready = true;
    return child;
  }

  /** Starts it where it has ended. */
  async revive(): Promise<void> {
    if (!this.#isRunning) await this.start();
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#child?.end('SIGKILL');
  }

  /** Ends it as an operator does; returns what that came to. */
  async end(): Promise<Ending | undefined> {
    return this.#child?.end('SIGTERM');
  }

  /** Stops it in the middle of whatever it does: its connections stay, and nothing is answered. */
  freeze(): void {
    if (this.#child !== null) process.kill(this.#child.pid, 'SIGSTOP');
  }

  thaw(): void {
    if (this.#child !== null) process.kill(this.#child.pid, 'SIGCONT');
  }

  /** Whether it takes work. */
  async healthy(): Promise<boolean> {
    return (await this.#health()) !== null;
  }

  /** Whether it takes work and hears the other nodes. */
  async together(): Promise<boolean> {
    return (await this.#health())?.dependencies.redis.status === 'up';
  }

  async #health(): Promise<z.infer<typeof Health> | null> {
    try {
      const reply = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(1_000) });
      const body: unknown = await reply.json();
      return reply.ok ? Health.parse(body) : null;
    } catch {
      return null;
    }
  }
}
