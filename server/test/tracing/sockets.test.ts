import { io, type Socket } from 'socket.io-client';
import { afterAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { at, CONVERSATIONS as INQUIRIES, connect as lineTo } from '../charity/line.ts';
import { openCollector, type SentSpan } from '../support/collector.ts';
import { makeDirect, pause, say } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { openRaw, upgradeHead } from '../support/raw.ts';
import { startServer } from '../support/server.ts';

const SERVER = 2;

const collector = await openCollector();
const server = await startServer({
  OTEL_TRACES_ENABLED: 'true',
  OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.listener.url}/v1/traces`,
});
const open = new Set<Socket>();
afterAll(async () => {
  for (const socket of open) socket.disconnect();
  await server.stop();
  await collector.close();
});

async function connect({ token }: Person, traceparent?: string, path = '/socket.io', transport = 'websocket') {
  const socket = io(server.url, {
    path,
    transports: [transport],
    forceNew: true,
    reconnection: false,
    auth: { token },
    ...(traceparent !== undefined && { extraHeaders: { traceparent } }),
  });
  open.add(socket);
  await new Promise<void>((resolve, reject) => socket.on('connect', resolve).on('connect_error', reject));
  return socket;
}

const traceId = 'c'.repeat(32);
const named = (name: string, more: (span: SentSpan) => boolean = () => true) =>
  collector.find(name, (span) => span.name === name && more(span));

test('TRACE-5 an upgrade continues the trace of its client, and so do the frames of the connection', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const { id } = await makeDirect(ann, bob);
  const socket = await connect(ann, `00-${traceId}-${'d'.repeat(16)}-01`);
  const message = { conversationId: id, content: 'Heimlich', tempId: 'one' };
  expect(await socket.timeout(5_000).emitWithAck('send_message', message)).toMatchObject({ ok: true });
  const upgrade = await named('WS upgrade', (span) => span.traceId === traceId);
  expect(upgrade).toMatchObject({
    parent: 'd'.repeat(16),
    kind: SERVER,
    attributes: { 'url.path': '/socket.io/', 'http.response.status_code': 101 },
  });
  const frame = await named('WS send_message', (span) => span.traceId === traceId);
  expect(frame).toMatchObject({ parent: upgrade.spanId, kind: SERVER, status: { code: 0 }, links: [] });
  const write = await named('write message', (span) => span.traceId === traceId);
  expect(write.parent).toBe(frame.spanId);
  await pause(1_500);
  expect(collector.text()).not.toContain('Heimlich');
});

test('TRACE-5 without one each frame has a trace of its own, which names the upgrade', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const { id } = await makeDirect(ann, bob);
  const socket = await connect(ann);
  await socket.timeout(5_000).emitWithAck('join_conversation', { conversationId: id });
  const frame = await named('WS join_conversation');
  expect(frame.parent).toBeNull();
  const [link] = frame.links;
  const upgrade = await named('WS upgrade', ({ spanId }) => spanId === link?.spanId);
  expect(link?.traceId).toBe(upgrade.traceId);
  expect(frame.traceId).not.toBe(upgrade.traceId);
});

test('TRACE-5 database calls stand below the frame that makes them, also when it had to wait for its turn', async () => {
  const { ann, bob, eve } = await server.people('ann', 'bob', 'eve');
  const conversations = await Promise.all([bob, eve].map((other) => makeDirect(ann, other)));
  await Promise.all(conversations.map((where, index) => say(index === 0 ? bob : eve, where, 'hello')));
  const socket = await connect(ann);
  const asked = conversations.map(({ id }) => {
    socket.emit('send_message', { conversationId: id, content: 'hello', tempId: id });
    return socket.timeout(5_000).emitWithAck('message_read', { conversationId: id, upToSeq: 1 });
  });
  await Promise.all(asked);
  const frames = () => collector.spans().filter(({ name }) => name === 'WS message_read');
  await expect.poll(() => frames().length, { timeout: 5_000 }).toBe(2);
  await pause(1_500);
  for (const frame of frames()) expect(collector.below(frame).map(({ name }) => name)).toContain('move read mark');
});

test('TRACE-5 a refused frame is no fault of the server, and the name of an unknown one is not recorded', async () => {
  const { ann } = await server.people('ann');
  const socket = await connect(ann);
  await socket.timeout(5_000).emitWithAck('send_message', { content: 7 });
  await socket.timeout(5_000).emitWithAck('geheim', {});
  const frame = await named('WS send_message', ({ attributes }) => attributes['parley.error'] !== undefined);
  expect(frame).toMatchObject({ attributes: { 'parley.error': 'validation_failed' }, status: { code: 0 } });
  await named('WS unknown');
  expect(collector.text()).not.toContain('geheim');
});

test('TRACE-5 the same holds for the other contracts, and for who polls', async () => {
  const { ann } = await server.people('ann');
  const socket = await connect(ann, undefined, '/travel/socket.io', 'polling');
  socket.emit('user-online', {});
  const frame = await named('WS user-online');
  expect(frame.attributes['url.path']).toBe('/travel/socket.io/');
  const [link] = frame.links;
  expect((await named('GET', ({ spanId }) => spanId === link?.spanId)).attributes['url.path']).toBe(
    '/travel/socket.io/',
  );
});

test('TRACE-5 the same holds for bare WebSockets, refused ones included', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const created = await at(server, ann).post(INQUIRIES, {});
  const { conversationId } = created.as(z.object({ data: z.object({ conversationId: z.string() }) })).data;
  const path = `/charity/ws/conversations/${conversationId}`;
  const line = await lineTo(server, ann, conversationId);
  line.send({ type: 'message', content: 'Heimlich' });
  line.send({ type: 'read' });
  line.send({ type: 'geheim' });
  const here = ({ attributes }: SentSpan) => attributes['url.path'] === path;
  const upgrade = await named('WS upgrade', here);
  expect(upgrade.attributes).toMatchObject({ 'http.response.status_code': 101 });
  expect(upgrade.attributes['url.query']).toBeUndefined();
  expect(collector.below(upgrade).length).toBeGreaterThan(0);
  const frame = await named('WS message', here);
  expect(frame.links).toMatchObject([{ traceId: upgrade.traceId, spanId: upgrade.spanId }]);
  expect((await named('write message', ({ traceId }) => traceId === frame.traceId)).parent).toBe(frame.spanId);
  await named('WS read', here);
  const unknown = await named('WS unknown', here);
  expect(unknown).toMatchObject({ attributes: { 'parley.error': 'validation_failed' }, status: { code: 0 } });
  await line.close();

  const address = `${server.url.replace('http', 'ws')}${path}?token=`;
  const traceparent = `00-${'e'.repeat(32)}-${'f'.repeat(16)}-01`;
  const again = new WebSocket(address + ann.token, { headers: { traceparent } });
  again.on('open', () => again.send(JSON.stringify({ type: 'ping' })));
  const ping = await named('WS ping');
  const parent = await named('WS upgrade', ({ traceId }) => traceId === 'e'.repeat(32));
  expect(parent.parent).toBe('f'.repeat(16));
  expect(ping).toMatchObject({ traceId: parent.traceId, parent: parent.spanId });
  again.close();

  for (const [token, status] of [
    ['none', 401],
    [bob.token, 403],
  ] as const) {
    const refused = new WebSocket(address + token);
    await new Promise((resolve) => refused.on('error', resolve));
    await named('WS upgrade', ({ attributes }) => attributes['http.response.status_code'] === status);
  }
  await pause(1_500);
  expect(/Heimlich|geheim/.test(collector.text())).toBe(false);
  for (const { token } of [ann, bob]) expect(collector.text().includes(token)).toBe(false);
});

test('TRACE-5 an upgrade that is refused has the status of its refusal', async () => {
  const raw = await openRaw(server.url);
  raw.socket.write(upgradeHead('/socket.io/?EIO=4&transport=websocket&sid=nobody'));
  const refused = await named('WS upgrade', ({ attributes }) => String(attributes['url.query']).includes('sid='));
  expect(refused.attributes['http.response.status_code']).toBe(400);
  raw.destroy();
});
