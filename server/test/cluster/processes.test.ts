import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { z } from 'zod';
import { makeFolder, type Program, run } from '../startup/program.ts';
import { createClients } from '../support/clients.ts';
import { historyOf, makeDirect, makeGroup } from '../support/factories.ts';
import { createDatabase } from '../support/postgres.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { testVariables } from '../support/settings.ts';
import { checkHistory, knock, writeByHttp, writeBySocket } from './writers.ts';

const patient = 240_000; // with servers that start on a busy machine
const KILLS = 4;
const TIMES = { timeout: 60_000, interval: 50 };

describe.skipIf(NO_REDIS !== null)('several processes of one machine', () => {
  let redis: RedisServer;
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let program: Program;
  let url: string;
  let variables: Record<string, string>;
  let leave: () => void;
  let clients: ReturnType<typeof createClients>;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  beforeEach(async () => {
    folder = await makeFolder();
    database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
    variables = testVariables(database.url, join(folder.path, 'data'), {
      PARLEY_PROCESSES: '2',
      CONTRACT_PORTS: 'travel=0',
      REDIS_URL: redis.url,
    });
    program = run('main.ts', [], folder.path, variables);
    url = await program.printed(/^Parley listens on (\S+)/m);
    await program.printed(/Stop/);
    clients = createClients(url);
    leave = clients.leave;
  }, patient);
  afterEach(async () => {
    leave();
    if (isAlive(program.pid)) program.signal('SIGTERM');
    await program.ended;
    await database.drop();
    await folder.remove();
    clients.violations.check();
  }, patient);

  const workers = (): number[] =>
    execFileSync('ps', ['--ppid', `${program.pid}`, '-o', 'pid=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes('main.ts'))
      .map((line) => Number.parseInt(line, 10))
      .sort((a, b) => a - b);

  async function stop(): Promise<{ code: number | null; stderr: string; stdout: string; tookMs: number }> {
    leave();
    const began = performance.now();
    program.signal('SIGTERM');
    return { ...(await program.ended), tookMs: performance.now() - began };
  }

  test('CLU-11 two processes serve behind one port as one server; SIGTERM to all of them ends all with 0', {
    timeout: patient,
  }, async () => {
    expect(workers()).toHaveLength(2);
    const { Ann: ann, Bob: bob } = await clients.people('Ann', 'Bob');
    const direct = await makeDirect(ann, bob);
    const wires = await Promise.all(Array.from({ length: 4 }, () => bob.connect()));
    for (let i = 0; i < 4; i += 1)
      await ann.post('/api/messaging/messages', { conversationId: direct.id, content: `to all ${i}` });
    for (const wire of wires) await wire.waitFor('new_message', ({ content }) => content === 'to all 3');

    program.signal('SIGTERM', 'group');
    const { code, stderr, stdout, tookMs } = await stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(tookMs).toBeLessThan(10_000);
    expect(stdout).toMatch(/2 processes; kill -HUP \d+ /);
  });

  test('CLU-12 a process that dies is replaced, and the other goes on meanwhile', { timeout: patient }, async () => {
    const { Ann: ann, Bob: bob } = await clients.people('Ann', 'Bob');
    const direct = await makeDirect(ann, bob);
    const writers = [
      writeBySocket(url, ann, direct.id),
      // They open connections all the time, also in the moment in which a process ends.
      ...Array.from({ length: 4 }, () => writeBySocket(url, bob, direct.id, { transports: ['polling'] })),
    ];
    await vi.waitFor(() => expect(writers.every(({ acked }) => acked.size > 10)).toBe(true), TIMES);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = workers();
      process.kill(before[0] ?? 0, 'SIGKILL');
      const counts = writers.map(({ acked }) => acked.size);
      // Nobody has to find out by silence that a connection is dead.
      await vi.waitFor(() => expect(writers.every(({ acked }, at) => acked.size > (counts[at] ?? 0) + 10)).toBe(true), {
        ...TIMES,
        timeout: 20_000,
      });
      await vi.waitFor(async () => {
        expect(workers().filter((pid) => !before.includes(pid))).toHaveLength(1);
        const { text } = await clients.anonymous.get('/metrics');
        expect(text).toMatch(/^parley_process_up\{process="1"\} 1$/m);
        expect(text).toMatch(/^parley_process_up\{process="2"\} 1$/m);
      }, TIMES);
    }
    await Promise.all(writers.map((writer) => writer.stop()));
    checkHistory(writers, await historyOf(ann, direct));
    const { code, stderr } = await stop();
    expect(code).toBe(0);
    expect(stderr).toMatch(
      new RegExp(`^(Process [12] \\(\\d+\\) ended by SIGKILL; another takes its place\\.\\n){${KILLS}}$`),
    );
  });

  test('CLU-13 SIGHUP replaces the processes one by one under load: no connection is refused, no send is lost or fails', {
    timeout: 2 * patient,
  }, async () => {
    const people = Object.values(await clients.people('Ann', 'Bob', 'Cid', 'Dan', 'Eve', 'Fay'));
    const [ann, bob, cid, dan, eve, fay] = people as [(typeof people)[0], ...typeof people];
    if (!ann || !bob || !cid || !dan || !eve || !fay) throw new Error('nobody is there');
    const group = await makeGroup(ann, [bob, cid, dan, eve, fay]);
    const writers = [
      writeBySocket(url, ann, group.id),
      writeBySocket(url, bob, group.id, { transports: ['polling'] }),
      writeBySocket(url, cid, group.id, { transports: ['websocket'] }),
      writeBySocket(url, dan, group.id),
      writeByHttp(url, eve, group.id),
      writeByHttp(url, fay, group.id),
    ];
    const door = knock(url);
    await vi.waitFor(() => expect(writers.every(({ acked }) => acked.size > 10)).toBe(true), TIMES);
    const before = workers();
    program.signal('SIGHUP');
    await program.printed(/^Process 2 is new/m);
    expect(workers().filter((pid) => before.includes(pid))).toEqual([]);
    expect(workers()).toHaveLength(2);
    const counts = writers.map(({ acked }) => acked.size);
    await vi.waitFor(
      () => expect(writers.every(({ acked }, at) => acked.size > (counts[at] ?? 0) + 10)).toBe(true),
      TIMES,
    );
    await Promise.all(writers.map((writer) => writer.stop()));
    expect(await door.stop()).toBeGreaterThan(20);
    expect(door.failures).toEqual([]);
    checkHistory(writers, await historyOf(ann, group));
    expect(writers.slice(0, 4).every(({ connects }) => connects > 1)).toBe(true);
    const { code, stderr } = await stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('CLU-61 a session that polls finds its process on the port of a contract too, with a new connection each time', {
    timeout: patient,
  }, async () => {
    const travel = await program.printed(/^ {2}travel +(\S+)/m);
    const ask = async (query: string, body?: string) => {
      const answer = await fetch(`${travel}/socket.io/?EIO=4&transport=polling${query}`, {
        headers: { connection: 'close' },
        ...(body !== undefined && { method: 'POST', body }),
      });
      return { status: answer.status, text: await answer.text() };
    };
    const { sid } = z.object({ sid: z.string() }).parse(JSON.parse((await ask('')).text.slice(1)));
    expect(sid).toMatch(/^[a-z0-9]+-/);
    for (let i = 0; i < 6; i += 1) expect(await ask(`&sid=${sid}`, '3')).toEqual({ status: 200, text: 'ok' });
    expect(await ask(`&sid=${sid.replace(/.$/, '!')}`, '3')).toMatchObject({ status: 400 });
  });

  test('CLU-17 when the first process is killed, all end', { timeout: patient }, async () => {
    expect(workers()).toHaveLength(2);
    const serving = workers();
    program.signal('SIGKILL');
    await program.ended;
    await vi.waitFor(() => expect(serving.filter(isAlive)).toEqual([]), TIMES);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  test('CLU-14 what cannot start replaces nothing', { timeout: patient }, async () => {
    const before = workers();
    await writeFile(join(folder.path, '.env'), 'MAX_FILE_SIZE=none\n');
    program.signal('SIGHUP');
    await program.complained(/^Process 1 is not replaced: MAX_FILE_SIZE must be a whole number.*\.$/m);
    // The one that could not start has said so, and ends.
    await vi.waitFor(() => expect(workers()).toEqual(before), TIMES);
    expect((await clients.anonymous.get('/health')).status).toBe(200);
    await rm(join(folder.path, '.env'));
    program.signal('SIGHUP');
    await program.printed(/^Process 2 is new/m);
    expect(workers().filter((pid) => before.includes(pid))).toEqual([]);
  });

  test('CLU-16 a port that is taken is told once', { timeout: patient }, async () => {
    const { port } = new URL(url);
    const other = { ...variables, PORT: port };
    const { code, stdout, stderr } = await run('main.ts', [], folder.path, other).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`PORT ${port} on 127.0.0.1 is in use by another program: stop it, or set another PORT.\n`);
  });

  test('CLU-15 any process tells the figures of all, each series with the number of its process', {
    timeout: patient,
  }, async () => {
    const ann = await clients.person('Ann');
    const wires = await Promise.all(Array.from({ length: 4 }, () => ann.connect()));
    for (let i = 0; i < 4; i += 1) {
      const { text } = await clients.api(null).get('/metrics', { headers: { connection: 'close' } });
      const open = [...text.matchAll(/^parley_socket_connections\{process="(\d)"\} (\d+)$/gm)];
      expect(open.map(([, number]) => number)).toEqual(['1', '2']);
      expect(open.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(wires.length);
      expect(text.match(/^# TYPE http_request_duration_seconds /gm)).toHaveLength(1);
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
