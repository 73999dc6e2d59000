import { connect as dial } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { makeGroup } from '../support/factories.ts';
import { createPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { at, CONVERSATIONS, connect, type Line, refusal } from './line.ts';

const server = await startServer();
afterAll(() => server.stop());

const conversation = z.object({
  conversationId: z.string(),
  participants: z.array(z.object({ userId: z.string(), role: z.enum(['USER', 'ADMIN']) })),
});
const made = z.object({ data: conversation });
const list = z.object({ data: z.object({ conversations: z.array(conversation) }) });
const sent = z.object({ data: z.object({ seq: z.number() }) });
const history = z.object({
  data: z.object({
    messages: z.array(
      z.object({ seq: z.number(), readBy: z.array(z.object({ userId: z.string(), readAt: z.string() })) }),
    ),
    pagination: z.object({ total: z.number() }),
  }),
});

/** A conversation of an admin's with two users in it. */
async function room(on: TestServer = server) {
  const [ann, bo, root] = [
    await createPerson(on, 'Ann'),
    await createPerson(on, 'Bo'),
    await createPerson(on, 'Root', { role: 'admin' }),
  ];
  const body = { participants: [ann.id, bo.id] };
  const id = (await at(on, root).post(CONVERSATIONS, body)).as(made).data.conversationId;
  return { ann, bo, root, id, path: `${CONVERSATIONS}/${id}` };
}

/** Sends the first lines of a request to change the protocol; gives the status of the answer. */
function upgradeWith(path: string, lines: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    const stream = dial(Number(port), hostname);
    stream.write(`GET ${path} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines}\r\n`);
    stream.once('data', (data) => {
      stream.destroy();
      resolve(data.toString());
    });
  });
}

const KEY = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

