import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { type Endpoint, renewEndpoint, socketFile } from './endpoint.ts';
import { EmbeddedPostgresError, errorCode } from './error.ts';
import { clearLeftover, endOrphans } from './leftover.ts';
import { type Settings, serverArguments } from './settings.ts';
import { spawnWatched, type Watched } from './watchdog.ts';

/** Where the launcher says, in whole sentences, what goes wrong and what it does about it. */
export type EmbeddedLog = (text: string) => void;

/** All that starting a server takes, the first time and each time again. */
export type ServerPlan = {
  readonly binaries: Binaries;
  readonly account: Account;
  readonly data: string;
  readonly endpoint: Endpoint;
  readonly url: string;
  readonly settings: Settings;
  readonly log: EmbeddedLog;
};

const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** ms in which what is left of a killed server ends by itself. */
const graceMs = 1_500;
const calmMs = 2_000; // a server that ran this long was sound, and starts again with the shortest pause
const socketCheckMs = 30_000;
const stopEscalation = [
  { signal: null, waitMs: 2_500 }, // the watchdog has asked for a fast shutdown
  { signal: 'SIGQUIT', waitMs: 1_000 }, // at once; the next start replays the log
  { signal: 'SIGKILL', waitMs: 1_000 },
] as const;

/**
 * Keeps one PostgreSQL server running: starts it, and starts it again at the same address whenever it dies, with
 * pauses that grow to 5 s while it keeps dying soon after its start.
 */
export class Supervisor {
  readonly #plan: ServerPlan;
  readonly #stopping = new AbortController();
  #server: Watched | null = null;
  #keeping: Promise<void> = Promise.resolve();

  constructor(plan: ServerPlan) {
    this.#plan = plan;
  }

  /** Resolves once the server takes connections. Throws EmbeddedPostgresError, and leaves none behind, if it cannot. */
  async start(): Promise<void> {
    const server = await this.#launch();
    this.#keeping = this.#keep(server);
  }

  /** The number of the server's main process; null while none runs. */
  pid(): number | null {
    return this.#server?.pid() ?? null;
  }

  /** Stops the server and the keeping of it; at most 5 s. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#server !== null) await end(this.#server);
    await this.#keeping;
  }

  async #keep(first: Watched): Promise<void> {
    let server: Watched | null = first;
    let pauseMs = firstPauseMs;
    while (!this.#stopping.signal.aborted) {
      const since = Date.now();
      if (server !== null) await this.#untilEnd(server);
      if (this.#stopping.signal.aborted) return;
      const last = server?.lastWords();
      if (last !== undefined) this.#plan.log(`PostgreSQL has ended and is started again. It said last: ${last}`);
      if (Date.now() - since > calmMs) pauseMs = firstPauseMs;
      await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      if (this.#stopping.signal.aborted) return;
      server = await this.#relaunch();
    }
  }

  async #relaunch(): Promise<Watched | null> {
    try {
      const server = await this.#launch();
      this.#plan.log('PostgreSQL is running again.');
      return server;
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#plan.log(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  async #launch(): Promise<Watched> {
    const { binaries, account, data, endpoint, settings, log } = this.#plan;
    const begunAt = Date.now();
    const giveUpAt = begunAt + longestPauseMs;
    while (true) {
      await clearLeftover(data, binaries);
      await renewEndpoint(endpoint, account);
      const command = [binaries.postgres, ...serverArguments(data, endpoint, settings)];
      const server = spawnWatched(command, account, (line) => {
        if (line.includes(' PANIC: ')) log(`PostgreSQL: ${line}`);
      });
      this.#server = server;
      if (this.#stopping.signal.aborted) server.dismiss();
      if (await this.#answers(server)) return server;
      await end(server);
      this.#server = null;
      // After kill -9 of the main process its children need a moment to notice.
      const childrenLeft = server.lastWords().includes('pre-existing shared memory block');
      if (!childrenLeft || Date.now() > giveUpAt || this.#stopping.signal.aborted) {
        throw new EmbeddedPostgresError(`PostgreSQL on ${data} does not start: ${server.lastWords()}`);
      }
      if (Date.now() > begunAt + graceMs) await endOrphans(data);
      await sleep(firstPauseMs);
    }
  }

  /** Waits until the server takes connections; false if it ends before. Replaying a long log may take a while. */
  async #answers(server: Watched): Promise<boolean> {
    let ended = false;
    void server.ended.then(() => {
      ended = true;
    });
    let tellAt = Date.now() + longestPauseMs;
    while (!ended) {
      const failure = await connectOnce(this.#plan.url);
      if (failure === null) return true;
      if (failure === '28P01') {
        await end(server);
        throw new EmbeddedPostgresError(`The password kept beside ${this.#plan.data} does not open the database.`);
      }
      if (Date.now() > tellAt) {
        this.#plan.log('PostgreSQL is still starting; after a crash it replays its log.');
        tellAt += 2 * longestPauseMs;
      }
      await sleep(20);
    }
    return false;
  }

  /** Waits for the end of the server. One whose socket was deleted (by a cleaner of /tmp) is made to end. */
  async #untilEnd(server: Watched): Promise<void> {
    const socket = socketFile(this.#plan.endpoint);
    const check = setInterval(() => {
      if (socket === null) return;
      stat(socket).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') server.dismiss();
      });
    }, socketCheckMs).unref();
    await server.ended;
    clearInterval(check);
    this.#server = null;
  }
}

/** null if a connection can be made, else the error's code. */
async function connectOnce(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // told by connect() already
  try {
    await client.connect();
    return null;
  } catch (error) {
    return errorCode(error) ?? 'unknown';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function end(server: Watched): Promise<void> {
  server.dismiss();
  for (const { signal, waitMs } of stopEscalation) {
    const pid = server.pid();
    if (signal !== null && pid !== null) kill(pid, signal);
    const timeout = new AbortController();
    const late = sleep(waitMs, 'late', { signal: timeout.signal }).catch(() => 'late');
    const outcome = await Promise.race([server.ended.then(() => 'ended'), late]);
    timeout.abort();
    if (outcome === 'ended') return;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has just ended
  }
}
