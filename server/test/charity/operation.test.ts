import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { z } from 'zod';
import { at, CONVERSATIONS, create, messagesOf, must, post, refused } from '../conform/charity/charity.ts';
import { openLine } from '../conform/charity/line.ts';
import { timeShape } from '../conform/charity/shapes.ts';
import { createHttp } from '../conform/support/http.ts';
import { makeFolder, run, serve } from '../startup/program.ts';
import { pause } from '../support/factories.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Line, startProxy } from '../support/proxy.ts';
import { startServer } from '../support/server.ts';
import { testVariables } from '../support/settings.ts';
import { makeToken } from '../support/tokens.ts';

const patient = 60_000; // milliseconds for a test that starts servers, on a busy machine

const unhealthyShape = z.strictObject({
  status: z.literal('unhealthy'),
  service: z.literal('chat-service'),
  version: z.string(),
  timestamp: timeShape,
  uptime: z.number(),
  database: z.strictObject({ healthy: z.literal(false) }),
});
const INSIDES = /pg_|postgres|relation|database|at .*\.ts|127\.0\.0\.1|ECONN/i;

test('CHAR-29 without its database a server says so, stores nothing and keeps its connections', {
  timeout: patient,
}, async () => {
  let proxy: Line | null = null;
  const server = await startServer({ CONTRACT_PORTS: 'charity=0' }, async (url) => {
    proxy = await startProxy(url);
    return proxy.url;
  });
  const database: Line = proxy ?? (await Promise.reject(new Error('no proxy')));
  const url = server.own.charity ?? '';
  const token = await makeToken({ sub: 'ann', name: 'Ann' });
  const [ann, anonymous] = [createHttp(url, token, () => {}), createHttp(url, null, () => {})];
  const { conversationId } = await create(ann);
  const violations: string[] = [];
  const line = await openLine({
    ...{ url: `${url.replace('http', 'ws')}/ws/conversations/${conversationId}?token=${token}`, label: 'ann' },
    ...{ userId: 'ann', conversationId, onViolation: (what: string) => violations.push(what) },
  });
  await post(ann, conversationId, 'before');
  await line.next('message_received');
  database.cut();
  must(await anonymous.get('/health'), 503).as(unhealthyShape);
  for (const answer of [
    await ann.post(at(conversationId, '/messages'), { content: 'lost?', clientMessageId: 'k' }),
    await ann.get(at(conversationId)),
    await ann.post(CONVERSATIONS, {}),
  ])
    expect(refused(answer, 500, 'INTERNAL_ERROR')).not.toMatch(INSIDES);
  line.tell({ type: 'message', content: 'lost?', clientMessageId: 'k' });
  await expect.poll(() => violations.length, { timeout: 8000 }).toBe(1);
  // The suite's shapes know of no such error, for no client may ever cause it.
  expect(violations[0]).toMatch(/"INTERNAL_ERROR"/);
  expect(violations[0]).not.toMatch(INSIDES);
  expect(line.socket.readyState).toBe(line.socket.OPEN);
  database.mend();
  for (let time = 0; time < 50 && (await anonymous.get('/health')).status !== 200; time += 1) await pause(100);
  let sent = line.of('message_sent').length;
  for (let time = 0; time < 50 && sent === 0; time += 1) {
    line.tell({ type: 'message', content: 'lost?', clientMessageId: 'k' });
    await pause(100);
    sent = line.of('message_sent').length;
  }
  expect((await messagesOf(ann, conversationId)).map((row) => row.content)).toEqual(['before', 'lost?']);
  line.socket.terminate();
  await database.close();
  server.violations.take();
  await server.stop();
});

