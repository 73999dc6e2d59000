import { expect, test } from 'vitest';
import { BASE, openClinic, type Person } from './clinic.ts';
import { markedAckShape, markedShape, unreadShape } from './shapes.ts';
import { expectRefused, historyOf, leave, lookAt, readAck, refuse, say, sayAll } from './talk.ts';

const clinic = await openClinic();

function mark(who: Person, id: string, messageIds: unknown) {
  return who.put(`${BASE}/conversations/${id}/mark-read`, { messageIds });
}
async function marked(who: Person, id: string, messageIds: unknown): Promise<string> {
  const answer = await mark(who, id, messageIds);
  expect(answer.status, answer.text).toBe(200);
  return answer.as(markedShape).message;
}
const unreadOf = async (who: Person) => (await who.get(`${BASE}/unread-count`)).as(unreadShape).data.totalUnread;

/** Both connected and quiet, and four messages of the patient that are not read. */
async function unread() {
  const cast = await clinic.cast();
  const sent = await sayAll(cast.wires.pat1, { conversationId: cast.id, receiverId: cast.doc.id }, [
    'one',
    'two',
    'three',
    'four',
  ]);
  await cast.clear();
  return { ...cast, ids: sent.map(({ messageId }) => messageId) };
}

test('TELE-90 the mark moves to the newest message named, and the answer counts what turned read', async () => {
  const { pat, doc, id, ids, wires, expectHeard } = await unread();
  expect(await marked(doc, id, [ids[1]])).toBe('2 messages marked as read');
  await expectHeard({ pat: ['messages_read'], doc: ['mark_as_read_success'] });
  expect(wires.pat2.of('messages_read')[0]).toMatchObject({
    conversationId: id,
    messageIds: ids.slice(0, 2),
    readBy: doc.id,
  });
  expect(wires.doc2.of('mark_as_read_success')[0]).toEqual({ conversationId: id, messageIds: ids.slice(0, 2) });
  expect((await historyOf(pat, id)).map(({ isRead }) => isRead)).toEqual([true, true, false, false]);
  expect((await historyOf(pat, id))[0]?.readAt).toBe(wires.pat1.of('messages_read')[0]?.readAt);
  expect(await unreadOf(doc)).toBe(2);
  expect(await marked(doc, id, [ids[2], ids[0]])).toBe('1 messages marked as read');
  expect(await marked(doc, id, [ids[3], ids[3]])).toBe('1 messages marked as read');
  expect((await lookAt(doc, id)).unreadCount).toBe(0);
});

test('TELE-91 marking again marks nothing, moves nothing back and tells the sender nothing', async () => {
  const { pat, doc, id, ids, wires, expectHeard, clear } = await unread();
  await marked(doc, id, ids);
  const before = await historyOf(pat, id);
  await clear();
  expect(await marked(doc, id, [ids[0]])).toBe('0 messages marked as read');
  await clinic.settle();
  for (const wire of [wires.pat1, wires.pat2]) expect(wire.frames).toEqual([]);
  expect(wires.doc2.of('mark_as_read_success')).toEqual([{ conversationId: id, messageIds: [ids[0]] }]);
  expect(await historyOf(pat, id)).toEqual(before);
  await clear();
  await expectHeard({});
});

test('TELE-92 own messages are ignored, also among others', async () => {
  const { pat, doc, id, ids, wires } = await unread();
  const reply = await say(wires.doc1, { conversationId: id, receiverId: pat.id }, 'five');
  expect(await marked(doc, id, [reply.messageId])).toBe('0 messages marked as read');
  expect(await unreadOf(doc)).toBe(4);
  expect(await marked(pat, id, ids)).toBe('0 messages marked as read');
  expect(await unreadOf(pat)).toBe(1);
  expect(await marked(doc, id, [reply.messageId, ids[0]])).toBe('1 messages marked as read');
  expect(await unreadOf(doc)).toBe(3);
});

test('TELE-93 an id that is no message of this conversation is 404, and nothing is marked', async () => {
  const { doc, id, ids, third, expectHeard, wires } = await unread();
  const elsewhere = (await clinic.open(third, doc)).conversationId;
  const other = await say(wires.third, { conversationId: elsewhere, receiverId: doc.id }, 'elsewhere');
  await clinic.settle();
  for (const wire of Object.values(wires)) wire.forget();
  for (const wrong of ['nothing', '7', other.messageId, `${ids[0]}x`, 'x'.repeat(200)])
    expectRefused(await mark(doc, id, [ids[3], wrong]), 404);
  await expectHeard({});
  expect(await unreadOf(doc)).toBe(5);
});

