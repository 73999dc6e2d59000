import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { makeGroup, messagesOf, say } from '../support/factories.ts';
import { createPerson, type Person } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { makeToken } from '../support/tokens.ts';
import { at, CONVERSATIONS, connect, refusal } from './line.ts';

let server: TestServer;
let ann: Person;
let bo: Person;
let admin: Person;
const conversation = z.object({ data: z.looseObject({ conversationId: z.string(), updatedAt: z.string() }) });
const history = z.object({ data: z.object({ messages: z.array(z.looseObject({ seq: z.number() })) }) });

beforeAll(async () => {
  server = await startServer();
  ann = await createPerson(server, 'Ann');
  bo = await createPerson(server, 'Bo');
  admin = await createPerson(server, 'Ada', { role: 'admin' });
});
afterAll(() => server.stop());

async function open(person: Person, body: object = {}): Promise<string> {
  const answer = await at(server, person).post(CONVERSATIONS, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.as(conversation).data.conversationId;
}

async function historyOf(person: Person, id: string) {
  return (await at(server, person).get(`${CONVERSATIONS}/${id}/messages`)).as(history).data.messages;
}

test('a conversation is opened, found, listed and changed', async () => {
  const id = await open(ann, { subject: 'Help', metadata: { a: 1 } });
  const expected = {
    conversationId: id,
    participants: [{ userId: ann.id, role: 'USER', joinedAt: expect.any(String) }],
    createdBy: ann.id,
    status: 'ACTIVE',
    subject: 'Help',
    metadata: { a: 1 },
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
  };
  expect((await at(server, ann).get(`${CONVERSATIONS}/${id}`)).json).toEqual({ success: true, data: expected });
  expect((await at(server, bo).get(`${CONVERSATIONS}/${id}`)).json).toMatchObject({
    success: false,
    error: { code: 'FORBIDDEN' },
  });
  expect((await at(server, admin).get(CONVERSATIONS)).json).toMatchObject({
    data: { conversations: [{ conversationId: id }], pagination: { total: 1, page: 1, limit: 20, hasMore: false } },
  });
  expect((await at(server, bo).get(CONVERSATIONS)).json).toMatchObject({ data: { conversations: [] } });
  const changed = await at(server, ann).put(`${CONVERSATIONS}/${id}`, {
    status: 'ARCHIVED',
    subject: null,
    metadata: { b: [2] },
  });
  expect(changed.json).toMatchObject({ data: { status: 'ARCHIVED', metadata: { a: 1, b: [2] } } });
  expect(changed.text).not.toContain('subject');
  expect((await at(server, ann).get(`${CONVERSATIONS}?status=CLOSED`)).json).toMatchObject({
    data: { pagination: { total: 0 } },
  });
  expect((await at(server, ann).put(`${CONVERSATIONS}/${id}`, { other: 1 })).status).toBe(400);
  const closed = await at(server, ann).post(`${CONVERSATIONS}/${id}/messages`, { content: 'no' });
  expect({ status: closed.status, json: closed.json }).toMatchObject({
    status: 409,
    json: { error: { code: 'CONVERSATION_CLOSED' } },
  });
});

test('messages pass between connections, REST and the native API, in order', async () => {
  const id = await open(ann);
  const [one, two] = [await connect(server, ann, id), await connect(server, ann, id)];
  one.send({ type: 'message', content: 'Hello <b>', clientMessageId: 'c1', metadata: { x: 1 } });
  const sent = await one.next('message_sent');
  expect(sent).toEqual({
    type: 'message_sent',
    messageId: expect.any(String),
    conversationId: id,
    senderId: ann.id,
    senderRole: 'USER',
    content: 'Hello <b>',
    messageType: 'TEXT',
    createdAt: expect.any(String),
    metadata: { x: 1 },
    seq: 1,
    clientMessageId: 'c1',
  });
  const { clientMessageId: _, ...rest } = sent;
  expect(await two.next('message_received')).toEqual({ ...rest, type: 'message_received' });
  one.send({ type: 'message', content: 'Hello <b>', clientMessageId: 'c1', metadata: { x: 1 } });
  expect(await one.next('message_sent')).toEqual(sent);
  one.send({ type: 'message', content: 'other', clientMessageId: 'c1' });
  expect(await one.next('error')).toMatchObject({ code: 'CONFLICT' });
  expect(await two.since()).toEqual([]);

  const staff = await connect(server, admin, id);
  expect(await one.next('conversation_updated')).toMatchObject({
    participants: [
      { userId: ann.id, role: 'USER' },
      { userId: admin.id, role: 'ADMIN' },
    ],
  });
  expect(await one.next('user_joined')).toEqual({ type: 'user_joined', userId: admin.id, role: 'ADMIN' });
  const over = await at(server, admin).post(`${CONVERSATIONS}/${id}/messages`, {
    content: 'by REST',
    messageType: 'SYSTEM',
  });
  expect(over.status, over.text).toBe(201);
  for (const line of [one, two, staff])
    expect(await line.next('message_received')).toMatchObject({ seq: 2, senderRole: 'ADMIN' });
  await say(admin, { id }, 'natively');
  expect(await one.next('message_received')).toMatchObject({ seq: 3, senderRole: 'ADMIN', content: 'natively' });
  for (let i = 0; i < 20; i++) one.send({ type: 'message', content: `n${i}` });
  for (let i = 0; i < 20; i++) expect(await one.next('message_sent')).toMatchObject({ content: `n${i}`, seq: i + 4 });
  expect((await historyOf(bo, id).catch(() => [])).length).toBe(0);
  expect((await historyOf(ann, id)).map(({ seq }) => seq)).toEqual(Array.from({ length: 23 }, (_, i) => i + 1));
  expect((await messagesOf(admin, { id }, '?limit=100')).length).toBe(23);
  await Promise.all([one, two, staff].map((line) => line.close()));
});

test('marks, typing and comings are told to those whom they concern', async () => {
  const id = await open(admin, { participants: [ann.id, bo.id] });
  const [a, a2, b] = [await connect(server, ann, id), await connect(server, ann, id), await connect(server, bo, id)];
  expect(await a.next('user_joined')).toMatchObject({ userId: bo.id, role: 'USER' });
  a.send({ type: 'typing', isTyping: true });
  a.send({ type: 'typing', isTyping: true });
  expect(await b.next('typing_start')).toEqual({ type: 'typing_start', userId: ann.id });
  a.send({ type: 'message', content: 'hi' });
  const { messageId } = await a.next('message_sent');
  expect(await b.since()).toEqual(['typing_stop', 'message_received']);
  b.send({ type: 'read' });
  expect(await a.next('read_receipt')).toEqual({
    type: 'read_receipt',
    messageId,
    userId: bo.id,
    readAt: expect.any(String),
  });
  expect(await b.since()).toEqual([]);
  b.send({ type: 'read', messageId });
  b.send({ type: 'read', messageId: 'nothing' });
  expect(await b.next('error')).toMatchObject({ code: 'NOT_FOUND' });
  expect((await a2.since()).filter((type) => type === 'read_receipt')).toEqual(['read_receipt']);
  expect((await at(server, admin).put(`${CONVERSATIONS}/${id}/read`)).json).toEqual({
    success: true,
    data: { message: 'Conversation marked as read' },
  });
  expect(await b.next('read_receipt')).toMatchObject({ userId: admin.id, messageId });
  await a.close();
  expect(await b.since()).toEqual([]);
  await a2.close();
  expect(await b.next('user_left')).toEqual({ type: 'user_left', userId: ann.id, role: 'USER' });
  await at(server, ann).put(`${CONVERSATIONS}/${id}`, { status: 'CLOSED' });
  expect(await b.next('system')).toMatchObject({ message: 'Conversation status changed to CLOSED' });
  b.send({ type: 'message', content: 'late' });
  expect(await b.next('error')).toMatchObject({ code: 'CONVERSATION_CLOSED' });
  b.send({ type: 'ping' });
  expect(await b.next('pong')).toEqual({ type: 'pong', timestamp: expect.any(String) });
  expect(await b.close()).toBe(1000);
});

test('roles are those in which people joined and wrote', async () => {
  const id = await open(ann);
  const promoted = at(server, { token: await makeToken({ sub: ann.id, name: 'Ann', role: 'support' }) });
  await at(server, ann).post(`${CONVERSATIONS}/${id}/messages`, { content: '1' });
  await promoted.post(`${CONVERSATIONS}/${id}/messages`, { content: '2' });
  await at(server, ann).post(`${CONVERSATIONS}/${id}/messages`, { content: '3' });
  expect((await historyOf(ann, id)).map(({ senderRole }) => senderRole)).toEqual(['USER', 'ADMIN', 'USER']);
  await promoted.get(CONVERSATIONS);
  expect((await historyOf(ann, id)).map(({ senderRole }) => senderRole)).toEqual(['USER', 'ADMIN', 'USER']);
  expect((await promoted.get(`${CONVERSATIONS}/${id}`)).json).toMatchObject({
    data: { participants: [{ userId: ann.id, role: 'USER' }] },
  });
  await at(server, ann).get(CONVERSATIONS);
});

test('who may not connect is told before the upgrade', async () => {
  const id = await open(ann);
  expect(await refusal(server, 'nonsense', id)).toMatchObject({
    status: 401,
    body: { error: { code: 'UNAUTHORIZED' } },
  });
  expect(await refusal(server, ann.token, 'nowhere')).toMatchObject({ status: 404, body: { success: false } });
  expect(await refusal(server, bo.token, id)).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
  expect((await fetch(`${server.url}/charity/ws/conversations/${id}`)).status).toBe(426);
  const line = await connect(server, ann, id);
  for (const frame of [
    '',
    'no',
    '[]',
    '{}',
    '{"type":"message"}',
    '{"type":"message","content":" "}',
    '{"type":"nothing"}',
    '{"type":"typing"}',
  ])
    line.send(frame);
  line.socket.send(Buffer.from([0xff, 0xfe]));
  line.socket.send(Buffer.from('{"type":"ping"}'));
  await line.next('pong');
  expect(line.heard.filter(({ code }) => code === 'INVALID_MESSAGE').length).toBe(9);
  line.send({ type: 'message', content: 'x', messageType: 'SYSTEM' });
  expect(await line.next('error')).toMatchObject({ code: 'FORBIDDEN' });
  line.send(`"${'x'.repeat(140_000)}"`);
  expect(await line.closed).toBe(1009);
});

test('who is suspended, or removed, is cut with 1008; others go on', async () => {
  const cy = await createPerson(server, 'Cy');
  const dee = await createPerson(server, 'Dee');
  const group = await makeGroup(ann, [cy, dee]);
  const [a, c, d] = [
    await connect(server, ann, group.id),
    await connect(server, cy, group.id),
    await connect(server, dee, group.id),
  ];
  expect((await ann.delete(`/api/messaging/conversations/${group.id}/members/${cy.id}`)).status).toBeLessThan(300);
  expect(await c.closed).toBe(1008);
  await admin.put(`/api/users/${dee.id}`, { suspended: true });
  expect(await d.closed).toBe(1008);
  expect((await a.since()).filter((type) => type === 'user_left').length).toBe(2);
  expect((await at(server, ann).put(`${CONVERSATIONS}/${group.id}`, { status: 'CLOSED' })).status).toBe(403);
  expect((await at(server, admin).get(`${CONVERSATIONS}/${group.id}`)).status).toBe(403);
  a.send({ type: 'message', content: 'still here' });
  await a.next('message_sent');
  await a.close();
});
