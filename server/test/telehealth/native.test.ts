import { expect, test } from 'vitest';
import { BASE, type Cast, openClinic, type Person } from '../conform/telehealth/clinic.ts';
import { expectRefused, historyOf, lookAt, refuse, say, sendFile } from '../conform/telehealth/talk.ts';
import type { Answer } from '../support/api.ts';
import { CONVERSATIONS, MESSAGES, upload } from '../support/factories.ts';
import { png, sample } from '../support/samples.ts';
import { conversationShape, messageShape } from '../support/shapes.ts';

const clinic = await openClinic();
const server = clinic.ownServer(() => {
  throw new Error('these cases know both contracts of a server of their own');
});

/** The same person, speaking the native API. */
const native = (who: Person) => server.api(who.token);
const nativeWire = (who: Person) => server.connect(who.token, who.id);

function must(answer: Answer, ...statuses: readonly number[]): Answer {
  expect(statuses, `${answer.status} ${answer.text}`).toContain(answer.status);
  return answer;
}
async function write(who: Person, conversationId: string, content: string, extra: object = {}) {
  return must(await native(who).post(MESSAGES, { conversationId, content, ...extra }), 201).as(messageShape);
}
/** What each of a cast has heard of these events, and that all connections of a person agree; the audit sees to the rest. */
const names = (cast: Cast, seat: keyof Cast['wires']) => cast.wires[seat].frames.map(({ event }) => event);

test('TELE-200 the conversation of a pair is one, whoever made it', async () => {
  const [pat, doc] = [await clinic.patient(), await clinic.doctor()];
  const made = await native(doc).post(CONVERSATIONS, { type: 'direct', participantIds: [pat.id] });
  const { id } = must(made, 201).as(conversationShape);
  expect((await clinic.open(pat, doc)).conversationId).toBe(id);
  expect((await lookAt(doc, id)).recipient).toMatchObject({ id: pat.id, type: 'patient' });
  const { id: other, pat: two, doc: colleague } = await clinic.pair();
  const again = await native(two).post(CONVERSATIONS, { type: 'direct', participantIds: [colleague.id] });
  expect(must(again, 200).as(conversationShape).id).toBe(other);
});

test('TELE-201 a message of either contract is one message in both, and announced once in each', async () => {
  const cast = await clinic.cast();
  const { pat, doc, id, wires } = cast;
  const ear = await nativeWire(doc);
  const mine = await nativeWire(pat);
  const first = await write(pat, id, 'from there', { clientId: 'c-1', metadata: { a: 1 } });
  await cast.expectHeard({ pat: ['message_sent', 'message_delivered'], doc: ['new_message'] });
  expect(wires.doc1.of('new_message')[0]).toMatchObject({ id: first.id, seq: 1, content: 'from there' });
  expect(wires.pat1.of('message_sent')[0]?.message).toMatchObject({ id: first.id, metadata: { a: 1 } });
  const second = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'from here', { tempId: 7 });
  expect((await ear.waitFor('new_message', (message) => message.seq === 2)).id).toBe(second.messageId);
  expect((await mine.waitFor('new_message', (message) => message.seq === 2)).clientId).toBe('7');
  expect((await historyOf(doc, id)).map((message) => message.id)).toEqual([first.id, second.messageId]);
  expect(ear.of('new_message').map(({ content }) => content)).toEqual(['from there', 'from here']);
  // One client's id is one for all contracts.
  const resent = await native(pat).post(MESSAGES, { conversationId: id, content: 'from here', clientId: '7' });
  expect(must(resent, 200).as(messageShape).id).toBe(second.messageId);
  expect(await historyOf(doc, id)).toHaveLength(2);
});

