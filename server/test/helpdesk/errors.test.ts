import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { CONVERSATIONS, historyOf, MESSAGES, makeDirect, pause, say } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { messageShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const chat = await makeDirect(ann, bo);

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
const text = (extra: object) => ({ conversationId: chat.id, content: 'x', ...extra });

test('ERR-1 an error is a problem document with type, title, status, detail and code', async () => {
  const answer = await ann.get('/api/users/nobody-by-this-id');
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.problem()).toMatchObject({ type: '/problems/not_found', status: 404, code: 'not_found' });
});

test('ERR-2 a validation error names every offending field by its dotted path', async () => {
  const answer = await ann.post(CONVERSATIONS, { type: 'group', title: 'T', participantIds: [bo.id, 7] });
  expectRefusal(answer, 400, 'validation_failed', 'participantIds.1');
  const place = { conversationId: chat.id, type: 'location', metadata: { latitude: 'north', longitude: 200 } };
  const both = await ann.post(MESSAGES, place);
  expectRefusal(both, 400, 'validation_failed', 'metadata.latitude');
  expectRefusal(both, 400, 'validation_failed', 'metadata.longitude');
  expectRefusal(await ann.get(`${CONVERSATIONS}?limit=0`), 400, 'validation_failed', 'limit');
});

test.each([
  ['GET', '/api/nothing/here'],
  ['GET', '/nothing'],
  ['PATCH', `${MESSAGES}/x`],
  ['POST', '/api/users/me'],
  ['PATCH', '/api/tickets'],
  ['GET', '/api/ticket'],
  ['DELETE', '/api/faqs'],
  ['GET', '/api/users/%E0%A4%A'],
  ['GET', '/%00'],
])('ERR-3 %s %s is an unknown address: 404, or 400 when it cannot be read', async (method, path) => {
  const answer = await ann.request(method, path);
  expect([404, 400]).toContain(answer.status);
  if (!path.includes('%')) expectRefusal(answer, 404, 'not_found');
});

test.each([
  ['{', 'cut off'],
  ['{"content": x}', 'no JSON'],
  ["{'content': 1}", 'single quotes'],
  ['\u0000', 'a zero byte'],
])('ERR-4 a body %j (%s) is 400 invalid_json', async (raw) => {
  expectRefusal(await ann.request('POST', MESSAGES, undefined, { raw }), 400, 'invalid_json');
});

test.each(['[]', '"text"', '5', 'null', 'true'])('ERR-4 a body that is %s, no object, is 400', async (raw) => {
  expectRefusal(await ann.request('POST', MESSAGES, undefined, { raw }), 400);
  expectRefusal(await ann.request('PUT', '/api/users/me', undefined, { raw }), 400);
});

test('ERR-4 a missing body where fields are required is 400', async () => {
  expectRefusal(await ann.request('POST', MESSAGES), 400);
  expectRefusal(await ann.request('POST', MESSAGES, undefined, { raw: '' }), 400);
});

