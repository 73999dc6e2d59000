import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/index.ts';
import { makeFolder, run, serve } from './program.ts';

const patient = 60_000;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let database: EmbeddedPostgres;

beforeAll(async () => {
  folder = await makeFolder();
  const settings = { fsync: 'off', synchronous_commit: 'off' };
  database = await startEmbeddedPostgres({ dataDir: folder.path, log: () => undefined, settings });
}, patient);
afterAll(async () => {
  await database.stop();
  await folder.remove();
});

test('START-28 a database that may lose what it acknowledged is refused, unless named', {
  timeout: patient,
}, async () => {
  const { code, stderr } = await run('main.ts', [], folder.path, { DATABASE_URL: database.url }).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^DATABASE_URL .*fsync, synchronous_commit off.*ALLOW_UNSAFE_DATABASE=true/);
  const server = await serve(folder.path, { DATABASE_URL: database.url, ALLOW_UNSAFE_DATABASE: 'true' });
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  server.signal('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
});
