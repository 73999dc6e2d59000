import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/index.ts';
import { administer, dropDatabase, withDatabase } from './databases.ts';
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

/** A fresh, migrated database; `drop` ends whoever is still connected to it. */
export async function createDatabase(url: string, template: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { url: withDatabase(url, name), drop: () => dropDatabase(url, name) };
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
