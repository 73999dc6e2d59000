import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../../../tools/ports.ts';
import { makeFolder } from '../startup/program.ts';
import { eventually, fileForm, pause, say, sayAll } from '../support/factories.ts';
import { openListener } from '../support/listener.ts';
import { consult, eventsOf, HOOK, markRead, outboxSize } from '../support/outlets.ts';
import type { Person } from '../support/person.ts';
import { png } from '../support/samples.ts';
import { startServer } from '../support/server.ts';
import { makeToken } from '../support/tokens.ts';

const listener = await openListener();
const server = await startServer({ EVENTS_WEBHOOK_URL: `${listener.url}${HOOK}` });
afterAll(async () => {
  await server.stop();
  await listener.close();
});

const BASE = '/telehealth/api/v1/messages';
const quiet = () => eventually('nothing waits', async () => (await outboxSize(server.databaseUrl)) === 0, 10_000);

/** Somebody's connection by telehealth's wire. */
async function comeOnline({ token }: Person) {
  const socket = io(server.url, {
    path: '/telehealth/socket.io',
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  return socket;
}

test('OUT-4 a picture and a text by the wire of telehealth are told like any other message', async () => {
  const { doctor, patient, chat } = await consult(server);
  const form = fileForm('scan.png', png(), 'image/png');
  form.append('receiverId', doctor.id);
  form.append('messageType', 'image');
  const { status } = await fetch(`${server.url}${BASE}/conversations/${chat.id}/send-file`, {
    method: 'POST',
    headers: { authorization: `Bearer ${patient.token}` },
    body: form,
  });
  expect(status).toBe(201);
  const socket = await comeOnline(patient);
  const ack = await socket.emitWithAck('send_message', {
    conversationId: chat.id,
    receiverId: doctor.id,
    content: 'That is my knee',
    tempId: 't1',
  });
  expect(ack).toMatchObject({ success: true });
  const repeat = { conversationId: chat.id, receiverId: doctor.id, content: 'That is my knee', tempId: 't1' };
  await socket.emitWithAck('send_message', repeat);
  socket.close();
  await quiet();
  expect(eventsOf(listener, chat)).toMatchObject([
    { eventType: 'message.sent', messageType: 'image', isReceiverOnline: false },
    { eventType: 'message.sent', messageType: 'text', messageId: ack.data.messageId },
  ]);
});

test('OUT-2 who comes online is reached by all that waited, once', async () => {
  const { doctor, patient, chat } = await consult(server);
  const messages = await sayAll(patient, chat, 'one', 'two', 'three');
  for (let visit = 0; visit < 2; visit += 1) {
    const socket = await comeOnline(doctor);
    await eventually('deliveries', async () => eventsOf(listener, chat).length >= 6, 5_000);
    socket.close();
  }
  await markRead(doctor, chat, 3);
  await quiet();
  await pause(100);
  const [, , , ...rest] = eventsOf(listener, chat);
  expect(rest.slice(0, 3)).toMatchObject(messages.map(({ id }) => ({ eventType: 'message.delivered', messageId: id })));
  expect(rest.slice(3)).toMatchObject([{ eventType: 'message.read', messageIds: messages.map(({ id }) => id) }]);
});

test('OUT-5 a conversation whose only doctor is none any more is spoken of still', async () => {
  const { doctor, patient, chat } = await consult(server);
  const message = await say(patient, chat, 'Farewell');
  const token = await makeToken({ sub: doctor.id, name: doctor.name, userType: 'patient' });
  await server.api(token).get('/api/users/me');
  await markRead(doctor, chat, 1);
  await quiet();
  expect(eventsOf(listener, chat).at(-1)).toMatchObject({ eventType: 'message.read', messageIds: [message.id] });
});

test('OUT-3 the receiver that docs/events.md shows believes our signature and no other', async () => {
  const text = await readFile(new URL('../../../docs/events.md', import.meta.url), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const port = await freePort();
  const folder = await makeFolder();
  await writeFile(join(folder.path, 'receiver.mjs'), code.replace('4000', String(port)));
  const receiver = spawn(process.execPath, ['receiver.mjs'], {
    cwd: folder.path,
    env: { EVENTS_WEBHOOK_SECRET: 'shared' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  receiver.stdout.on('data', (chunk: Buffer) => (printed += chunk));
  const url = `http://127.0.0.1:${port}`;
  const signing = await startServer({ EVENTS_WEBHOOK_URL: url, EVENTS_WEBHOOK_SECRET: 'shared' });
  try {
    const { patient, chat } = await consult(signing);
    await say(patient, chat, 'one');
    await eventually('it is printed', async () => printed.includes(chat.id), 10_000);
    const forged = await fetch(url, { method: 'POST', body: '{}', headers: { 'x-parley-signature': 'sha256=00' } });
    expect(forged.status).toBe(401);
  } finally {
    await signing.stop();
    receiver.kill();
    await folder.remove();
  }
});
