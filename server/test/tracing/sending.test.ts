import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { makeFolder, type Program, serve } from '../startup/program.ts';
import { type Collector, openCollector } from '../support/collector.ts';
import { pause } from '../support/factories.ts';
import { createDatabase } from '../support/postgres.ts';
import { testVariables } from '../support/settings.ts';
import { makeToken } from '../support/tokens.ts';

const patient = 60_000; // milliseconds for a test that starts servers, on a busy machine

let folder: Awaited<ReturnType<typeof makeFolder>>;
let database: Awaited<ReturnType<typeof createDatabase>>;
let collector: Collector;
let program: (Program & { url: string }) | null = null;

beforeEach(async () => {
  folder = await makeFolder();
  database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  collector = await openCollector();
});
afterEach(async () => {
  if (program) {
    program.signal('SIGKILL', 'group');
    await program.ended;
  }
  program = null;
  await collector.close();
  await database.drop();
  await folder.remove();
});

async function start(settings: Readonly<Record<string, string>>): Promise<Program & { url: string }> {
  const variables = testVariables(database.url, join(folder.path, 'data'), { LOG_LEVEL: 'info', ...settings });
  program = await serve(folder.path, variables);
  return program;
}

/** Ends the server as an operator does. */
async function end(running: Program) {
  const stoppedAt = performance.now();
  running.signal('SIGTERM');
  const ending = await running.ended;
  program = null;
  return { ...ending, took: performance.now() - stoppedAt };
}

const traced = (endpoint: string) => ({ OTEL_TRACES_ENABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });

test('TRACE-6 spans are sent within 5 seconds, and what is left when the server is told to stop', {
  timeout: patient,
}, async () => {
  const server = await start(traced(collector.listener.url));
  await fetch(`${server.url}/health?page=1`);
  const ended = Date.now();
  await collector.find('the first', ({ attributes }) => attributes['url.query'] === 'page=1');
  expect(Date.now() - ended).toBeLessThan(5_000);
  for (let page = 2; page <= 20; page += 1) await fetch(`${server.url}/health?page=${page}`);
  const { code, stderr } = await end(server);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const pages = collector.spans().map(({ attributes }) => attributes['url.query']);
  for (let page = 1; page <= 20; page += 1) expect(pages).toContain(`page=${page}`);
});

test('TRACE-6 a collector that is not there slows and fails nothing, and is complained of once', {
  timeout: patient,
}, async () => {
  await collector.close();
  const server = await start(traced(collector.listener.url));
  const token = await makeToken({ sub: 'ann', name: 'Ann' });
  const headers = { authorization: `Bearer ${token}` };
  let slowest = 0;
  for (let asked = 0; asked < 200; asked += 1) {
    const startedAt = performance.now();
    expect((await fetch(`${server.url}/api/users/me`, { headers })).status).toBe(200);
    slowest = Math.max(slowest, performance.now() - startedAt);
    if (asked % 50 === 0) await pause(1_200);
  }
  expect(slowest).toBeLessThan(2_000);
  const { code, stdout, stderr, took } = await end(server);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(took).toBeLessThan(8_000);
  expect(stdout.split('\n').filter((line) => line.includes('"service":"traces"'))).toHaveLength(1);
});

test('TRACE-6 a collector that never answers holds up neither requests nor the end', { timeout: patient }, async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : null;
  const server = await start(traced(`http://127.0.0.1:${port}`));
  for (let asked = 0; asked < 5; asked += 1) {
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    await pause(500);
  }
  const { code, took } = await end(server);
  expect(code).toBe(0);
  expect(took).toBeLessThan(8_000);
  silent.close();
});

test('TRACE-7 nothing is collected or sent unless it is asked for, and what it is made with is not loaded', {
  timeout: patient,
}, async () => {
  const loads = `data:text/javascript,${encodeURIComponent(
    `import { registerHooks } from 'node:module';
     registerHooks({ resolve(name, context, next) {
       if (name.includes('opentelemetry') || name.includes('telemetry/')) console.log('LOADED ' + name);
       return next(name, context);
     } });`,
  )}`;
  const off = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.listener.url, NODE_OPTIONS: `--import=${loads}` });
  for (let asked = 0; asked < 5; asked += 1) await fetch(`${off.url}/health`);
  await pause(2_500);
  const { stdout } = await end(off);
  expect(collector.listener.received).toEqual([]);
  expect(stdout).toMatch(/^LOADED .*telemetry\/metrics/m);
  expect([...stdout.matchAll(/^LOADED .*(opentelemetry\/(sdk|exporter)|telemetry\/(tracing|collector))/gm)]).toEqual(
    [],
  );
});

test('TRACE-3 no line of the log holds a token of an address', { timeout: patient }, async () => {
  const server = await start({ ...traced(collector.listener.url), LOG_LEVEL: 'trace' });
  const token = await makeToken({ sub: 'ann', name: 'Ann' });
  for (const path of ['/api/users/me', '/nowhere', '/socket.io/', '/charity/ws/conversations/c1', '/%zz'])
    await fetch(`${server.url}${path}?token=${token}`);
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/charity/ws/conversations/c1?token=${token}`);
  await new Promise((resolve) => {
    socket.onerror = resolve;
    socket.onopen = resolve;
  });
  socket.close();
  const { stdout, stderr } = await end(server);
  expect(stdout).toContain('"msg":"request"');
  expect((stdout + stderr).includes(token)).toBe(false);
  expect(collector.text().includes(token)).toBe(false);
  expect(collector.spans().length).toBeGreaterThan(4);
});

test('TRACE-7 the address of the collector may be given with or without its path', () => {
  const traces = (settings: Record<string, string>) => loadConfig(settings, folder.path).traces;
  const enabled = { OTEL_TRACES_ENABLED: 'true' };
  expect(traces({})).toBeNull();
  expect(traces({ OTEL_TRACES_ENABLED: 'false', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' })).toBeNull();
  expect(traces(enabled)).toBe('http://localhost:4318/v1/traces');
  for (const given of ['http://c:4318', 'http://c:4318/', 'http://c:4318/v1/traces', 'http://c:4318/v1/traces/'])
    expect(traces({ ...enabled, OTEL_EXPORTER_OTLP_ENDPOINT: given })).toBe('http://c:4318/v1/traces');
  expect(traces({ ...enabled, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c/otlp/?key=1' })).toBe(
    'https://c/otlp/v1/traces?key=1',
  );
});
