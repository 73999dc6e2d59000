import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** Runs one statement over a connection of its own; one that breaks fails that statement only. */
export async function administer(url: string, statement: string, connectWithinMs = 10_000): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectWithinMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Removes a database, and ends whoever is connected to it. PostgreSQL's own vacuuming may be at work there for a moment, and only a
 * superuser could end that.
 */
export async function dropDatabase(url: string, name: string, attempts = 40): Promise<void> {
  try {
    await administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } catch (error) {
    const passing = error instanceof pg.DatabaseError && (error.code === '42501' || error.code === '55006');
    if (!passing || attempts === 1) throw error;
    await sleep(250);
    await dropDatabase(url, name, attempts - 1);
  }
}