test('TELE-179 an edit through another contract is told to all of both', async () => {
  const cast = await clinic.cast();
  const { pat, doc, id, wires } = cast;
  const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'befor');
  await cast.clear();
  must(await native(pat).put(`${MESSAGES}/${sent.messageId}`, { content: 'before' }), 200);
  await cast.expectHeard({ pat: ['message_edited'], doc: ['message_edited'] });
  const [event] = wires.doc2.of('message_edited');
  expect(event).toMatchObject({ messageId: sent.messageId, conversationId: id, content: 'before' });
  const [shown] = await historyOf(doc, id);
  expect(shown).toMatchObject({ content: 'before', isEdited: true, editedAt: event?.editedAt });
  expect((await lookAt(doc, id)).lastMessage?.content).toBe('before');
});

test('TELE-201 a deletion through either contract is one in both', async () => {
  const cast = await clinic.cast();
  const { pat, doc, id, wires } = cast;
  const where = { conversationId: id, receiverId: doc.id };
  const [one, two] = [await say(wires.pat1, where, 'one'), await say(wires.pat1, where, 'two')];
  await cast.clear();
  must(await native(pat).delete(`${MESSAGES}/${one.messageId}`), 204);
  await cast.expectHeard({ pat: ['message_deleted'], doc: ['message_deleted'] });
  const ear = await nativeWire(doc);
  await pat.delete(`${BASE}/${two.messageId}`);
  expect((await ear.waitFor('message_deleted')).messageId).toBe(two.messageId);
  expect((await historyOf(doc, id)).map(({ isDeleted, content }) => [isDeleted, content])).toEqual([
    [true, ''],
    [true, ''],
  ]);
});

test('TELE-201 what somebody hid for themselves alone is told to nobody here', async () => {
  const cast = await clinic.cast();
  const { doc, id, wires } = cast;
  const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'kept by one');
  await cast.clear();
  must(await native(doc).delete(`${MESSAGES}/${sent.messageId}?for=me`), 204);
  await clinic.settle();
  expect(names(cast, 'pat1')).toEqual([]);
  expect((await historyOf(cast.pat, id)).map(({ content }) => content)).toEqual(['kept by one']);
});

test('TELE-201 a reading through either contract is one in both', async () => {
  const cast = await clinic.cast();
  const { pat, doc, id, wires } = cast;
  const where = { conversationId: id, receiverId: doc.id };
  const sent = [];
  for (const text of ['one', 'two', 'three']) sent.push((await say(wires.pat1, where, text)).messageId);
  await cast.clear();
  must(await native(doc).post(`${CONVERSATIONS}/${id}/read`, { messageId: sent[1] }), 200);
  await cast.expectHeard({ pat: ['messages_read'], doc: ['mark_as_read_success'] });
  expect(wires.pat1.of('messages_read')[0]).toMatchObject({ messageIds: sent.slice(0, 2), readBy: doc.id });
  expect(wires.doc1.of('mark_as_read_success')).toEqual([{ conversationId: id, messageIds: sent.slice(0, 2) }]);
  const ear = await nativeWire(pat);
  await doc.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [sent[2]] });
  expect(await ear.waitFor('message_read_receipt')).toMatchObject({ userId: doc.id, seq: 3, messageId: sent[2] });
  expect((await lookAt(doc, id)).unreadCount).toBe(0);
});

test('TELE-201 a delivery through either contract is one in both', async () => {
  const { pat, doc, id } = await clinic.pair();
  const wire = await pat.connect();
  const first = await say(wire, { conversationId: id, receiverId: doc.id }, 'for later');
  const ear = await nativeWire(doc);
  must(await native(doc).get(`${CONVERSATIONS}/${id}/messages`), 200);
  expect(await wire.next('message_delivered')).toMatchObject({ messageId: first.messageId, conversationId: id });
  const second = await say(wire, { conversationId: id, receiverId: doc.id }, 'at once');
  await ear.waitFor('new_message');
  await wire.next('message_delivered', ({ messageId }) => messageId === second.messageId);
  const mine = await nativeWire(doc);
  const { messageId } = await say(await doc.connect(), { conversationId: id, receiverId: pat.id }, 'an answer');
  expect(await mine.waitFor('message_delivered', ({ userId }) => userId === pat.id)).toMatchObject({ seq: 3 });
  expect((await historyOf(doc, id)).at(-1)).toMatchObject({ id: messageId, isDelivered: true });
});

