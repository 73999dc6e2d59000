import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { onCore, parentOf } from '../machine.ts';
import { stopChild } from './server.ts';

/** The one PostgreSQL of a run. Every target that stores has a database of its own in it, with the same settings. */
export type Postgres = {
  readonly version: string;
  /** Process id of the postmaster, for CPU readings. */
  readonly pid: number;
  /** Creates an empty database and returns its URL. */
  create(name: string): Promise<string>;
  /** Writes out what earlier targets left dirty, so that nobody pays for a neighbour. */
  settle(): Promise<void>;
  stop(): Promise<void>;
};

/** `admin` is the address of a superuser, `url` of who owns the databases. */
type Cluster = { admin: string; url: string; stop(): Promise<void> };

/** Starts the embedded PostgreSQL on `core`, or uses the one at `url`, which must run on this machine. */
export async function openPostgres(url: string | null, core: number | null): Promise<Postgres> {
  const cluster = url === null ? await startEmbedded(core) : { admin: url, url, stop: async () => {} };
  const client = new pg.Client({ connectionString: cluster.admin });
  await client.connect();
  const facts = await client.query<{ pid: number; version: string }>(
    "SELECT pg_backend_pid() AS pid, current_setting('server_version') AS version",
  );
  const { pid: backend, version } = facts.rows[0] as { pid: number; version: string };
  const pid = parentOf(backend);
  if (pid === null) throw new Error('PostgreSQL must run on this machine, so that its CPU time can be read');
  const owner = pg.escapeIdentifier(decodeURIComponent(new URL(cluster.url).username));
  const created: string[] = [];
  return {
    version,
    pid,
    async create(name) {
      const database = `bench_${name}_${process.pid}`;
      await client.query(`CREATE DATABASE ${database} OWNER ${owner}`);
      created.push(database);
      const address = new URL(cluster.url);
      address.pathname = `/${database}`;
      return address.href;
    },
    async settle() {
      await client.query('CHECKPOINT');
    },
    async stop() {
      // The embedded one goes as a whole.
      if (url !== null) for (const name of created) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.end();
      await cluster.stop();
    },
  };
}

async function startEmbedded(core: number | null): Promise<Cluster> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'parley-bench-'));
  await chmod(directory, 0o711); // started by root, PostgreSQL runs as another user, who must get through
  const script = path.join(import.meta.dirname, 'programs/database.ts');
  const [program, args] = onCore(core, [process.execPath, script, path.join(directory, 'data')]);
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [message]: unknown[] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('the embedded PostgreSQL did not start');
    }),
  ]);
  if (typeof message !== 'object' || message === null || !('url' in message))
    throw new Error('a database tells its URL');
  const url = String(message.url);
  const admin = new URL(url);
  admin.username = 'postgres'; // initdb's superuser, with the same password
  return {
    url,
    admin: admin.href,
    async stop() {
      await stopChild(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
