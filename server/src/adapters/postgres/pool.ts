import type { Pool, PoolClient } from 'pg';
import pg from 'pg';

/** Settings of every connection; times are milliseconds. */
const SESSION = {
  application_name: 'parley',
  connectionTimeoutMillis: 5_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 30_000,
  keepAlive: true,
} as const;

/** What every connection of ours is opened with. */
export function clientConfig(url: string): pg.ClientConfig {
  return { connectionString: url, ...SESSION };
}

/** What the connections of a node are called in `pg_stat_activity`. */
export function applicationOf(node: string): string {
  return `${SESSION.application_name} ${node}`;
}

/**
 * A pool of at most `size` connections; connections that break while idle are dropped and replaced on demand. Those of a named node
 * can be told from all others.
 */
export function createPool(url: string, size: number, node: string | null = null): Pool {
  const named = node === null ? {} : { application_name: applicationOf(node) };
  const pool = new pg.Pool({ ...clientConfig(url), ...named, max: size, idleTimeoutMillis: 60_000 });
  // An idle connection that breaks (the database restarts) is replaced on next use; without a listener it would end the process.
  pool.on('error', () => {});
  // The pool listens only while a connection is idle. One that breaks inside a transaction tells its query, and here.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Runs `work` in one transaction; rolls back and rethrows when it throws. A broken connection is not reused. */
export async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The SQLSTATE of a database error, else null. */
export function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError && typeof error.code === 'string' ? error.code : null;
}

const OUTAGE_STATES = /^(08|53|57P0[1-5]|25P03|25006)/;
const OUTAGE_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** True when the database could not be reached or gave up the connection: the outcome is unknown, a retry makes sense. */
export function isOutage(error: unknown): boolean {
  const state = sqlState(error);
  if (state) return OUTAGE_STATES.test(state);
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && OUTAGE_SYSTEM.has(error.code)) return true;
  return /connection (terminated|ended|timeout)|not queryable|timeout exceeded when trying to connect|client has encountered a connection error/i.test(
    error.message,
  );
}