test('TELE-201 typing through either contract shows in both', async () => {
  const cast = await clinic.cast();
  const { pat, doc, id, wires } = cast;
  const [from, to] = [await nativeWire(pat), await nativeWire(doc)];
  await clinic.settle();
  await from.ask('typing_start', { conversationId: id });
  await from.ask('typing_stop', { conversationId: id });
  await cast.expectHeard({ doc: ['user_typing', 'user_stopped_typing'] });
  await wires.pat1.ask('typing_start', { conversationId: id, receiverId: doc.id });
  await to.waitFor('typing_indicator', ({ isTyping, userId }) => isTyping && userId === pat.id);
  await wires.pat1.ask('typing_stop', { conversationId: id, receiverId: doc.id });
  await to.waitFor('typing_indicator', ({ isTyping, userId }) => !isTyping && userId === pat.id);
});

test('TELE-201 somebody is online through whichever contract, and away when they say so', async () => {
  const { pat, doc, id } = await clinic.pair();
  const ear = await pat.connect('pat');
  const one = await nativeWire(doc);
  expect((await ear.next('user_online')).userId).toBe(doc.id);
  expect((await lookAt(pat, id)).recipient.isOnline).toBe(true);
  const two = await doc.connect('doc');
  await one.close();
  await clinic.settle();
  expect(ear.of('user_offline')).toEqual([]);
  await two.close();
  await ear.next('user_offline');
  const three = await nativeWire(doc);
  await expect.poll(() => ear.of('user_online').length).toBe(2);
  await three.ask('update_presence', { status: 'offline' });
  await expect.poll(() => ear.of('user_offline').length).toBe(2);
  expect((await lookAt(pat, id)).recipient.isOnline).toBe(false);
  const watching = await nativeWire(pat);
  await doc.connect('doc again');
  await watching.waitFor('presence_update', ({ userId, isOnline }) => userId === doc.id && isOnline);
});

test('TELE-201 files of either contract can be read in both', async () => {
  const cast = await clinic.cast();
  const { pat, doc, id } = cast;
  const file = await upload(native(pat), 'scan.png', png(5, 5, 'native'), 'image/png');
  const sent = await write(pat, id, '', { type: 'image', attachmentIds: [file.id] });
  const [shown] = await historyOf(doc, id);
  expect(shown).toMatchObject({ id: sent.id, messageType: 'image', attachment: { fileName: 'scan.png' } });
  expect((await doc.get(`${BASE}/${sent.id}/attachment`)).bytes.equals(png(5, 5, 'native'))).toBe(true);
  const pdf = { ...sample('pdf'), type: 'application/pdf', messageType: 'document', receiverId: doc.id };
  expect((await sendFile(pat, id, pdf)).status).toBe(201);
  const list = await native(doc).get(`${CONVERSATIONS}/${id}/messages?after=1`);
  expect(list.json).toMatchObject({ data: [{ type: 'file', attachments: [{ name: 'a.pdf', kind: 'document' }] }] });
});

test('TELE-20 who is blocked opens nothing and sends nothing, and reads what there is', async () => {
  const cast = await clinic.cast();
  const { pat, doc, id, wires } = cast;
  await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'before');
  await cast.clear();
  must(await native(doc).put(`/api/users/${pat.id}/block`), 204);
  await refuse(wires.pat1, 'send_message', { conversationId: id, receiverId: doc.id, content: 'x' }, 403);
  const file = { bytes: png(), name: 'a.png', type: 'image/png', messageType: 'image', receiverId: doc.id };
  expectRefused(await sendFile(pat, id, file), 403);
  expectRefused(await pat.post(`${BASE}/conversations`, { recipientId: doc.id, recipientType: 'doctor' }), 403);
  await wires.pat1.ask('typing_start', { conversationId: id, receiverId: doc.id });
  await clinic.settle();
  for (const wire of [wires.doc1, wires.doc2]) expect(wire.frames).toEqual([]);
  expect((await historyOf(pat, id)).map(({ content }) => content)).toEqual(['before']);
  await say(wires.doc1, { conversationId: id, receiverId: pat.id }, 'the blocker may write');
  must(await native(doc).delete(`/api/users/${pat.id}/block`), 204);
  await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'again');
});