const NO_IDS: readonly unknown[] = [
  [],
  Array.from({ length: 1001 }, (_, at) => `m${at}`),
  'm1',
  { 0: 'm1' },
  null,
  [1, 2],
  ['m1', null],
  undefined,
];
test('TELE-94 anything but 1 to 1000 ids is 400 over HTTP and over the socket', async () => {
  const { doc, id } = await clinic.pair();
  const wire = await doc.connect();
  for (const messageIds of NO_IDS) {
    expectRefused(await mark(doc, id, messageIds), 400, 'messageIds');
    await refuse(wire, 'mark_as_read', { conversationId: id, messageIds }, 400, 'messageIds');
  }
});

test('TELE-94 a thousand ids are not too many', async () => {
  const { pat, doc, id } = await clinic.pair();
  const [message] = await leave(pat, { conversationId: id, receiverId: doc.id }, 'hello');
  expect(await marked(doc, id, Array(1000).fill(message?.id))).toBe('1 messages marked as read');
});

test('TELE-95 to read is to have been delivered, and the sender hears of both', async () => {
  const { pat, doc, id } = await clinic.pair();
  const sent = await leave(pat, { conversationId: id, receiverId: doc.id }, 'one', 'two');
  const wire = await pat.connect();
  await marked(doc, id, [sent[1]?.id]);
  const read = await wire.next('messages_read');
  expect(read.messageIds).toEqual(sent.map((message) => message.id));
  await expect.poll(() => wire.of('message_delivered').map(({ messageId }) => messageId)).toEqual(read.messageIds);
  for (const message of await historyOf(pat, id)) expect(message).toMatchObject({ isRead: true, isDelivered: true });
});

test('TELE-97 who takes no part marks nothing; a conversation that is not there is 404', async () => {
  const { stranger, third, id, ids, doc, expectHeard, wires } = await unread();
  for (const who of [stranger, third]) {
    expectRefused(await mark(who, id, [ids[0]]), 403);
    expectRefused(await mark(who, id, ['nothing']), 403);
  }
  expectRefused(await mark(doc, 'nothing', [ids[0]]), 404);
  await expectHeard({});
  await refuse(wires.stranger, 'mark_as_read', { conversationId: id, messageIds: [ids[0]] }, 403);
  await refuse(wires.stranger, 'mark_as_read', { conversationId: 'nothing', messageIds: [ids[0]] }, 404);
  expect(await unreadOf(doc)).toBe(4);
});

test('TELE-162 mark_as_read over the socket does and tells the same', async () => {
  const { pat, doc, id, ids, wires, expectHeard } = await unread();
  const ack = await wires.doc1.ask('mark_as_read', { conversationId: id, messageIds: [ids[2]] });
  expect(readAck(ack, markedAckShape).data).toEqual({ conversationId: id, messageIds: ids.slice(0, 3) });
  await expectHeard({ pat: ['messages_read'], doc: ['mark_as_read_success'] });
  expect(wires.doc1.of('mark_as_read_success')).toEqual([{ conversationId: id, messageIds: ids.slice(0, 3) }]);
  expect(wires.pat1.of('messages_read')[0]?.messageIds).toEqual(ids.slice(0, 3));
  expect(await unreadOf(doc)).toBe(1);
  expect((await historyOf(pat, id)).map(({ isRead }) => isRead)).toEqual([true, true, true, false]);
  await refuse(wires.doc1, 'mark_as_read', { conversationId: id, messageIds: [ids[3], 'nothing'] }, 404);
  expect(await unreadOf(doc)).toBe(1);
});

test('TELE-98 to send is not to have read', async () => {
  const { pat, doc, id, wires, expectHeard, clear } = await unread();
  await say(wires.doc2, { conversationId: id, receiverId: pat.id }, 'an answer');
  expect(await unreadOf(doc)).toBe(4);
  expect((await historyOf(pat, id)).map(({ isRead }) => isRead)).toEqual([false, false, false, false, false]);
  await clear();
  await expectHeard({});
});
