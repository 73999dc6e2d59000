import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { MESSAGES, makeDirect, say } from '../support/factories.ts';
import { type Line, startProxy } from '../support/proxy.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { timeShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');

const up = z.strictObject({ status: z.string() });
const dependencies = z.strictObject({
  database: z.strictObject({ status: z.literal('up'), latencyMs: z.number().min(0) }),
  redis: z.strictObject({ status: z.literal('not_configured') }),
  kafka: z.strictObject({ status: z.literal('not_configured') }),
  storage: up,
  websocket: up,
});
const healthShape = z.strictObject({
  service: z.literal('Messaging Service'),
  status: z.literal('healthy'),
  timestamp: timeShape,
  version: z.string().min(1),
  uptime: z.number().min(0),
  onlineUsers: z.int().min(0),
  dependencies,
});

test('OPS-1 health names the service and what it depends on', async () => {
  const health = (await server.anonymous.get('/health')).as(healthShape);
  expect(health).toMatchObject({
    onlineUsers: 0,
    dependencies: { storage: { status: 'up' }, websocket: { status: 'up' } },
  });
  const wires = [await ann.connect(), await ann.connect(), await bo.connect()];
  expect((await server.anonymous.get('/health')).as(healthShape).onlineUsers).toBe(2);
  // Who appears offline is not online anywhere.
  await wires[2]?.ask('update_presence', { status: 'offline' });
  expect((await server.anonymous.get('/health')).as(healthShape).onlineUsers).toBe(1);
  await Promise.all(wires.map((wire) => wire.close()));
});

test('OPS-2 liveness and readiness have their own addresses', async () => {
  expect((await server.anonymous.get('/health/live')).json).toEqual({ status: 'alive' });
  const ready = (await server.anonymous.get('/health/ready')).as(
    z.strictObject({ status: z.literal('ready'), dependencies: z.looseObject({}) }),
  );
  expect(ready.dependencies).toMatchObject({ database: { status: 'up' } });
});

test('OPS-3 without its database a server says so and invents nothing', async () => {
  let proxy: Line | null = null;
  const broken = await startServer({}, async (url) => {
    proxy = await startProxy(url);
    return proxy.url;
  });
  const line: Line = proxy ?? (await Promise.reject(new Error('no proxy')));
  const { one, two } = await broken.people('one', 'two');
  const chat = await makeDirect(one, two);
  line.cut();
  const health = await broken.anonymous.get('/health');
  expect(health.status).toBe(503);
  expect(health.text).toMatch(/"status":"unhealthy"/);
  expect((await broken.anonymous.get('/health/live')).status).toBe(200);
  const ready = await broken.anonymous.get('/health/ready');
  expect([ready.status, ready.text.includes('"not_ready"')]).toEqual([503, true]);
  const refused = await one.post(MESSAGES, { conversationId: chat.id, content: 'lost?', clientId: 'k' });
  expectRefusal(refused, 503, 'unavailable');
  expect(refused.text).not.toMatch(/pg_|postgres|relation|database "|at .*\.ts|127\.0\.0\.1/i);
  line.mend();
  let status = 0;
  for (let time = 0; time < 50 && status !== 201; time += 1) {
    status = (await one.post(MESSAGES, { conversationId: chat.id, content: 'lost?', clientId: 'k' })).status;
    if (status !== 201) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(status).toBe(201);
  expect((await broken.anonymous.get('/health')).status).toBe(200);
  await broken.stop();
  await line.close();
});

test('OPS-4 metrics speak Prometheus and hold no ids', async () => {
  const chat = await makeDirect(ann, bo);
  const message = await say(ann, chat, 'counted');
  await ann.get(`${MESSAGES}/${message.id}`);
  const wire = await ann.connect();
  const metrics = await server.anonymous.get('/metrics');
  expect(metrics.status).toBe(200);
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
  for (const name of [
    'http_request_duration_seconds',
    'parley_socket_connections',
    'parley_messages_sent_total',
    'parley_online_users',
    'process_',
  ]) {
    expect(metrics.text).toContain(name);
  }
  expect(metrics.text).toMatch(/http_request_duration_seconds_count\{[^}]*method="GET"[^}]*\}/);
  expect(metrics.text).toMatch(/parley_socket_connections(\{[^}]*\})? 1\b/);
  expect(metrics.text).toMatch(/parley_online_users(\{[^}]*\})? 1\b/);
  expect(Number(/parley_messages_sent_total(?:\{[^}]*\})? (\d+)/.exec(metrics.text)?.[1])).toBeGreaterThan(0);
  for (const secret of [chat.id, message.id, ann.id, bo.id]) expect(metrics.text).not.toContain(secret);
  await wire.close();
});

test('OPS-4 a metrics token closes the metrics to everybody else', async () => {
  const closed = await startServer({ METRICS_TOKEN: 'scrape-me-please' });
  const one = await closed.person('one');
  for (const api of [closed.anonymous, one, closed.api('scrape-me-pleas')]) {
    expectRefusal(await api.get('/metrics'), 401, 'unauthorized');
  }
  expect((await closed.api('scrape-me-please').get('/metrics')).status).toBe(200);
  expectRefusal(await closed.api('scrape-me-please').get('/api/users/me'), 401);
  await closed.stop();
});

test('OPS-5 the OpenAPI document describes every route and nothing else', async () => {
  const answer = await server.anonymous.get('/openapi.json');
  const document = answer.as(
    z.looseObject({
      openapi: z.string().regex(/^3\.1/),
      paths: z.record(z.string(), z.record(z.string(), z.unknown())),
    }),
  );
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => ['get', 'put', 'post', 'delete'].includes(method))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = (server.app.routes.helpdesk ?? [])
    .filter((route) => ['GET', 'PUT', 'POST', 'DELETE'].includes(route.method))
    .map((route) => `${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`)
    .filter((route) => route.includes(' /api/'));
  expect(described.filter((route) => route.includes(' /api/')).sort()).toEqual([...new Set(served)].sort());
  expect(described).toContain('GET /api/messaging/conversations/{id}');
});

test('OPS-6 the docs are one HTML page without outside files', async () => {
  const page = await server.anonymous.get('/docs');
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(page.text).not.toMatch(/(src|href)\s*=\s*["']?(https?:)?\/\//i);
  expect(page.text).not.toMatch(/@import|url\(\s*["']?https?:/i);
  expect(page.text).toContain('/api/messaging/conversations');
});

test('OPS-7 the version is that of the package', async () => {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = z.looseObject({ version: z.string() }).parse(JSON.parse(text));
  expect((await server.anonymous.get('/health')).as(healthShape).version).toBe(version);
});