test('TELE-22 who is suspended is cut off at once, and nobody else is', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  const admin = await server.person('Root', { role: 'admin' });
  must(await admin.put(`/api/users/${doc.id}`, { name: 'Doc', suspended: true }), 200);
  await Promise.all([wires.doc1.closed, wires.doc2.closed]);
  expectRefused(await doc.get(`${BASE}/conversations`), 403);
  await expect(doc.connect('again')).rejects.toThrow(/^Authentication error/);
  expect(wires.pat1.socket.connected).toBe(true);
  expect((await lookAt(pat, id)).recipient.isOnline).toBe(false);
});

test('TELE-21 groups and conversations of two patients are as if they did not exist', async () => {
  const cast = await clinic.cast();
  const { pat, doc, third } = cast;
  const other = await clinic.patient('Other');
  const group = { type: 'group', title: 'Group', participantIds: [doc.id, third.id] };
  const made = must(await native(pat).post(CONVERSATIONS, group), 201).as(conversationShape);
  const pair = { type: 'direct', participantIds: [other.id] };
  const direct = must(await native(pat).post(CONVERSATIONS, pair), 201).as(conversationShape);
  for (const { id } of [made, direct]) {
    const said = await write(pat, id, 'a hidden word');
    for (const who of [pat, doc]) {
      expectRefused(await who.get(`${BASE}/conversations/${id}/messages`), 404);
      expectRefused(await who.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [said.id] }), 404);
      expectRefused(await who.get(`${BASE}/search?query=hidden&conversationId=${id}`), 404);
      expectRefused(await who.delete(`${BASE}/${said.id}`), 404);
      expectRefused(await who.get(`${BASE}/${said.id}/attachment`), 404);
      expect((await who.get(`${BASE}/conversations`)).text).not.toContain(id);
      expect((await who.get(`${BASE}/search?query=hidden`)).text).not.toContain('a hidden word');
      expect((await who.get(`${BASE}/unread-count`)).text).not.toContain(id);
    }
    await refuse(cast.wires.pat1, 'join_conversation', { conversationId: id }, 404);
    const payload = { conversationId: id, receiverId: doc.id };
    await refuse(cast.wires.pat1, 'send_message', { ...payload, content: 'x' }, 404);
    await refuse(cast.wires.pat1, 'typing_start', payload, 404);
    await refuse(cast.wires.pat1, 'mark_as_read', { conversationId: id, messageIds: [said.id] }, 404);
    must(await native(pat).put(`${MESSAGES}/${said.id}`, { content: 'edited' }), 200);
    must(await native(pat).delete(`${MESSAGES}/${said.id}`), 204);
  }
  await clinic.settle();
  for (const wire of Object.values(cast.wires))
    expect(
      wire.frames.filter(({ event }) => event !== 'error'),
      wire.label,
    ).toEqual([]);
});

test('TELE-201 messages of kinds that this contract has no word for are shown in a form that it has', async () => {
  const { pat, doc, id } = await clinic.pair();
  const wire = await doc.connect();
  const audio = await upload(native(pat), 'a.mp3', sample('mp3').bytes, 'audio/mpeg');
  await write(pat, id, '', { type: 'audio', attachmentIds: [audio.id] });
  await write(pat, id, 'here', { type: 'location', metadata: { latitude: 52.5, longitude: 13.4 } });
  const images = [
    await upload(native(pat), 'a.png', png(), 'image/png'),
    await upload(native(pat), 'b.png', png(), 'image/png'),
  ];
  await write(pat, id, 'two of them', { type: 'image', attachmentIds: images.map((image) => image.id) });
  expect((await historyOf(doc, id)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  await expect.poll(() => wire.of('new_message').map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect((await lookAt(doc, id)).unreadCount).toBe(3);
});
