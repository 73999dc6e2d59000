import { createHmac } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { eventually, makeDirect, makeGroup, messagesOf, pause, say, sayAll, upload } from '../support/factories.ts';
import { openListener } from '../support/listener.ts';
import {
  consult,
  conversationOf,
  eventsOf,
  HOOK,
  markRead,
  outboxSize,
  readOutsideEvent,
  sql,
} from '../support/outlets.ts';
import { png, sample } from '../support/samples.ts';
import { startServer } from '../support/server.ts';

const SECRET = 'whsec-of-the-test';
const listener = await openListener();
const server = await startServer({ EVENTS_WEBHOOK_URL: `${listener.url}${HOOK}`, EVENTS_WEBHOOK_SECRET: SECRET });
const silent = await startServer();
afterAll(async () => {
  await server.stop();
  await silent.stop();
  await listener.close();
});

const arrived = (chat: { readonly id: string }, count: number) =>
  eventually(`${count} events`, async () => eventsOf(listener, chat).length >= count, 10_000);

test('OUT-1 each message, delivery and step of reading is told, field for field', async () => {
  const { doctor, patient, chat } = await consult(server);
  const first = await say(patient, chat, 'It hurts when I laugh');
  await arrived(chat, 1);
  const wire = await doctor.connect();
  const second = await say(patient, chat, 'And when I cough');
  await messagesOf(doctor, chat);
  await arrived(chat, 4);
  await markRead(doctor, chat, 2);
  await arrived(chat, 5);
  const events = eventsOf(listener, chat);
  expect(events).toHaveLength(5);
  expect(events[0]).toEqual({
    eventType: 'message.sent',
    messageId: first.id,
    conversationId: chat.id,
    senderId: patient.id,
    receiverId: doctor.id,
    messageType: 'text',
    timestamp: Date.parse(first.createdAt),
    isReceiverOnline: false,
  });
  expect(events).toContainEqual({
    eventType: 'message.sent',
    messageId: second.id,
    conversationId: chat.id,
    senderId: patient.id,
    receiverId: doctor.id,
    messageType: 'text',
    timestamp: Date.parse(second.createdAt),
    isReceiverOnline: true,
  });
  const delivered = events.filter((event) => event.eventType === 'message.delivered');
  expect(delivered.map((event) => event.messageId)).toEqual([first.id, second.id]);
  for (const { deliveredAt } of delivered) expect(Math.abs(Date.now() - deliveredAt)).toBeLessThan(30_000);
  expect(events[4]).toEqual({
    eventType: 'message.read',
    conversationId: chat.id,
    messageIds: [first.id, second.id],
    readBy: doctor.id,
    readAt: expect.any(Number),
  });
  await wire.close();
});

test('OUT-2 reading delivers; what was told stays told, and own or deleted messages are in no step', async () => {
  const { doctor, patient, chat } = await consult(server);
  const [one, two, three] = await sayAll(patient, chat, 'one', 'two', 'three');
  const answer = await say(doctor, chat, 'I see');
  expect((await patient.delete(`/api/messaging/messages/${two?.id}`)).status).toBe(204);
  await markRead(doctor, chat, 3);
  await markRead(doctor, chat, 4);
  await markRead(doctor, chat, 2);
  await markRead(patient, chat, 4);
  await arrived(chat, 9);
  await pause(300);
  const rest = eventsOf(listener, chat).slice(4);
  const [deliveredOne, deliveredThree, read, deliveredAnswer, readAnswer] = rest;
  expect(rest).toHaveLength(5);
  expect([deliveredOne, deliveredThree]).toMatchObject([{ messageId: one?.id }, { messageId: three?.id }]);
  expect(read).toMatchObject({ eventType: 'message.read', messageIds: [one?.id, three?.id], readBy: doctor.id });
  expect(deliveredAnswer).toMatchObject({ eventType: 'message.delivered', messageId: answer.id });
  expect(readAnswer).toMatchObject({ messageIds: [answer.id], readBy: patient.id });
});

