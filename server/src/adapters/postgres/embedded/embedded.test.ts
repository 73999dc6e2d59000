import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.ts';

let dataDir: string;
let running: EmbeddedPostgres;
const said: string[] = [];

const start = (folder = dataDir) => startEmbeddedPostgres({ dataDir: folder, log: (text) => said.push(text) });

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-embedded-'));
  await chmod(folder, 0o711); // under root PostgreSQL runs as another user, who has to pass through
  return folder;
}

async function query<Row extends pg.QueryResultRow>(sql: string, url = running.url): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Tries again for 10 s until `attempt` succeeds. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  const until = Date.now() + 10_000;
  while (true) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(50);
    }
  }
}

beforeAll(async () => {
  dataDir = await makeFolder();
  running = await start();
  await query('CREATE TABLE note (text text)');
});

afterAll(async () => {
  await running.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('START-10 the database is durable, in UTF-8, and ours is no superuser', async () => {
  const settings = await query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings
     WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'server_encoding')`,
  );
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    data_checksums: 'on',
    server_encoding: 'UTF8',
  });
  expect(await query('SELECT usesuper FROM pg_user WHERE usename = current_user')).toEqual([{ usesuper: false }]);
});

test('START-11 only who knows the password gets in, and only this user may read it', async () => {
  const stranger = new URL(running.url);
  stranger.password = 'wrong';
  await expect(query('SELECT 1', stranger.href)).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(join(dataDir, 'postgres'))).mode & 0o077).toBe(0);
  expect((await stat(join(dataDir, 'postgres', 'password'))).mode & 0o077).toBe(0);
});

test('START-12 a PostgreSQL that is killed comes back at the same address with all that was committed', async () => {
  await query(`INSERT INTO note VALUES ('before the kill')`);
  const before = running.pid();
  if (before === null) throw new Error('no process number');
  process.kill(before, 'SIGKILL');
  await eventually(() => query(`INSERT INTO note VALUES ('after the kill')`));
  expect(running.pid()).not.toBe(before);
  expect(await query('SELECT text FROM note ORDER BY text')).toEqual([
    { text: 'after the kill' },
    { text: 'before the kill' },
  ]);
  expect(said.some((text) => text.includes('started again'))).toBe(true);
});

test.skipIf(process.platform !== 'linux')(
  'START-12 it comes back also when one of its children does not notice that it was killed',
  async () => {
    const client = new pg.Client(running.url);
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const [pid, main] = [rows[0]?.pid, running.pid()];
    if (pid === undefined || main === null) throw new Error('no process number');
    process.kill(pid, 'SIGSTOP');
    process.kill(main, 'SIGKILL');
    await eventually(() => query(`INSERT INTO note VALUES ('after a kill with a child left')`));
    expect(running.pid()).not.toBe(main);
    await client.end().catch(() => {});
  },
);

test('START-13 another start on the same folder is refused with a sentence, and harms nothing', async () => {
  await expect(start()).rejects.toThrow(`Another Parley server is running with DATA_DIR (${dataDir})`);
  expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('START-14 of many starts at once exactly one gets the folder', async () => {
  const folder = await makeFolder();
  const starts = await Promise.allSettled([start(folder), start(folder), start(folder)]);
  const started = starts.filter((result) => result.status === 'fulfilled');
  expect(started).toHaveLength(1);
  await started[0]?.value.stop();
  await rm(folder, { recursive: true });
});

test('START-15 the next start has all data; the number of an unrelated process in postmaster.pid misleads nobody', async () => {
  await query(`INSERT INTO note VALUES ('before the stop')`);
  const pidFile = join(dataDir, 'postgres', 'data', 'postmaster.pid');
  const left = await readFile(pidFile, 'utf8');
  await running.stop();
  const bystander = spawn('sleep', ['60']);
  await writeFile(pidFile, left.replace(/^\d+/, String(bystander.pid)));
  running = await start();
  expect(bystander.exitCode).toBeNull();
  bystander.kill();
  expect(await query(`SELECT text FROM note WHERE text = 'before the stop'`)).toHaveLength(1);
});

test('START-16 what a killed first start left is thrown away', async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, 'postgres.draft-0badcafe', 'data'), { recursive: true });
  await writeFile(join(folder, 'postgres.draft-0badcafe', 'data', 'PG_VERSION'), '18\n');
  const fresh = await start(folder);
  expect(await query('SELECT 1 AS one', fresh.url)).toEqual([{ one: 1 }]);
  await fresh.stop();
  expect((await readdir(folder)).filter((name) => name.startsWith('postgres'))).toEqual(['postgres']);
  await rm(folder, { recursive: true });
});

test('START-17 a database that has gone is missed, not replaced by an empty one', async () => {
  const folder = await makeFolder();
  const home = join(folder, 'elsewhere');
  await writeFile(join(folder, 'postgres.json'), JSON.stringify({ home, complete: true }));
  await expect(start(folder)).rejects.toThrow(`lies in ${home}`);
  await rm(folder, { recursive: true });
});

test('START-18 stopping leaves no process, no socket and no lock, and may be repeated', async () => {
  const pid = running.pid();
  const folder = new URL(running.url).searchParams.get('host');
  if (pid === null || folder === null) throw new Error('not running on a socket');
  await Promise.all([running.stop(), running.stop()]);
  expect(running.pid()).toBeNull();
  expect(() => process.kill(pid, 0)).toThrow();
  await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readdir(join(dataDir, 'lock'))).toEqual([]);
});
