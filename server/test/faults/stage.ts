import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { SECRET } from '../support/tokens.ts';
import { type Child, type Ending, startChild } from './child.ts';
import type { DatabaseProcess } from './databaseProcess.ts';
import type { Failpoint } from './plan.ts';
import { random } from './prng.ts';
import { type FaultProxy, openProxy } from './proxy.ts';

const SHIPPED = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const PREPARED = fileURLToPath(new URL('./server.ts', import.meta.url));
const READY_LIMIT_MS = 30_000;

export type StageOptions = {
  database: DatabaseProcess;
  seed: number;
  /** Name of a mutant to run in place of the program as shipped. */
  mutant?: string | undefined;
};

/**
 * The server under test, with a database of its own in a shared PostgreSQL and the proxy in front. The program as
 * shipped runs, except where a failpoint or a mutant is asked for.
 */
export class Stage {
  readonly database: DatabaseProcess;
  readonly databaseUrl: string;
  readonly proxy: FaultProxy;
  readonly #port: number;
  readonly #folder: string;
  readonly #mutant: string | undefined;
  #server: Child | null = null;
  /** Told when the server ends and nobody meant it to. */
  onMishap: (text: string) => void = () => undefined;

  private constructor(
    options: StageOptions,
    parts: { databaseUrl: string; proxy: FaultProxy; port: number; folder: string },
  ) {
    this.database = options.database;
    this.databaseUrl = parts.databaseUrl;
    this.proxy = parts.proxy;
    this.#port = parts.port;
    this.#folder = parts.folder;
    this.#mutant = options.mutant;
  }

  /** Makes the database, opens the proxy and starts the server. */
  static async open(options: StageOptions): Promise<Stage> {
    const databaseUrl = await options.database.create();
    const port = await freePort();
    const proxy = await openProxy(port, random(options.seed, 'proxy'));
    const folder = await mkdtemp(join(tmpdir(), 'parley-faults-'));
    const stage = new Stage(options, { databaseUrl, proxy, port, folder });
    await stage.startServer();
    return stage;
  }

  /** Starts the server and resolves when it is healthy; with a failpoint it will kill itself there at the given pass. */
  async startServer(failpoint?: { point: Failpoint; pass: number }): Promise<Child> {
    const args = [
      ...(this.#mutant === undefined ? [] : ['--mutant', this.#mutant]),
      ...(failpoint === undefined ? [] : ['--failpoint', failpoint.point, '--pass', String(failpoint.pass)]),
    ];
    let ready = false;
    const server = startChild(args.length === 0 ? SHIPPED : PREPARED, args, this.#environment(), this.#folder);
    this.#server = server;
    let ending: Ending | undefined;
    void server.ended.then((end) => {
      ending = end;
      if (!end.planned && ready) this.#unplanned(end);
    });
    const until = performance.now() + READY_LIMIT_MS;
    while (!(await this.#healthy())) {
      if (ending !== undefined) throw new Error(`the server does not start: ${ending.last}`);
      if (performance.now() > until) throw new Error(`the server is not ready after ${READY_LIMIT_MS} ms`);
      await sleep(30);
    }
    ready = true;
    return server;
  }

  /** kill -9 of the server. */
  async killServer(): Promise<void> {
    await this.#server?.end('SIGKILL');
  }

  /**
   * Terminates every connection to this database while at least one of them is inside a transaction; false if none was
   * caught in one for two seconds.
   */
  async terminateBackends(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const until = performance.now() + 2_000;
      while (performance.now() < until) {
        const found = await client.query<{ ended: number }>(TERMINATE);
        if ((found.rows[0]?.ended ?? 0) > 0) return true;
      }
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Resolves when the server answers as healthy; false after half a minute. */
  async awaitHealth(): Promise<boolean> {
    const until = performance.now() + READY_LIMIT_MS;
    while (performance.now() < until) {
      if (await this.#healthy()) return true;
      await sleep(30);
    }
    return false;
  }

  /** Ends the server in peace and removes what it left; returns what SIGTERM came to. */
  async close(): Promise<Ending | undefined> {
    await this.proxy.close();
    const ending = await this.#server?.end('SIGTERM');
    await this.database.drop(this.databaseUrl);
    await rm(this.#folder, { recursive: true, force: true });
    return ending;
  }

  /** Notes an end that nobody wanted, and starts the server again, so that the run can go on. */
  #unplanned(end: Ending): void {
    this.onMishap(`the server ended with ${end.signal ?? end.code}: ${end.last}`);
    this.database
      .back()
      .then(() => this.startServer())
      .catch((error: unknown) => this.onMishap(String(error)));
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(this.#port),
      DATABASE_URL: this.databaseUrl,
      DATA_DIR: join(this.#folder, 'data'),
      JWT_SECRET: SECRET,
      LOG_LEVEL: 'error',
      RATE_LIMIT_MAX_REQUESTS: '100000000',
      RATE_LIMIT_MESSAGES_PER_HOUR: '100000000',
      SOCKET_PING_INTERVAL: '2000',
      SOCKET_PING_TIMEOUT: '2000',
    };
  }

  async #healthy(): Promise<boolean> {
    try {
      const reply = await fetch(`http://127.0.0.1:${this.#port}/health`, { signal: AbortSignal.timeout(1_000) });
      await reply.arrayBuffer();
      return reply.ok;
    } catch {
      return false;
    }
  }
}

/** Ends all or none: none while nobody has written anything in a transaction that is still open. */
const TERMINATE = `
WITH others AS (
  SELECT pid, backend_xid IS NOT NULL AS writes FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
)
SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))::int AS ended FROM others
WHERE EXISTS (SELECT FROM others WHERE writes)`;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
