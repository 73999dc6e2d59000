import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { migrateJobs } from '../jobs/worker.ts';
import { clientConfig } from './pool.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
/** An arbitrary number that all processes of Parley lock while they migrate. */
const LOCK = 7_205_193;

/**
 * Applies the migrations that the database does not have yet, each in a transaction of its own, in the order of their
 * names. A session lock lets one process migrate while others wait.
 * @returns the names that were applied.
 * @throws when the server is older than PostgreSQL 15, or a migration fails (which leaves nothing of it behind).
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ ...clientConfig(url), statement_timeout: 0 });
  client.on('error', () => {}); // the query that it broke rejects
  await client.connect();
  try {
    const version = await client.query<{ server_version_num: string }>('SHOW server_version_num');
    if (Number(version.rows[0]?.server_version_num) < 150_000) {
      throw new Error('DATABASE_URL points to a PostgreSQL older than 15, which Parley cannot use');
    }
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const done = await client.query<{ name: string }>('SELECT name FROM schema_migrations');
    const known = new Set(done.rows.map((row) => row.name));
    const applied: string[] = [];
    for (const name of (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort()) {
      if (known.has(name)) continue;
      const sql = await readFile(new URL(name, FOLDER), 'utf8');
      await client.query('BEGIN');
      try {
        await client.query(sql);
        await client.query('INSERT INTO schema_migrations (name) VALUES ($1)', [name]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
      applied.push(name);
    }
    await migrateJobs(url);
    return applied;
  } finally {
    await client.end();
  }
}

/**
 * The settings with which this database could lose what it acknowledged: any of fsync, full_page_writes and
 * synchronous_commit that is off. An empty list means durable.
 */
export async function unsafeSettings(url: string): Promise<string[]> {
  const client = new pg.Client(clientConfig(url));
  client.on('error', () => {});
  await client.connect();
  try {
    const result = await client.query<{ name: string }>(
      `SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`,
    );
    return result.rows.map((row) => row.name);
  } finally {
    await client.end();
  }
}
