import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { type Clients, createClients } from './clients.ts';
import { createDatabase } from './postgres.ts';
import { type Settings, testConfig } from './settings.ts';

export type TestServer = Clients & {
  readonly app: App;
  /** Addresses of the ports that contracts have to themselves, by contract. */
  readonly own: Readonly<Record<string, string>>;
  /** Its database, for what no wire can do. */
  readonly databaseUrl: string;
  /** Closes everything and fails if any answer or event broke a promise that always holds. */
  stop(): Promise<void>;
};

/**
 * Starts a server on a fresh database and a free port; `settings` are environment variables. `through` may put something
 * between the server and its database.
 */
export async function startServer(
  settings: Settings = {},
  through: (databaseUrl: string) => Promise<string> = async (url) => url,
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-files-'));
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const app = await createApp(testConfig(await through(database.url), dataDir, settings));
  const { url, own } = await app.listen();
  const { leave, ...clients } = createClients(url);
  return {
    ...clients,
    app,
    own,
    databaseUrl: database.url,
    async stop() {
      leave();
      await app.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
      clients.violations.check();
    },
  };
}

/** One more process on a database that another server works on; it serves nobody, but does what is to be done. */
export async function startServerOn(databaseUrl: string, settings: Settings = {}): Promise<{ close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-files-'));
  const app = await createApp(testConfig(databaseUrl, dataDir, settings));
  return {
    async close() {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
