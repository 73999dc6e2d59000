import { afterAll, expect, test } from 'vitest';
import { openCollector, type SentSpan } from '../support/collector.ts';
import { CONVERSATIONS, eventually, fileForm, MESSAGES, makeDirect, pause, say } from '../support/factories.ts';
import { openRaw, upgradeHead } from '../support/raw.ts';
import { startServer } from '../support/server.ts';

const SERVER = 2;
const CLIENT = 3;
const FAILED = 2;
const SECRET = 'Nachtigall, ick hoer dir trapsen';

const collector = await openCollector();
const server = await startServer({
  OTEL_TRACES_ENABLED: 'true',
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.listener.url,
  CONTRACT_PORTS: 'travel=0',
});
afterAll(async () => {
  await server.stop();
  await collector.close();
});

let traces = 0;
/** A place in a trace of a client's own. */
function place(flags = '01') {
  traces += 1;
  const traceId = traces.toString(16).padStart(32, 'a');
  const spanId = traces.toString(16).padStart(16, 'b');
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-${flags}` } };
}

const inTrace =
  ({ traceId }: { traceId: string }, name: string) =>
  (span: SentSpan) =>
    span.traceId === traceId && span.name === name;

test('TRACE-1 each request has a span with method, route and status, which continues the trace of its traceparent', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const { id } = await makeDirect(ann, bob);
  const from = place();
  const before = Date.now();
  expect((await ann.get(`${CONVERSATIONS}/${id}`, { headers: from.headers })).status).toBe(200);
  const after = Date.now();
  const span = await collector.find('the request', inTrace(from, `GET ${CONVERSATIONS}/:id`));
  expect(span).toMatchObject({
    parent: from.spanId,
    kind: SERVER,
    attributes: {
      'http.request.method': 'GET',
      'http.route': `${CONVERSATIONS}/:id`,
      'url.path': `${CONVERSATIONS}/${id}`,
      'http.response.status_code': 200,
      'parley.contract': 'helpdesk',
    },
    status: { code: 0 },
  });
  expect(span.startedAt).toBeGreaterThanOrEqual(before - 5);
  expect(span.endedAt).toBeLessThanOrEqual(after + 50);
  expect(collector.resources()[0]).toMatchObject({ 'service.name': 'parley', 'service.version': expect.any(String) });
  expect(collector.listener.at('/v1/traces')[0]?.headers['content-type']).toBe('application/json');
});

test('TRACE-1 without a traceparent, or with a broken one, a request has a trace of its own', async () => {
  const { ann } = await server.people('ann');
  const broken = [
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`,
    `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`,
    `00-${'A'.repeat(32)}-${'b'.repeat(16)}-01`,
    'nonsense',
  ];
  for (const [index, traceparent] of broken.entries())
    expect((await ann.get(`/api/users/me?page=${index}`, { headers: { traceparent } })).status).toBe(200);
  for (const [index, traceparent] of broken.entries()) {
    const span = await collector.find(traceparent, ({ attributes }) => attributes['url.query'] === `page=${index}`);
    expect(span.parent).toBeNull();
    expect(span.traceId).not.toMatch(/^(0+|a+|A+)$/);
  }
});

test('TRACE-1 of a later version of traceparent what is known is read, and tracestate may come with it', async () => {
  const { ann } = await server.people('ann');
  const from = place();
  const traceparent = `${from.headers.traceparent.replace(/^00/, '01')}-later`;
  await ann.get('/api/users/me', { headers: { traceparent, tracestate: 'rojo=00f067aa0ba902b7' } });
  expect((await collector.find('the request', inTrace(from, 'GET /api/users/me'))).parent).toBe(from.spanId);
});

test('TRACE-1 what a client does not record, nobody records', async () => {
  const { ann } = await server.people('ann');
  const [unsampled, sampled] = [place('00'), place('01')];
  await ann.get('/api/users/me', { headers: unsampled.headers });
  await ann.get('/api/users/me', { headers: sampled.headers });
  await collector.find('the other one', inTrace(sampled, 'GET /api/users/me'));
  expect(collector.spans().filter(({ traceId }) => traceId === unsampled.traceId)).toEqual([]);
});

