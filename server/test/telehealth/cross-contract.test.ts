import { expect, test } from 'vitest';
import { BASE, openClinic } from '../conform/telehealth/clinic.ts';
import { listShape } from '../conform/telehealth/shapes.ts';
import { expectRefused, historyOf, say as sayHere } from '../conform/telehealth/talk.ts';
import { MESSAGES, makeDirect, makeGroup, say, upload } from '../support/factories.ts';
import { markRead } from '../support/outlets.ts';
import type { Person } from '../support/person.ts';
import { sample } from '../support/samples.ts';
import type { TestServer } from '../support/server.ts';

const clinic = await openClinic();
const server = clinic.target.own as TestServer;

/** The same person as they speak this contract. */
const here = (who: Person) => clinic.http(who.token, who.id);
const wireOf = (who: Person, label = who.name) => clinic.connect({ token: who.token }, label, who.id);

/** A doctor and a patient who speak the native contract, and their conversation. */
async function consult() {
  const doctor = await server.person('Doc', { claims: { userType: 'doctor' } });
  const patient = await server.person('Pat', { claims: { userType: 'patient' } });
  const chat = await makeDirect(patient, doctor);
  // The audit of what is heard learns from answers who is in which conversation.
  await here(patient).get(`${BASE}/conversations`);
  return { doctor, patient, chat };
}

test('a conversation that was made elsewhere is here when one of the two is a doctor; all others are not', async () => {
  const { doctor, patient, chat } = await consult();
  const other = await server.person('Other');
  const [group, plain] = [await makeGroup(doctor, [patient]), await makeDirect(patient, other)];
  await say(doctor, group, 'to the group');
  await say(other, plain, 'between patients');
  const { data, pagination } = (await here(patient).get(`${BASE}/conversations`)).as(listShape);
  expect(data.map(({ conversationId }) => conversationId)).toEqual([chat.id]);
  expect(pagination.totalItems).toBe(1);
  for (const { id } of [group, plain]) {
    expectRefused(await here(patient).get(`${BASE}/conversations/${id}/messages`), 404);
    expectRefused(await here(patient).get(`${BASE}/search?query=between&conversationId=${id}`), 404);
  }
  expect((await here(patient).get(`${BASE}/search?query=between`)).json).toMatchObject({
    data: { messages: [], pagination: { totalItems: 0 } },
  });
  expect((await here(patient).get(`${BASE}/unread-count`)).json).toMatchObject({ data: { totalUnread: 0 } });
});

test('nothing is heard here of what happens in conversations that are not', async () => {
  const { doctor, patient } = await consult();
  const other = await server.person('Other');
  const [group, plain] = [await makeGroup(doctor, [patient]), await makeDirect(patient, other)];
  const wire = await wireOf(patient);
  const message = await say(other, plain, 'between patients');
  await say(doctor, group, 'to the group');
  await other.put(`${MESSAGES}/${message.id}`, { content: 'edited' });
  await other.delete(`${MESSAGES}/${message.id}`);
  await clinic.settle();
  expect(wire.frames).toEqual([]);
});

test('what is sent, edited, read and deleted elsewhere is heard here', async () => {
  const { doctor, patient, chat } = await consult();
  const [docWire, patWire] = [await wireOf(doctor), await wireOf(patient)];
  await clinic.settle();
  docWire.forget();
  patWire.forget();
  const message = await say(doctor, chat, 'hello', { clientId: '5' });
  expect(await docWire.next('message_sent')).toMatchObject({ tempId: '5', messageId: message.id });
  expect(await patWire.next('new_message')).toMatchObject({
    id: message.id,
    sender: { id: doctor.id, type: 'doctor' },
  });
  expect(await docWire.next('message_delivered')).toMatchObject({ messageId: message.id });
  await doctor.put(`${MESSAGES}/${message.id}`, { content: 'hello again' });
  for (const wire of [docWire, patWire])
    expect(await wire.next('message_edited')).toMatchObject({ messageId: message.id, content: 'hello again' });
  await markRead(patient, chat, 1);
  expect(await docWire.next('messages_read')).toMatchObject({ messageIds: [message.id], readBy: patient.id });
  expect(await patWire.next('mark_as_read_success')).toEqual({ conversationId: chat.id, messageIds: [message.id] });
  await doctor.delete(`${MESSAGES}/${message.id}`);
  for (const wire of [docWire, patWire])
    expect(await wire.next('message_deleted')).toMatchObject({ messageId: message.id, conversationId: chat.id });
});

test('files of other contracts are documents, pictures stay pictures, what has no word here is text', async () => {
  const { doctor, patient, chat } = await consult();
  const send = async (extension: string, type: string) => {
    const { bytes, mimeType } = sample(extension);
    const { id } = await upload(doctor, `x.${extension}`, bytes, mimeType);
    await say(doctor, chat, 'look', { type, attachmentIds: [id] });
  };
  await send('webp', 'image');
  await send('txt', 'file');
  await send('mp3', 'audio');
  await send('pdf', 'text');
  await say(doctor, chat, 'here', { type: 'location', metadata: { latitude: 1, longitude: 2 } });
  const person = { ...(await clinic.person('Pat', { sub: patient.id, userType: 'patient' })) };
  const found = await historyOf(person, chat.id);
  expect(found.map(({ messageType }) => messageType)).toEqual(['image', 'document', 'document', 'document', 'text']);
  for (const { attachment } of found.slice(0, 4)) expect((await fetch(attachment?.url ?? '')).status).toBe(200);
});

test('whoever is online through another contract is online, and what they get there is delivered', async () => {
  const { doctor, patient, chat } = await consult();
  const patWire = await wireOf(patient);
  const native = await doctor.connect();
  expect(await patWire.next('user_online')).toMatchObject({ userId: doctor.id });
  const sent = await sayHere(patWire, { conversationId: chat.id, receiverId: doctor.id }, 'hello', { tempId: 3 });
  expect(await patWire.next('message_delivered')).toMatchObject({ messageId: sent.messageId });
  expect((await here(patient).get(`${BASE}/users/${doctor.id}/online-status`)).json).toMatchObject({
    data: { isOnline: true },
  });
  await native.close();
  expect(await patWire.next('user_offline')).toMatchObject({ userId: doctor.id });
});

test('who is blocked elsewhere writes no more here', async () => {
  const { doctor, patient, chat } = await consult();
  const patWire = await wireOf(patient);
  const docWire = await wireOf(doctor);
  await clinic.settle();
  docWire.forget();
  const answer = await doctor.put(`/api/users/${patient.id}/block`);
  expect(answer.status).toBeLessThan(300);
  const where = { conversationId: chat.id, receiverId: doctor.id };
  expect(await patWire.ask('send_message', { ...where, content: 'x' })).toMatchObject({ success: false, status: 403 });
  expect(await patWire.ask('send_message', { ...where, receiverId: 'x', content: 'x' })).toMatchObject({ status: 403 });
  expect(await patWire.ask('typing_start', where)).toMatchObject({ success: true });
  for (const recipientType of ['doctor', 'patient']) {
    const opened = await here(patient).post(`${BASE}/conversations`, { recipientId: doctor.id, recipientType });
    expectRefused(opened, 403);
  }
  await clinic.settle();
  expect(docWire.frames).toEqual([]);
});
