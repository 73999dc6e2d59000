import { connect as dial } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server.ts';
import { makeToken } from '../support/tokens.ts';
import { at, CONVERSATIONS, connect } from './line.ts';

const server = await startServer();
afterAll(() => server.stop());

const made = z.object({ data: z.object({ conversationId: z.string() }) });
const history = z.object({
  data: z.object({
    messages: z.array(z.object({ seq: z.number(), content: z.string(), senderRole: z.enum(['USER', 'ADMIN']) })),
  }),
});

test('CHAR-62 of somebody who writes in two roles at once each message bears the one that it was sent in', async () => {
  const ann = await createPerson(server, 'Ann');
  const asUser = at(server, { token: await makeToken({ sub: ann.id, name: 'Ann', role: 'user' }) });
  const asAdmin = at(server, { token: await makeToken({ sub: ann.id, name: 'Ann', role: 'admin' }) });
  const id = (await asUser.post(CONVERSATIONS, {})).as(made).data.conversationId;
  const send = (role: 'USER' | 'ADMIN', index: number) =>
    (role === 'USER' ? asUser : asAdmin).post(`${CONVERSATIONS}/${id}/messages`, { content: `${role} ${index}` });
  for (let round = 0; round < 10; round++) await Promise.all([send('USER', round), send('ADMIN', round)]);
  const { messages } = (await asUser.get(`${CONVERSATIONS}/${id}/messages?limit=100`)).as(history).data;
  expect(messages.length).toBe(20);
  for (const { content, senderRole } of messages) expect(content.split(' ')[0]).toBe(senderRole);
});

test('CHAR-116 a client that reads nothing is cut, and has left; the others hear all', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const admin = await createPerson(server, 'Ada', { role: 'admin' });
  const body = { participants: [ann.id, bo.id] };
  const id = (await at(server, admin).post(CONVERSATIONS, body)).as(made).data.conversationId;
  const speaker = await connect(server, ann, id);
  const { hostname, port } = new URL(server.url);
  const silent = dial(Number(port), hostname);
  silent.write(
    `GET /charity/ws/conversations/${id}?token=${bo.token} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  silent.pause();
  silent.on('error', () => {});
  await speaker.next('user_joined');
  const deadline = Date.now() + 40_000;
  let sent = 0;
  while (!speaker.heard.some(({ type }) => type === 'user_left')) {
    if (Date.now() > deadline) throw new Error(`still there after ${sent} messages`);
    for (let i = 0; i < 20; i++)
      speaker.send({ type: 'message', content: `${sent++}`, metadata: { pad: 'x'.repeat(16_000) } });
    while (speaker.heard.filter(({ type }) => type === 'message_sent').length < sent) await sleep(5);
  }
  speaker.send({ type: 'ping' });
  await speaker.next('pong');
  const numbers = speaker.heard.filter(({ type }) => type === 'message_sent').map(({ seq }) => seq);
  expect(numbers).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
  silent.destroy();
  await speaker.close();
}, 60_000);