test('TRACE-1 a request that was refused, or led nowhere, has a span too', async () => {
  const { ann } = await server.people('ann');
  const [refused, nowhere, unreadable] = [place(), place(), place()];
  await server.anonymous.get('/api/users/me', { headers: refused.headers });
  await ann.get('/api/nowhere', { headers: nowhere.headers });
  const raw = await openRaw(server.url);
  raw.socket.write(`GET /api/%zz HTTP/1.1\r\nHost: x\r\ntraceparent: ${unreadable.headers.traceparent}\r\n\r\n`);
  const status = { 'http.response.status_code': 401 };
  expect((await collector.find('refused', inTrace(refused, 'GET /api/users/me'))).attributes).toMatchObject(status);
  const lost = await collector.find('nowhere', inTrace(nowhere, 'GET'));
  expect(lost.attributes).toMatchObject({ 'http.response.status_code': 404, 'url.path': '/api/nowhere' });
  expect(lost.status.code).toBe(0);
  const bad = await collector.find('unreadable', inTrace(unreadable, 'GET'));
  expect(bad.attributes['http.response.status_code']).toBeGreaterThanOrEqual(400);
  raw.destroy();
});

test('TRACE-1 a request whose client left has a span that says so', async () => {
  const { ann } = await server.people('ann');
  const from = place();
  const raw = await openRaw(server.url);
  raw.socket.write(
    `POST ${CONVERSATIONS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ann.token}\r\ntraceparent: ${from.headers.traceparent}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
  );
  await pause(100);
  raw.destroy();
  const span = await collector.find('the request', inTrace(from, `POST ${CONVERSATIONS}`));
  expect(span.attributes['parley.cut']).toBe(true);
  expect(span.attributes['http.response.status_code']).toBeUndefined();
});

test('TRACE-1 requests on a port that a contract has to itself have spans too, and those of polls', async () => {
  const { ann } = await server.people('ann');
  const [own, poll] = [place(), place()];
  const headers = { authorization: `Bearer ${ann.token}`, ...own.headers };
  await fetch(`${server.own.travel}/api/messaging/conversations?page=1`, { headers });
  const span = await collector.find('own port', ({ traceId, kind }) => traceId === own.traceId && kind === SERVER);
  expect(span.attributes).toMatchObject({ 'parley.contract': 'travel', 'url.query': 'page=1' });
  await fetch(`${server.url}/travel/socket.io/?EIO=4&transport=polling&sid=${'s'.repeat(20)}`, poll);
  const polled = await collector.find('the poll', inTrace(poll, 'GET'));
  expect(polled.attributes['url.query']).toBe('EIO=4&transport=polling&sid=REDACTED');
});

test('TRACE-2 database calls stand below the request that makes them, by operation and table', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const { id } = await makeDirect(ann, bob);
  const from = place();
  await ann.get(`${CONVERSATIONS}/${id}/messages`, { headers: from.headers });
  const span = await collector.find('the request', inTrace(from, `GET ${CONVERSATIONS}/:id/messages`));
  await eventually('calls', async () => collector.below(span).length > 0);
  for (const call of collector.below(span)) {
    expect(call).toMatchObject({ kind: CLIENT, attributes: { 'db.system.name': 'postgresql' }, status: { code: 0 } });
    expect(call.name).toMatch(/^[A-Z]+( [a-z_]+)?$/);
    expect(call.startedAt).toBeGreaterThanOrEqual(span.startedAt);
    expect(call.endedAt).toBeLessThanOrEqual(span.endedAt + 1);
  }
});

test('TRACE-2 also when a body came first, and with the steps of a transaction', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const from = place();
  const body = { type: 'direct', participantIds: [bob.id] };
  expect((await ann.post(CONVERSATIONS, body, { headers: from.headers })).status).toBe(201);
  const span = await collector.find('the request', inTrace(from, `POST ${CONVERSATIONS}`));
  await collector.find('its end', inTrace(from, 'COMMIT'));
  const names = collector.below(span).map(({ name }) => name);
  expect(names).toContain('BEGIN');
  expect(names.some((name) => name.startsWith('INSERT '))).toBe(true);
  expect(new Set(collector.spans().filter(({ traceId }) => traceId === from.traceId)).size).toBe(names.length + 1);
});

test('TRACE-2 many requests at once have each their own calls', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const { id } = await makeDirect(ann, bob);
  const asked = Array.from({ length: 60 }, () => place());
  await Promise.all(asked.map(({ headers }) => ann.get(`${CONVERSATIONS}/${id}/messages`, { headers })));
  const counts = new Set<string>();
  for (const from of asked) {
    const span = await collector.find('the request', inTrace(from, `GET ${CONVERSATIONS}/:id/messages`));
    await eventually('calls', async () => collector.below(span).length > 0);
    const calls = collector.spans().filter(({ traceId, kind }) => traceId === from.traceId && kind === CLIENT);
    expect(calls.every(({ parent }) => parent === span.spanId)).toBe(true);
    counts.add(
      calls
        .map(({ name }) => name)
        .sort()
        .join(),
    );
  }
  expect([...counts]).toHaveLength(1);
});

test('TRACE-2 the write of a message is a span from the queue to the commit, and nothing that was said is recorded', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const { id } = await makeDirect(ann, bob);
  const asked = Array.from({ length: 20 }, () => place());
  const send = (from: { headers: Record<string, string> }) =>
    ann.post(MESSAGES, { conversationId: id, content: SECRET, metadata: { note: SECRET } }, from);
  for (const { status } of await Promise.all(asked.map(send))) expect(status).toBe(201);
  for (const from of asked) {
    const span = await collector.find('the request', inTrace(from, `POST ${MESSAGES}`));
    const write = await collector.find('its write', inTrace(from, 'write message'));
    expect(write).toMatchObject({ parent: span.spanId, kind: CLIENT, attributes: { 'db.operation.name': 'INSERT' } });
  }
  const found = place();
  await ann.get(`/api/messaging/search?q=${encodeURIComponent('Nachtigall')}`, found);
  await collector.find('the search', ({ traceId, kind }) => traceId === found.traceId && kind === SERVER);
  const bytes = Buffer.from(SECRET);
  const uploaded = place();
  const form = fileForm('vogel.txt', bytes, 'text/plain');
  await ann.post('/api/attachments', undefined, { raw: form, headers: uploaded.headers });
  await collector.find('the upload', ({ traceId, kind }) => traceId === uploaded.traceId && kind === SERVER);
  await pause(2_000);
  expect(collector.text()).not.toMatch(/Nachtigall|trapsen/);
});

test('TRACE-3 a token in an address is left out, and what else may be secret is not told', async () => {
  const { ann } = await server.people('ann');
  const asked = [
    `/api/users/me?limit=2&token=${ann.token}&page=3`,
    `/api/users/me?access_token=${ann.token}`,
    `/api/users/me%3Ftoken=${ann.token}`,
    `/api/users/me;token=${ann.token}`,
    `/api/notifications/unsubscribe/${ann.token}`,
    `/api/notifications/unsubscribe/${ann.token.slice(-20)}`,
    `/nowhere/${ann.token}`,
    `/charity/ws/conversations/x?token=${ann.token}`,
    `/api/users/me?signature=${ann.token}&q=${ann.token}&limit=${ann.token}`,
  ];
  const spans = await Promise.all(
    asked.map(async (path) => {
      const from = place();
      await fetch(server.url + path, from);
      return collector.find(path, ({ traceId, kind }) => traceId === from.traceId && kind === SERVER);
    }),
  );
  const raw = await openRaw(server.url);
  raw.socket.write(upgradeHead(`/socket.io/?EIO=4&transport=websocket&token=${ann.token}`));
  await collector.find('an upgrade', ({ name }) => name === 'WS upgrade');
  raw.destroy();
  expect(spans.flatMap(({ attributes }) => attributes['url.query'] ?? [])).toEqual([
    'limit=2&page=3',
    'signature=REDACTED&q=REDACTED&limit=REDACTED',
  ]);
  expect(spans[0]?.attributes['url.path']).toBe('/api/users/me');
  await pause(2_000);
  expect(collector.text().includes(ann.token)).toBe(false);
  expect(collector.text().includes(ann.token.slice(-20))).toBe(false);
});

test('TRACE-4 what happens behind the scenes, and after an answer, leaves no spans', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const conversation = await makeDirect(ann, bob);
  await say(ann, conversation, 'hello');
  await pause(3_000);
  const known = new Set(collector.spans().map(({ spanId }) => spanId));
  for (const span of collector.spans().filter(({ kind }) => kind === CLIENT)) {
    expect(span.parent).not.toBeNull();
    expect(known.has(span.parent ?? '')).toBe(true);
  }
  expect(collector.spans().filter(({ name }) => / notice_/.test(name))).toEqual([]);
  expect(collector.spans().filter(({ status }) => status.code === FAILED)).toEqual([]);
  expect(collector.spans().flatMap(({ events }) => events)).toEqual([]);
});