test('CHAR-93 an admin whose handshake is wrong becomes no participant', async () => {
  const { root, id, path } = await room();
  const guest = await createPerson(server, 'Guest', { role: 'admin' });
  const answer = await upgradeWith(
    `/charity/ws/conversations/${id}?token=${guest.token}`,
    'Sec-WebSocket-Version: 13\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
  const { participants } = (await at(server, root).get(path)).as(made).data;
  expect(participants.map(({ userId }) => userId)).not.toContain(guest.id);
  const line = await connect(server, guest, id);
  const now = (await at(server, root).get(path)).as(made).data.participants;
  expect(now).toContainEqual(expect.objectContaining({ userId: guest.id, role: 'ADMIN' }));
  await line.close();
});

test('CHAR-8 an address of connections that names no conversation is none', async () => {
  const { ann } = await room();
  for (const lines of [KEY, '']) {
    const answer = await upgradeWith(`/charity/ws/conversations/?token=${ann.token}`, lines);
    expect(answer).toMatch(/^HTTP\/1\.1 404/);
    expect(answer).toContain('"code":"NOT_FOUND"');
  }
});

test('CHAR-117 typing is told in a closed conversation too, and its end though the conversation was closed meanwhile', async () => {
  const { ann, bo, root, id, path } = await room();
  const [here, there] = [await connect(server, ann, id), await connect(server, bo, id)];
  here.send({ type: 'typing', isTyping: true });
  expect(await there.next('typing_start')).toEqual({ type: 'typing_start', userId: ann.id });
  await at(server, root).put(path, { status: 'CLOSED' });
  await there.next('system');
  here.send({ type: 'typing', isTyping: false });
  expect(await there.next('typing_stop')).toEqual({ type: 'typing_stop', userId: ann.id });
  here.send({ type: 'typing', isTyping: true });
  await there.next('typing_start');
  await here.close();
  await there.next('typing_stop');
  await there.close();
});

test('CHAR-118 typing goes on while the typist has another connection here, and ends with the last', async () => {
  const { ann, bo, id } = await room();
  const there = await connect(server, bo, id);
  const lines = [await connect(server, ann, id), await connect(server, ann, id), await connect(server, ann, id)];
  const [first, second, third] = lines as [Line, Line, Line];
  first.send({ type: 'typing', isTyping: true });
  await there.next('typing_start');
  await first.close();
  await second.close();
  expect(await there.since()).toEqual([]);
  await third.close();
  await there.next('typing_stop');
  await there.next('user_left');
  await there.close();
});

test('CHAR-101 what still waited of who was suspended is not done', async () => {
  const { ann, root, id, path } = await room();
  const line = await connect(server, ann, id);
  for (let index = 0; index < 400; index++) {
    line.send({ type: 'read' });
    line.send({ type: 'message', content: `${index}` });
  }
  await line.next('message_sent');
  expect((await root.put(`/api/users/${ann.id}`, { suspended: true })).status).toBe(200);
  expect(await line.closed).toBe(1008);
  const count = async () => (await at(server, root).get(`${path}/messages`)).as(history).data.pagination.total;
  await sleep(100);
  const stored = await count();
  expect(stored).toBeLessThan(390);
  await sleep(700);
  expect(await count()).toBe(stored);
});

test('CHAR-83 readBy has everybody also where more than 50 take part, and so has a repeated answer', async () => {
  const root = await createPerson(server, 'Root', { role: 'admin' });
  const people = await Promise.all(Array.from({ length: 104 }, (_, index) => createPerson(server, `P${index}`)));
  const { id } = await makeGroup(root, people);
  const path = `${CONVERSATIONS}/${id}`;
  const body = { content: 'to all', clientMessageId: 'k' };
  const { seq } = (await at(server, root).post(`${path}/messages`, body)).as(sent).data;
  const readers = people.slice(0, 3);
  for (const reader of readers) expect((await at(server, reader).put(`${path}/read`)).status).toBe(200);
  const { messages } = (await at(server, root).get(`${path}/messages`)).as(history).data;
  const ids = readers.map((reader) => reader.id).sort();
  const message = messages.find((one) => one.seq === seq);
  expect(message?.readBy.map(({ userId }) => userId).sort()).toEqual(ids);
  const again = await at(server, root).post(`${path}/messages`, body);
  expect(again.status).toBe(200);
  expect(again.as(z.object({ data: history.shape.data.shape.messages.element })).data.readBy).toHaveLength(3);
  // All participants are shown; in a list at least whose list it is.
  expect((await at(server, root).get(path)).as(made).data.participants).toHaveLength(105);
  for (const reader of [people[0], people.at(-1)]) {
    if (!reader) continue;
    const { conversations } = (await at(server, reader).get(CONVERSATIONS)).as(list).data;
    const shown = conversations.find(({ conversationId }) => conversationId === id)?.participants ?? [];
    expect(shown.map(({ userId }) => userId)).toContain(reader.id);
    expect(shown.length).toBeLessThanOrEqual(101);
  }
}, 60_000);

test('CHAR-143 what is sent again, or refused, does not count; over the limit a resend still finds the first message', async () => {
  const scarce = await startServer({ RATE_LIMIT_MESSAGES_PER_HOUR: '3' });
  try {
    const { ann, id, path } = await room(scarce);
    const send = async (content: string, clientMessageId?: string, more: object = {}) =>
      (await at(scarce, ann).post(`${path}/messages`, { content, clientMessageId, ...more })).status;
    const line = await connect(scarce, ann, id);
    expect(await send('one', 'k-1')).toBe(201);
    for (let index = 0; index < 4; index++) {
      expect(await send('one', 'k-1')).toBe(200);
      expect(await send('other', 'k-1')).toBe(409);
      expect(await send('no', undefined, { messageType: 'SYSTEM' })).toBe(403);
      line.send({ type: 'message', content: 'one', clientMessageId: 'k-1' });
      await line.next('message_sent');
      line.send({ type: 'message', content: 'no', messageType: 'SYSTEM' });
      expect(await line.next('error')).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect([await send('two'), await send('three', 'k-3'), await send('four', 'k-4')]).toEqual([201, 201, 429]);
    expect([await send('three', 'k-3'), await send('one', 'k-1'), await send('five')]).toEqual([200, 200, 429]);
    line.send({ type: 'message', content: 'three', clientMessageId: 'k-3' });
    expect(await line.next('message_sent')).toMatchObject({ seq: 3, clientMessageId: 'k-3' });
    line.send({ type: 'message', content: 'six' });
    expect(await line.next('error')).toMatchObject({ code: 'RATE_LIMITED' });
    await line.close();
  } finally {
    await scarce.stop();
  }
});

test('CHAR-90 who has very many connections open gets no more until one ends', async () => {
  const narrow = await startServer({ MAX_CONNECTIONS_PER_USER: '1' });
  try {
    const { ann, bo, id } = await room(narrow);
    const lines = await Promise.all(Array.from({ length: 50 }, () => connect(narrow, ann, id)));
    expect(await refusal(narrow, ann.token, id)).toMatchObject({
      status: 429,
      body: { error: { code: 'RATE_LIMITED' } },
    });
    expect(await refusal(narrow, ann.token, 'nowhere')).toMatchObject({ status: 404 });
    await (await connect(narrow, bo, id)).close();
    await lines.pop()?.close();
    lines.push(await connect(narrow, ann, id));
    for (const line of lines) line.socket.terminate();
  } finally {
    await narrow.stop();
  }
});
