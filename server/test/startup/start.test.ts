import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { makeFolder, makeToken, type Program, run, serve } from './program.ts';

const patient = 60_000; // milliseconds for a test that starts servers, on a busy machine

let folder: Awaited<ReturnType<typeof makeFolder>>;
const programs: Program[] = [];

beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  for (const program of programs.splice(0)) await kill(program);
  await folder.remove();
});

async function start(env?: Record<string, string>) {
  const server = await serve(folder.path, env);
  programs.push(server);
  return server;
}

async function kill(program: Program): Promise<void> {
  try {
    program.signal('SIGTERM');
  } catch {
    return; // it has ended
  }
  await program.ended;
}

async function postmaster(): Promise<number> {
  return Number.parseInt(await readFile(join(folder.path, 'data/postgres/data/postmaster.pid'), 'utf8'), 10);
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function call(url: string, token: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(
    url,
    body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
  );
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

const Created = z.object({ id: z.string() });
const Messages = z.object({ data: z.array(z.object({ content: z.string() })) });

test('START-20 the first start serves, says where everything is, and SIGTERM ends it', {
  timeout: patient,
}, async () => {
  const server = await start();
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  const database = await postmaster();
  const stoppedAt = Date.now();
  server.signal('SIGTERM', 'group');
  server.signal('SIGTERM', 'group');
  server.signal('SIGINT');
  const { code, stdout, stderr } = await server.ended;
  expect(code).toBe(0);
  expect(Date.now() - stoppedAt).toBeLessThan(10_000);
  expect(isAlive(database)).toBe(false);
  expect(stdout).toContain(`${server.url}/docs`);
  expect(stdout).toContain(join(folder.path, 'data'));
  expect(stdout).toContain('npm run token -- --sub u1');
  expect(stderr).toBe('');
});

test('START-21 what was acknowledged is there again after kill -9, of all or of the server alone', {
  timeout: 2 * patient,
}, async () => {
  const [ann, bob] = await Promise.all([
    makeToken(folder.path, '--sub', 'ann', '--name', 'Ann'),
    makeToken(folder.path, '--sub', 'bob', '--name', 'Bob', '--role', 'agent'),
  ]);
  expect((await stat(join(folder.path, 'data/jwt-secret'))).mode & 0o777).toBe(0o600);
  let server = await start();
  await call(`${server.url}/api/messaging/conversations`, bob);
  const direct = { type: 'direct', participantIds: ['bob'] };
  const { id } = Created.parse(await call(`${server.url}/api/messaging/conversations`, ann, direct));
  const path = `/api/messaging/conversations/${id}/messages`;

  await call(`${server.url}/api/messaging/messages`, ann, {
    conversationId: id,
    content: 'before the group was killed',
  });
  server.signal('SIGKILL', 'group');
  server = await start();
  await call(`${server.url}/api/messaging/messages`, ann, {
    conversationId: id,
    content: 'before the server was killed',
  });
  const database = await postmaster();
  server.signal('SIGKILL');
  server = await start();
  expect(isAlive(database)).toBe(false);

  const { data } = Messages.parse(await call(server.url + path, bob));
  expect(data.map(({ content }) => content).sort()).toEqual([
    'before the group was killed',
    'before the server was killed',
  ]);
});

test('START-22 a second server on the same DATA_DIR is refused, and the first goes on', {
  timeout: patient,
}, async () => {
  const server = await start();
  const { code, stderr } = await run('main.ts', [], folder.path).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Another Parley server is running with DATA_DIR \(.*\): .*\.\n$/);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

test('START-23 SIGTERM while the server starts ends it, and the next start works', { timeout: patient }, async () => {
  const early = run('main.ts', [], folder.path);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  early.signal('SIGTERM', 'group');
  await early.ended;
  const server = await start();
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

test('START-24 a port that is taken is refused with a sentence that names PORT', { timeout: patient }, async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { code, stderr } = await run('main.ts', [], folder.path, { PORT: String(port) }).ended;
  other.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^PORT ${port} on 127\\.0\\.0\\.1 is in use.*\\.\n$`));
});

test.each([
  [{ PORT: 'many' }, /^PORT must be .*\.\n$/],
  [{ NODE_ENV: 'production' }, /^JWT_SECRET, JWT_PUBLIC_KEY or JWKS_URL must be set .*\.\n$/],
  [{ DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:9/x' }, /^DATABASE_URL: the database cannot be used \(.*\)\.\n$/],
  [{ JWT_PUBLIC_KEY: 'no key' }, /JWT_PUBLIC_KEY is not a public key.*\n$/],
])('START-25 a wrong configuration is refused in one line: %j', { timeout: patient }, async (env, sentence) => {
  const { code, stdout, stderr } = await run('main.ts', [], folder.path, env).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toContain('hunter2');
});

test('START-26 the command line says what is wrong with it', { timeout: patient }, async () => {
  const refused = await Promise.all(
    [['token'], ['token', '--sub', 'u1', '--expires', 'soon'], ['token', '--color', 'red'], ['fly'], []].map(
      (args) => run('cli.ts', args, folder.path).ended,
    ),
  );
  for (const { code, stdout, stderr } of refused) {
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Usage:');
  }
});

test('START-27 migrate brings a database up to date, once', { timeout: patient }, async () => {
  const first = await run('cli.ts', ['migrate'], folder.path).ended;
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(/^Applied: 0001/);
  expect(await run('cli.ts', ['migrate'], folder.path).ended).toMatchObject({
    code: 0,
    stdout: 'The schema is up to date.\n',
  });
});
