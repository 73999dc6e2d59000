import { expect, test } from 'vitest';
import { BASE, openClinic } from './clinic.ts';
import { joinedAckShape } from './shapes.ts';
import { historyOf, leave, readAck, refuse, say, sayAll } from './talk.ts';

const clinic = await openClinic();

test('TELE-172 a message to somebody online is delivered at once, and the sender’s devices hear when', async () => {
  const { pat, doc, id, wires, expectHeard } = await clinic.cast();
  const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'hello');
  await expectHeard({ pat: ['message_sent', 'message_delivered'], doc: ['new_message'] });
  const [stored] = await historyOf(pat, id);
  expect(wires.pat2.of('message_delivered')).toEqual([
    { messageId: sent.messageId, deliveredAt: stored?.deliveredAt, conversationId: id },
  ]);
});

test('TELE-172 each message is delivered once, the oldest first, and after it was sent', async () => {
  const { doc, id, wires, expectHeard } = await clinic.cast();
  const texts = Array.from({ length: 20 }, (_, at) => `text ${at}`);
  const sent = await sayAll(wires.pat1, { conversationId: id, receiverId: doc.id }, texts);
  await expect.poll(() => wires.pat2.of('message_delivered').length, { timeout: 4000 }).toBe(20);
  for (const wire of [wires.pat1, wires.pat2])
    expect(wire.of('message_delivered').map(({ messageId }) => messageId)).toEqual(
      sent.map(({ messageId }) => messageId),
    );
  for (const wire of Object.values(wires)) wire.forget();
  await expectHeard({});
});

test('TELE-181 nothing is delivered to somebody away; when they come online it is, and nothing is replayed', async () => {
  const { pat, doc, id } = await clinic.pair();
  const wire = await pat.connect();
  const sent = await sayAll(wire, { conversationId: id, receiverId: doc.id }, ['one', 'two', 'three']);
  await clinic.settle();
  expect(wire.of('message_delivered')).toEqual([]);
  expect(sent.every(({ message }) => !message.isDelivered)).toBe(true);
  expect((await historyOf(pat, id)).map(({ isDelivered }) => isDelivered)).toEqual([false, false, false]);
  const back = await doc.connect();
  await expect
    .poll(() => wire.of('message_delivered').map(({ messageId }) => messageId), { timeout: 4000 })
    .toEqual(sent.map(({ messageId }) => messageId));
  await clinic.settle();
  expect(back.of('new_message')).toEqual([]);
  expect((await historyOf(pat, id)).map(({ isDelivered, isRead }) => [isDelivered, isRead])).toEqual(
    Array(3).fill([true, false]),
  );
  await doc.connect('doc2');
  await clinic.settle();
  expect(wire.of('message_delivered')).toHaveLength(3);
});

test('TELE-161 to join is to view: what is there is delivered', async () => {
  const { pat, doc, id, wires, clear, expectHeard } = await clinic.cast();
  await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'hello');
  await clear();
  const ack = await wires.doc1.ask('join_conversation', { conversationId: id });
  expect(readAck(ack, joinedAckShape).data).toEqual({ conversationId: id });
  expect(readAck(await wires.pat2.ask('join_conversation', { conversationId: id }), joinedAckShape).data).toEqual({
    conversationId: id,
  });
  await expectHeard({});
  expect((await historyOf(pat, id))[0]).toMatchObject({ isDelivered: true, isRead: false });
  for (const wrong of [undefined, '', 5, null, {}])
    await refuse(wires.doc1, 'join_conversation', { conversationId: wrong }, 400, 'conversationId');
  await refuse(wires.doc1, 'join_conversation', { conversationId: 'nothing' }, 404);
  await refuse(wires.stranger, 'join_conversation', { conversationId: id }, 403);
});

test('TELE-182 of a long backlog the newest hundred are announced one by one; the mark covers all', async () => {
  const { pat, doc, id } = await clinic.pair();
  const wire = await pat.connect();
  const texts = Array.from({ length: 130 }, (_, at) => `text ${at}`);
  const sent = await sayAll(wire, { conversationId: id, receiverId: doc.id }, texts);
  wire.forget();
  await doc.connect();
  await expect.poll(() => wire.of('message_delivered').length, { timeout: 5000 }).toBe(100);
  await clinic.settle();
  expect(wire.of('message_delivered').map(({ messageId }) => messageId)).toEqual(
    sent.slice(30).map(({ messageId }) => messageId),
  );
  const [first] = await historyOf(pat, id, `?before=${sent[1]?.messageId}`);
  expect(first?.isDelivered).toBe(true);
});

test('TELE-183 a step over more than a thousand messages names the newest thousand', async ({ skip }) => {
  clinic.ownServer(skip);
  const { pat, doc, id } = await clinic.pair();
  const wire = await pat.connect();
  const texts = Array.from({ length: 1005 }, (_, at) => `text ${at}`);
  const sent = (await sayAll(wire, { conversationId: id, receiverId: doc.id }, texts)).map(
    ({ messageId }) => messageId,
  );
  const reader = await doc.connect();
  await clinic.settle();
  const answer = await doc.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [sent.at(-1)] });
  expect(answer.json).toEqual({ message: '1005 messages marked as read' });
  expect((await wire.next('messages_read')).messageIds).toEqual(sent.slice(5));
  expect((await reader.next('mark_as_read_success')).messageIds).toEqual(sent.slice(5));
}, 30_000);

test('TELE-173 reading is told to the messages’ sender alone, with the moment of the step', async () => {
  const { pat, doc, id, wires, clear, expectHeard } = await clinic.cast();
  const one = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'from pat');
  const two = await say(wires.doc1, { conversationId: id, receiverId: pat.id }, 'from doc');
  await clear();
  await wires.pat2.ask('mark_as_read', { conversationId: id, messageIds: [two.messageId, one.messageId] });
  await expectHeard({ doc: ['messages_read'], pat: ['mark_as_read_success'] });
  const [read] = wires.doc2.of('messages_read');
  expect(read).toMatchObject({ messageIds: [two.messageId], readBy: pat.id });
  expect((await historyOf(doc, id))[1]?.readAt).toBe(read?.readAt);
  expect((await historyOf(doc, id))[0]?.isRead).toBe(false);
});

test('TELE-174 the reader’s other devices learn of the reading, over HTTP as well', async () => {
  const { doc, id, wires, clear, expectHeard } = await clinic.cast();
  const one = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'hello');
  await clear();
  await doc.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [one.messageId] });
  await expectHeard({ pat: ['messages_read'], doc: ['mark_as_read_success'] });
  expect(wires.doc1.of('mark_as_read_success')).toEqual([{ conversationId: id, messageIds: [one.messageId] }]);
});

test('TELE-181 fetching, joining and reading deliver what could not be delivered before', async () => {
  const { pat, doc, id } = await clinic.pair();
  await leave(pat, { conversationId: id, receiverId: doc.id }, 'for later');
  const [before] = await historyOf(pat, id);
  expect(before?.isDelivered).toBe(false);
  expect((await historyOf(doc, id))[0]).toMatchObject({ isDelivered: true, isRead: false });
  const { pat: one, doc: two, id: other } = await clinic.pair();
  const [message] = await leave(one, { conversationId: other, receiverId: two.id }, 'for later');
  await two.put(`${BASE}/conversations/${other}/mark-read`, { messageIds: [message?.id] });
  expect((await historyOf(one, other))[0]).toMatchObject({ isDelivered: true, isRead: true });
});
