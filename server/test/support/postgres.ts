import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/index.ts';
import { migrateTemplate } from './settings.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's PostgreSQL, with a right to create databases. */
    postgresUrl: string;
    /** A migrated database to copy from; nobody connects to it. */
    templateDatabase: string;
  }
}

/** Several files run at once, and each may start several servers. */
const CROWDED = { max_connections: 500 };
const TEMPLATE = 'parley_template';

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** Runs one statement as an administrator of the run's PostgreSQL. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A fresh, migrated database; `drop` ends whoever is still connected to it. */
export async function createDatabase(url: string, template: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { url: withDatabase(url, name), drop: () => dropDatabase(url, name) };
}

/** PostgreSQL's own vacuuming may be at work there for a moment, and only a superuser could end that. */
async function dropDatabase(url: string, name: string, attempts = 40): Promise<void> {
  try {
    await administer(url, `DROP DATABASE ${name} WITH (FORCE)`);
  } catch (error) {
    const passing = error instanceof pg.DatabaseError && (error.code === '42501' || error.code === '55006');
    if (!passing || attempts === 1) throw error;
    await sleep(250);
    await dropDatabase(url, name, attempts - 1);
  }
}

/** One PostgreSQL for the whole run, or the one that `TEST_DATABASE_URL` names. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-test-'));
  await chmod(dataDir, 0o711); // under root PostgreSQL runs as another user, who has to pass through
  const own = given ? null : await startEmbeddedPostgres({ dataDir, settings: CROWDED, log: () => undefined });
  const url = given ?? own?.url ?? '';
  await administer(url, `DROP DATABASE IF EXISTS ${TEMPLATE}`);
  await administer(url, `CREATE DATABASE ${TEMPLATE}`);
  await migrateTemplate(withDatabase(url, TEMPLATE), dataDir);
  project.provide('postgresUrl', url);
  project.provide('templateDatabase', TEMPLATE);
  return async () => {
    await own?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
