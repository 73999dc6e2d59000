import { afterAll, expect, test } from 'vitest';
import { eventually, pause, say } from '../support/factories.ts';
import { openListener } from '../support/listener.ts';
import { consult, outboxSize } from '../support/outlets.ts';
import { startServer } from '../support/server.ts';

const PATH = '/api/v1/notifications';
const listener = await openListener();
const server = await startServer({ NOTIFICATION_SERVICE_URL: `${listener.url}/` });
afterAll(async () => {
  await server.stop();
  await listener.close();
});

const callsFor = ({ id }: { readonly id: string }) =>
  listener.at(PATH).filter(({ body }) => JSON.parse(body.toString()).userId === id);

test('OUT-16 a message to somebody who is offline asks the notification service to tell them, and no other does', async () => {
  const { doctor, patient, chat } = await consult(server);
  const message = await say(patient, chat, 'Are you there?');
  await eventually('the call', async () => callsFor(doctor).length > 0, 5_000);
  const [call] = callsFor(doctor);
  expect(call?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(call?.body.toString() ?? '')).toEqual({
    userId: doctor.id,
    type: 'new_message',
    title: 'Pat',
    body: 'You have a new message',
    data: { conversationId: chat.id, messageId: message.id, senderId: patient.id },
  });
  const wire = await doctor.connect();
  await say(patient, chat, 'There you are');
  await wire.waitFor('new_message');
  await wire.close();
  await eventually('all is out', async () => (await outboxSize(server.databaseUrl)) === 0, 5_000);
  await pause(100);
  expect(callsFor(doctor)).toHaveLength(1);
  expect(callsFor(patient)).toEqual([]);
});

test('OUT-17 a call that fails is tried again with the same key, and holds up no other', async () => {
  const { doctor, patient, chat } = await consult(server);
  const failed = new Set<string>();
  listener.answer(PATH, ({ body }) => {
    const { messageId } = JSON.parse(body.toString()).data;
    if (failed.size > 0 && !failed.has(messageId)) return 202;
    if (callsFor(doctor).filter((one) => one.body.includes(messageId)).length > 2) return 202;
    failed.add(messageId);
    return 503;
  });
  const first = await say(patient, chat, 'one');
  await eventually('the first call', async () => callsFor(doctor).length === 1, 5_000);
  const second = await say(patient, chat, 'two');
  await eventually('all is out', async () => (await outboxSize(server.databaseUrl)) === 0, 10_000);
  const calls = callsFor(doctor).map(({ headers, body }) => ({
    key: headers['idempotency-key'],
    messageId: JSON.parse(body.toString()).data.messageId,
  }));
  expect(calls.map(({ messageId }) => messageId)).toEqual([first.id, second.id, first.id, first.id]);
  expect(new Set(calls.map(({ key }) => key)).size).toBe(2);
});