test('CHAR-10 no line of the log has a token or the text of a message', { timeout: patient }, async () => {
  const folder = await makeFolder();
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const variables = testVariables(database.url, join(folder.path, 'data'), { LOG_LEVEL: 'debug' });
  const program = await serve(folder.path, variables);
  const url = `${program.url}/charity`;
  const token = await makeToken({ sub: 'ann', name: 'Ann' });
  const ann = createHttp(url, token, () => {});
  const canary = 'canary-4711';
  const { conversationId } = await create(ann, { subject: canary, metadata: { canary } });
  await post(ann, conversationId, canary, { metadata: { canary } });
  await ann.post(at(conversationId, '/messages'), { content: `${canary}\u0000` });
  await ann.post(at(conversationId, '/messages'), undefined, { raw: `{"content":"${canary}` });
  await ann.get(`/nothing?token=${token}`);
  const socketOf = (id: string, query: string) =>
    openLine({
      ...{ url: `${url.replace('http', 'ws')}/ws/conversations/${id}?${query}`, label: 'ann', userId: 'ann' },
      ...{ conversationId, onViolation: () => {} },
    });
  const line = await socketOf(conversationId, `token=${token}`);
  line.tell({ type: 'message', content: canary });
  await line.next('message_sent');
  line.raw(`{"type":"message","content":"${canary}`);
  line.tell({ type: canary, content: canary });
  await line.sync();
  await expect(socketOf(conversationId, `token=${token}x`)).rejects.toMatchObject({ status: 401 });
  await expect(socketOf('nowhere', `token=${token}`)).rejects.toMatchObject({ status: 404 });
  line.raw(`{"type":"message","content":"${canary.repeat(20_000)}"}`);
  await line.closed;
  program.signal('SIGTERM');
  const { code, stdout, stderr } = await program.ended;
  await database.drop();
  await folder.remove();
  const log = stdout + stderr;
  expect(code).toBe(0);
  expect(log).toContain('"contract":"charity"');
  for (const secret of [canary, token, token.split('.')[2] ?? '']) expect(log.includes(secret)).toBe(false);
});

test('CHAR-100 a stop with connections open leaves nothing undone that would have to be complained of', {
  timeout: patient,
}, async () => {
  const folder = await makeFolder();
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const variables = testVariables(database.url, join(folder.path, 'data'), { LOG_LEVEL: 'info' });
  const program = await serve(folder.path, variables);
  const url = `${program.url}/charity`;
  const root = createHttp(url, await makeToken({ sub: 'root', name: 'Root', role: 'admin' }), () => {});
  const names = Array.from({ length: 12 }, (_, index) => `u${index}`);
  const tokens = await Promise.all(names.map((sub) => makeToken({ sub, name: sub })));
  for (const token of tokens) await createHttp(url, token, () => {}).get(CONVERSATIONS);
  const { conversationId } = await create(root, { participants: names });
  const lines = await Promise.all(
    tokens.map((token, index) =>
      openLine({
        ...{ url: `${url.replace('http', 'ws')}/ws/conversations/${conversationId}?token=${token}` },
        ...{ label: `u${index}`, userId: `u${index}`, conversationId, onViolation: () => {} },
      }),
    ),
  );
  for (const line of lines) await line.sync();
  program.signal('SIGTERM');
  expect(await Promise.all(lines.map(({ closed }) => closed))).toEqual(lines.map(() => 1001));
  const { code, stdout } = await program.ended;
  const client = new pg.Client(database.url);
  await client.connect();
  const seen = await client.query(`SELECT id FROM users WHERE id LIKE 'u%' AND last_seen IS NOT NULL`);
  await client.end();
  await database.drop();
  await folder.remove();
  expect(code).toBe(0);
  expect(stdout.split('\n').filter((line) => /"level":[456]0/.test(line))).toEqual([]);
  expect(seen.rowCount).toBe(12);
});

test('CHAR-144 an address of MongoDB stops the start with a line that says so', { timeout: patient }, async () => {
  const folder = await makeFolder();
  for (const scheme of ['mongodb', 'mongodb+srv']) {
    const address = `${scheme}://ann:hunter2@127.0.0.1/chat`;
    const { code, stdout, stderr } = await run('main.ts', [], folder.path, { DATABASE_URL: address }).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^DATABASE_URL .*MongoDB.*PostgreSQL.*\n$/i);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('hunter2');
  }
  await folder.remove();
});