test('ERR-5 JSON may be twenty levels deep, not more', async () => {
  expect((await ann.post(MESSAGES, text({ metadata: nested(15) }))).status).toBe(201);
  expectRefusal(await ann.post(MESSAGES, text({ metadata: nested(25) })), 400);
  for (const depth of [1_000, 50_000, 200_000]) {
    const raw = `{"conversationId":"${chat.id}","content":"x","metadata":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
    const answer = await ann.request('POST', MESSAGES, undefined, { raw });
    expect([400, 413]).toContain(answer.status);
    const list = await ann.request('POST', MESSAGES, undefined, { raw: `${'['.repeat(depth)}${']'.repeat(depth)}` });
    expect([400, 413]).toContain(list.status);
  }
});

test.each([
  '{"__proto__":{"a":1}}',
  '{"metadata":{"__proto__":{"a":1}}}',
  '{"metadata":{"b":[{"__proto__":null}]}}',
  '{"metadata":{"\\u005f_proto__":1}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"metadata":{"constructor":{"prototype":{}}}}',
])('ERR-6 the keys that could poison a prototype are 400: %s', async (part) => {
  const raw = `{"conversationId":"${chat.id}","content":"poison",${part.slice(1)}`;
  expectRefusal(await ann.request('POST', MESSAGES, undefined, { raw }), 400);
  expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
});

test('ERR-6 the same words as text or as harmless keys are kept', async () => {
  const message = await say(ann, chat, '{"__proto__": {"constructor": "prototype"}}', { metadata: { prototype: 'x' } });
  expect(message).toMatchObject({
    content: '{"__proto__": {"constructor": "prototype"}}',
    metadata: { prototype: 'x' },
  });
});

test('ERR-7 a body over one MiB is 413 payload_too_large', async () => {
  expectRefusal(await ann.post(MESSAGES, text({ padding: 'x'.repeat(1_048_577) })), 413, 'payload_too_large');
  expect((await ann.post(MESSAGES, text({ padding: 'x'.repeat(1_000_000) }))).status).toBe(201);
});

test('ERR-7 who is still writing such a body is told so, and not cut off', async () => {
  const { hostname, port } = new URL(server.url);
  const chunk = Buffer.alloc(64 * 1024, 0x20);
  const chunks = 60;
  const socket = connect(Number(port), hostname);
  let heard = '';
  const broken: Error[] = [];
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1');
  });
  socket.on('error', (error) => broken.push(error));
  socket.write(
    `POST ${MESSAGES} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ann.token}\r\nContent-Type: application/json\r\nContent-Length: ${chunks * chunk.length}\r\n\r\n`,
  );
  for (let written = 0; written < chunks; written += 1) {
    socket.write(chunk);
    await pause(15);
  }
  await expect.poll(() => heard).toMatch(/^HTTP\/1.1 413 /);
  // The connection goes on to be of use.
  socket.write('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await expect.poll(() => heard).toContain('HTTP/1.1 200 ');
  expect(broken).toEqual([]);
  socket.destroy();
});

test('ERR-8 a fitting request id is kept, any other is replaced', async () => {
  const ask = async (id: string) =>
    (await ann.get('/api/users/me', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
  expect(await ask('abc-DEF_1.2')).toBe('abc-DEF_1.2');
  expect(await ask('x'.repeat(128))).toBe('x'.repeat(128));
  for (const bad of ['x'.repeat(129), 'a b', 'a<script>', 'é']) {
    const given = await ask(bad);
    expect(given).not.toBe(bad);
    expect(given).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
  }
  const two = await Promise.all([ann.get('/health'), ann.get('/health')]);
  expect(two[0].headers.get('x-request-id')).not.toBe(two[1].headers.get('x-request-id'));
});

test('ERR-9 an answer over one KiB is compressed for those who accept it', async () => {
  await say(ann, chat, 'long '.repeat(600));
  const path = `${CONVERSATIONS}/${chat.id}/messages`;
  const packed = await ann.get(path, { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  const plain = await ann.get(path, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
});

test('ERR-10 fields that claim a right or an author are ignored', async () => {
  const forged = {
    senderId: bo.id,
    sender: bo.id,
    role: 'admin',
    isAdmin: true,
    seq: 999,
    version: 9,
    id: 'mine',
    createdAt: '2001-01-01',
  };
  const message = await say(ann, chat, 'it is me', { ...forged, deletedAt: '2001-01-01', unknown: { deep: true } });
  expect(message.senderId).toBe(ann.id);
  expect(message).toMatchObject({ version: 1, deletedAt: null });
  expect(message.id).not.toBe('mine');
  expect(message.seq).not.toBe(999);
  expect(message.createdAt > '2020').toBe(true);
});

test('ERR-11 a body of another content type is never taken for a message', async () => {
  const before = (await historyOf(ann, chat)).length;
  const raw = JSON.stringify(text({ content: 'smuggled' }));
  const types = [
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'image/png',
    'json',
    ' ',
    'application/jsonx',
  ];
  for (const type of types) {
    const answer = await ann.request('POST', MESSAGES, undefined, { raw, headers: { 'content-type': type } });
    expect(answer.status, type).toBe(400);
  }
  expect((await historyOf(ann, chat)).length).toBe(before);
});

test.each([
  ['content', { content: 'a\u0000b' }],
  ['metadata', { content: 'ok', metadata: { note: 'a\u0000b' } }],
  ['clientId', { content: 'ok', clientId: 'a\u0000b' }],
])('ERR-12 U+0000 in %s is 400', async (_field, extra) => {
  expectRefusal(await ann.post(MESSAGES, text(extra)), 400, 'validation_failed');
});

test('ERR-12 half a surrogate pair is kept as it came or refused, never changed', async () => {
  const raw = `{"conversationId":"${chat.id}","content":"half \\ud83d of a pair"}`;
  const answer = await ann.request('POST', MESSAGES, undefined, { raw });
  if (answer.status === 201) expect(answer.as(messageShape).content).toBe('half \ud83d of a pair');
  else expectRefusal(answer, 400, 'validation_failed', 'content');
});

test('ERR-12 bytes that are no UTF-8 are refused, whoever they are sent by and to', async () => {
  const before = (await historyOf(ann, chat)).length;
  for (const bytes of [[0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
    const raw = Buffer.concat([
      Buffer.from(`{"conversationId":"${chat.id}","content":"a`),
      Buffer.from(bytes),
      Buffer.from('b"}'),
    ]);
    expectRefusal(await ann.request('POST', MESSAGES, undefined, { raw }), 400, 'invalid_json');
  }
  expect((await historyOf(ann, chat)).length).toBe(before);
});

test('ERR-13 checks come in a fixed order: token, form, existence, rights, state', async () => {
  const path = `${CONVERSATIONS}/${chat.id}/messages`;
  expectRefusal(await server.anonymous.get(`${path}?limit=nonsense`), 401);
  expectRefusal(await cy.get(`${path}?limit=nonsense`), 400, 'validation_failed', 'limit');
  expectRefusal(
    await cy.post(MESSAGES, { conversationId: 'c-unknown', content: '' }),
    400,
    'validation_failed',
    'content',
  );
  expectRefusal(await cy.post(MESSAGES, { conversationId: 'c-unknown', content: 'x' }), 404, 'not_found');
  expectRefusal(await cy.post(MESSAGES, { conversationId: chat.id, content: 'x' }), 403, 'not_a_member');
  expectRefusal(await cy.get(`${path}?before=m-unknown`), 403, 'not_a_member');
  expectRefusal(await ann.get(`${path}?before=m-unknown`), 404, 'not_found');
  const gone = await say(ann, chat, 'soon gone');
  await ann.delete(`${MESSAGES}/${gone.id}`);
  expectRefusal(await ann.put(`${MESSAGES}/${gone.id}`, { content: 5 }), 400, 'validation_failed', 'content');
  expectRefusal(await bo.put(`${MESSAGES}/${gone.id}`, { content: 'x' }), 403, 'forbidden');
  expectRefusal(await ann.put(`${MESSAGES}/${gone.id}`, { content: 'x' }), 409, 'message_deleted');
  const foreign = { type: 'group', title: 'x'.repeat(101), participantIds: ['nobody-here'] };
  expectRefusal(await ann.post(CONVERSATIONS, foreign), 400, 'validation_failed', 'title');
});
