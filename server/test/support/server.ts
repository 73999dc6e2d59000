import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { type Api, createApi } from './api.ts';
import { createPerson, type Person, type PersonOptions } from './person.ts';
import { createDatabase } from './postgres.ts';
import { type Settings, testConfig } from './settings.ts';
import { createViolations, type Violations } from './violations.ts';
import { connectWire, type Wire } from './wire.ts';

export type TestServer = {
  readonly url: string;
  readonly app: App;
  /** A client without a token. */
  readonly anonymous: Api;
  readonly violations: Violations;
  /** A client with any token. */
  api(token: string | null): Api;
  /** A connection with any token (`undefined`: none at all). */
  connect(token: unknown, userId?: string): Promise<Wire>;
  /** A new person whom the server knows from now on. */
  person(name: string, options?: PersonOptions): Promise<Person>;
  /** Several new users at once. */
  people<N extends string>(...names: readonly N[]): Promise<Record<N, Person>>;
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
  const { url } = await app.listen();
  const violations = createViolations();
  const wires: Wire[] = [];

  async function connect(token: unknown, userId = ''): Promise<Wire> {
    const wire = await connectWire(url, token, { label: userId || 'someone', userId }, violations);
    wires.push(wire);
    return wire;
  }
  const context = { api: (token: string | null) => createApi(url, token, violations), connect };
  const person = (name: string, options?: PersonOptions) => createPerson(context, name, options);
  return {
    url,
    app,
    violations,
    anonymous: context.api(null),
    api: context.api,
    connect,
    person,
    async people(...names) {
      const list = await Promise.all(names.map(async (name) => [name, await person(name)] as const));
      return Object.fromEntries(list) as Record<(typeof names)[number], Person>;
    },
    async stop() {
      for (const wire of wires) wire.socket.disconnect();
      await app.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
      violations.check();
    },
  };
}
