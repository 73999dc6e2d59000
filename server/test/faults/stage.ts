import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../../tools/ports.ts';
import type { OwnBroker } from '../support/kafka.ts';
import { SECRET } from '../support/tokens.ts';
import type { Ending } from './child.ts';
import type { DatabaseProcess } from './databaseProcess.ts';
import { ServerNode } from './node.ts';
import { random } from './prng.ts';
import { type FaultProxy, openProxy } from './proxy.ts';
import { openSurroundings, type Surroundings } from './surroundings.ts';

export type StageOptions = {
  database: DatabaseProcess;
  seed: number;
  /** Name of a mutant to run in place of the program as shipped. */
  mutant?: string | undefined;
  /** How many; more than one are a cluster, with a Redis of its own. */
  nodes?: number | undefined;
  /** Where events of a cluster go. */
  kafka?: OwnBroker | null | undefined;
};

const TOGETHER_LIMIT_MS = 20_000;

/**
 * The servers under test, with a database of their own in a shared PostgreSQL and the proxy in front; behind it, where there
 * are several, a load balancer that takes turns.
 */
export class Stage {
  readonly database: DatabaseProcess;
  readonly databaseUrl: string;
  readonly proxy: FaultProxy;
  readonly nodes: readonly ServerNode[];
  /** Null where there is only one node. */
  readonly surroundings: Surroundings | null;
  readonly #folder: string;
  /** Told when a server ends and nobody meant it to. */
  onMishap: (text: string) => void = () => undefined;

  private constructor(
    options: StageOptions,
    parts: {
      databaseUrl: string;
      proxy: FaultProxy;
      ports: readonly number[];
      folder: string;
      surroundings: Surroundings | null;
    },
  ) {
    this.database = options.database;
    this.databaseUrl = parts.databaseUrl;
    this.proxy = parts.proxy;
    this.surroundings = parts.surroundings;
    this.#folder = parts.folder;
    this.nodes = parts.ports.map(
      (port, index) =>
        new ServerNode({
          name: `node ${index + 1}`,
          port,
          folder: parts.folder,
          environment: { ...this.#environment(port), ...parts.surroundings?.environment(index) },
          mutant: options.mutant,
          onUnplanned: (node, end) => this.#unplanned(node, end),
        }),
    );
  }

  /** Makes the database, opens the proxy and starts the servers. */
  static async open(options: StageOptions): Promise<Stage> {
    const databaseUrl = await options.database.create();
    const ports = await Promise.all(Array.from({ length: options.nodes ?? 1 }, () => freePort()));
    const urls = ports.map((port) => `http://127.0.0.1:${port}`);
    const surroundings = ports.length > 1 ? await openSurroundings(urls, databaseUrl, options.kafka ?? null) : null;
    const front = Number(new URL(surroundings?.balancer.url ?? urls[0] ?? '').port);
    const proxy = await openProxy(front, random(options.seed, 'proxy'));
    const folder = await mkdtemp(join(tmpdir(), 'parley-faults-'));
    const stage = new Stage(options, { databaseUrl, proxy, ports, folder, surroundings });
    for (const node of stage.nodes) await node.start();
    if (!(await stage.together())) throw new Error('the nodes do not find each other');
    return stage;
  }

  /** One of the nodes; which, follows from `choice`. */
  node(choice: number): ServerNode {
    const node = this.nodes[choice % this.nodes.length];
    if (node === undefined) throw new RangeError('there are no nodes');
    return node;
  }

  /** Resolves when all nodes hear each other, where there are several; false if they do not in time. */
  async together(): Promise<boolean> {
    if (this.surroundings === null) return true;
    const until = performance.now() + TOGETHER_LIMIT_MS;
    while (performance.now() < until) {
      if ((await Promise.all(this.nodes.map((node) => node.together()))).every(Boolean)) return true;
      await sleep(50);
    }
    return false;
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

  /** Ends the servers in peace and removes what they left; returns what SIGTERM came to for each. */
  async close(): Promise<(Ending | undefined)[]> {
    await this.proxy.close();
    const endings = await Promise.all(this.nodes.map((node) => node.end()));
    await this.surroundings?.close();
    await this.database.drop(this.databaseUrl);
    await rm(this.#folder, { recursive: true, force: true });
    return endings;
  }

  /** Notes an end that nobody wanted, and starts the server again, so that the run can go on. */
  #unplanned(node: ServerNode, end: Ending): void {
    this.onMishap(`${node.name} ended with ${end.signal ?? end.code}: ${end.last}`);
    this.database
      .back()
      .then(() => node.start())
      .catch((error: unknown) => this.onMishap(String(error)));
  }

  #environment(port: number): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
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
}

/** Ends all or none: none while nobody has written anything in a transaction that is still open. */
const TERMINATE = `
WITH others AS (
  SELECT pid, backend_xid IS NOT NULL AS writes FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
)
SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))::int AS ended FROM others
WHERE EXISTS (SELECT FROM others WHERE writes)`;