test('OUT-2 a long absence is told message by message, and read in one step of the newest thousand', async () => {
  const { doctor, patient, chat } = await consult(server);
  await sql(
    server.databaseUrl,
    `WITH put AS (
       INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
       SELECT $1, n, $2, 'text', 'more', now(), now() FROM generate_series(1, 2500) n)
     UPDATE conversations SET last_seq = 2500 WHERE id = $1`,
    [chat.id, patient.id],
  );
  await markRead(doctor, chat, 2500);
  await eventually('all', async () => eventsOf(listener, chat).length >= 2501, 14_000);
  const events = eventsOf(listener, chat);
  const seqOf = (id: string) => Number.parseInt(id.split('-')[1] ?? '', 36);
  const delivered = events.flatMap((event) => (event.eventType === 'message.delivered' ? seqOf(event.messageId) : []));
  expect(delivered).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1));
  const last = events.at(-1);
  if (last?.eventType !== 'message.read') throw new Error('the step of reading came too early');
  expect(last.messageIds.map(seqOf)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1501));
});

test('OUT-3 each request bears its name, an id and a signature of its body', async () => {
  const { patient, chat } = await consult(server);
  await say(patient, chat, 'Good morning');
  await arrived(chat, 1);
  const request = listener.at(HOOK).find((one) => conversationOf(readOutsideEvent(one)) === chat.id);
  expect(request?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-parley-event': 'message.sent',
    'x-parley-delivery': expect.stringMatching(/^\w{10,64}$/),
    'x-parley-signature': `sha256=${createHmac('sha256', SECRET)
      .update(request?.body ?? '')
      .digest('hex')}`,
  });
});

test('OUT-4 types of messages are those of telehealth', async () => {
  const { patient, chat } = await consult(server);
  const { id } = await upload(patient, 'photo.png', png(), 'image/png');
  await say(patient, chat, 'Look', { type: 'image', attachmentIds: [id] });
  const letter = await upload(patient, 'letter.pdf', sample('pdf').bytes, 'application/pdf');
  await say(patient, chat, 'Read', { type: 'file', attachmentIds: [letter.id] });
  await arrived(chat, 2);
  expect(eventsOf(listener, chat)).toMatchObject([{ messageType: 'image' }, { messageType: 'document' }]);
});

test('OUT-5 only conversations of two people with a doctor are spoken of', async () => {
  const { doctor, patient, chat } = await consult(server);
  const other = await server.person('Quinn', { claims: { userType: 'patient' } });
  const colleague = await server.person('Dr. Jones', { claims: { userType: 'doctor' } });
  const patients = await makeDirect(patient, other);
  const group = await makeGroup(doctor, [patient, other]);
  const colleagues = await makeDirect(doctor, colleague);
  for (const where of [patients, group, colleagues, chat])
    await say(where === colleagues ? doctor : patient, where, 'Hm');
  await markRead(other, patients, 1);
  await markRead(doctor, group, 1);
  await arrived(chat, 1);
  await arrived(colleagues, 1);
  await pause(200);
  expect(eventsOf(listener, patients)).toEqual([]);
  expect(eventsOf(listener, group)).toEqual([]);
  expect(await sql(server.databaseUrl, 'SELECT 1 FROM event_facts')).toEqual([]);
});

test('OUT-6 without an outlet nothing is put down', async () => {
  const { doctor, patient, chat } = await consult(silent);
  await sayAll(patient, chat, 'one', 'two');
  await messagesOf(doctor, chat);
  await markRead(doctor, chat, 2);
  await pause(300);
  expect(await outboxSize(silent.databaseUrl)).toBe(0);
  const ids = await sql(
    silent.databaseUrl,
    `SELECT last_value, is_called FROM event_facts_id_seq UNION ALL SELECT last_value, is_called FROM event_deliveries_id_seq`,
  );
  expect(ids).toEqual([
    { last_value: '1', is_called: false },
    { last_value: '1', is_called: false },
  ]);
});

test('OUT-7 what was taken leaves nothing behind', async () => {
  const { patient, chat } = await consult(server);
  await sayAll(patient, chat, 'one', 'two');
  await arrived(chat, 2);
  await eventually('nothing left', async () => (await outboxSize(server.databaseUrl)) === 0, 5_000);
});
