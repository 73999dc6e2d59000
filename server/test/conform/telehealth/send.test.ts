import { expect, test } from 'vitest';
import { openClinic } from './clinic.ts';
import { historyOf, leave, lookAt, refuse, say, sayAll } from './talk.ts';

const clinic = await openClinic();

test('TELE-152 a text is stored, shown to both and announced to all devices of both, and to nobody else', async () => {
  const { pat, doc, id, wires, expectHeard } = await clinic.cast();
  const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'Good morning', {
    metadata: { a: [1] },
  });
  await expectHeard({ pat: ['message_sent', 'message_delivered'], doc: ['new_message'] });
  expect(sent).toMatchObject({
    tempId: null,
    conversationId: id,
    message: { seq: 1, senderId: pat.id, receiverId: doc.id, messageType: 'text', content: 'Good morning' },
  });
  expect(wires.pat1.of('message_sent')).toEqual([sent]);
  const [stored] = await historyOf(pat, id);
  expect(stored).toMatchObject({
    id: sent.messageId,
    content: 'Good morning',
    metadata: { a: [1] },
    isDelivered: true,
  });
  const [heard] = wires.doc2.of('new_message');
  expect(heard).toMatchObject({ id: sent.messageId, content: 'Good morning', metadata: { a: [1] } });
  expect(heard?.sender).toEqual({ id: pat.id, name: 'Pat', type: 'patient', profilePhoto: null, specialty: null });
  expect((await lookAt(doc, id)).unreadCount).toBe(1);
});

test('TELE-152 what is acknowledged is stored already', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  for (let at = 1; at <= 5; at += 1) {
    const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, `text ${at}`);
    expect((await historyOf(doc, id)).at(-1)?.id).toBe(sent.messageId);
    expect((await lookAt(pat, id)).lastMessage?.timestamp).toBe(sent.timestamp);
  }
});

test('TELE-150 no callback is needed: the events come all the same', async () => {
  const { doc, id, wires, expectHeard } = await clinic.cast();
  wires.pat1.tell('send_message', { conversationId: id, receiverId: doc.id, content: 'no ack', tempId: 'quiet' });
  await expectHeard({ pat: ['message_sent', 'message_delivered'], doc: ['new_message'] });
  expect(wires.pat2.of('message_sent')[0]).toMatchObject({ tempId: 'quiet', message: { content: 'no ack' } });
  wires.pat1.tell('send_message', { conversationId: id, receiverId: doc.id, tempId: 'bad' });
  expect(await wires.pat1.next('error')).toMatchObject({ event: 'send_message', status: 400, tempId: 'bad' });
});

const ODD = [
  '  two spaces before and after  ',
  'a\r\nb\tc',
  '<b>not</b> & "escaped" &amp;',
  'é vs e\u0301',
  '👩‍⚕️ 𝒳',
  '\u200bx\u202e',
  'x'.repeat(5000),
  '😀'.repeat(5000),
];
test('TELE-153 content is kept exactly as it was sent', async () => {
  const { doc, id, wires } = await clinic.cast();
  for (const content of ODD) {
    const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, content);
    expect(sent.message.content).toBe(content);
    expect((await wires.doc1.next('new_message', (message) => message.id === sent.messageId)).content).toBe(content);
  }
  expect((await historyOf(doc, id)).map(({ content }) => content)).toEqual(ODD);
});

const NO_CONTENT: readonly unknown[] = [
  undefined,
  '',
  ' \n\t\u00a0',
  'x'.repeat(5001),
  '😀'.repeat(5001),
  'a\u0000b',
  5,
  { text: 'x' },
  ['x'],
  null,
];
test('TELE-153 nothing, white space, too much, U+0000 and what is no text are refused, unstored and unheard', async () => {
  const { doc, id, wires, expectHeard } = await clinic.cast();
  for (const content of NO_CONTENT)
    await refuse(wires.pat1, 'send_message', { conversationId: id, receiverId: doc.id, content }, 400, 'content');
  expect(wires.pat1.frames.map(({ event }) => event)).toEqual(NO_CONTENT.map(() => 'error'));
  wires.pat1.forget();
  await expectHeard({});
  expect(await historyOf(doc, id)).toEqual([]);
});

test('TELE-154 over the socket only texts go: files go by HTTP, system messages by the server', async () => {
  const { doc, id, wires } = await clinic.cast();
  for (const messageType of ['image', 'document', 'system', 'video', '', 5, null, {}]) {
    const payload = { conversationId: id, receiverId: doc.id, content: 'x', messageType };
    await refuse(wires.pat1, 'send_message', payload, 400, 'messageType');
  }
  expect(await historyOf(doc, id)).toEqual([]);
});

test('TELE-154 text may be named as the type', async () => {
  const { doc, id, wires } = await clinic.cast();
  const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'x', { messageType: 'text' });
  expect(sent.message.messageType).toBe('text');
});

test('TELE-155 metadata is any plain object up to 8 KiB, and comes back as it went', async () => {
  const { doc, id, wires } = await clinic.cast();
  const where = { conversationId: id, receiverId: doc.id };
  const filled = (size: number) => ({ note: 'x'.repeat(size - Buffer.byteLength('{"note":""}')) });
  for (const metadata of [{}, { a: { b: [1, null, true, 'ü', 1.5e-7] }, '': 0 }, filled(8192)]) {
    const sent = await say(wires.pat1, where, 'with metadata', { metadata });
    expect(sent.message.metadata).toEqual(metadata);
    expect((await historyOf(doc, id)).at(-1)?.metadata).toEqual(metadata);
  }
  for (const metadata of [[], 'x', 5, true, null, filled(8193)])
    await refuse(wires.pat1, 'send_message', { ...where, content: 'x', metadata }, 400, 'metadata');
  expect(await historyOf(doc, id)).toHaveLength(3);
});

test('TELE-155 metadata that would reach into prototypes or is nested without end is refused', async () => {
  const { doc, id, wires } = await clinic.cast();
  const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
  const proto: unknown = JSON.parse('{"__proto__":{"isAdmin":true}}');
  const constructed: unknown = JSON.parse('{"constructor":{"prototype":{"isAdmin":true}}}');
  for (const metadata of [proto, constructed, nested(40)]) {
    const payload = { conversationId: id, receiverId: doc.id, content: 'x', metadata };
    await refuse(wires.pat1, 'send_message', payload, 400);
  }
  expect(await historyOf(doc, id)).toEqual([]);
});

test('TELE-159 messages emitted one after another on one connection are stored in that order', async () => {
  const { pat, doc, id } = await clinic.pair();
  const texts = Array.from({ length: 60 }, (_, at) => `line ${at}`);
  const [from, to] = [await pat.connect(), await doc.connect()];
  await sayAll(from, { conversationId: id, receiverId: doc.id }, texts);
  expect((await historyOf(doc, id, '?limit=100')).map(({ content }) => content)).toEqual(texts);
  await expect.poll(() => to.of('new_message').map(({ content }) => content)).toEqual(texts);
  expect(from.of('message_sent').map(({ message }) => message.content)).toEqual(texts);
});

test('TELE-160 the receiver is the other participant, the sender a participant, the conversation one that is there', async () => {
  const { pat, doc, third, stranger, id, wires, expectHeard } = await clinic.cast();
  const content = 'misdirected';
  for (const receiverId of [third.id, stranger.id, pat.id, 'nobody'])
    await refuse(wires.pat1, 'send_message', { conversationId: id, receiverId, content }, 400, 'receiverId');
  for (const receiverId of [undefined, '', 5, null, {}])
    await refuse(wires.pat1, 'send_message', { conversationId: id, receiverId, content }, 400, 'receiverId');
  for (const conversationId of [undefined, '', 5, null, {}])
    await refuse(wires.pat1, 'send_message', { conversationId, receiverId: doc.id, content }, 400, 'conversationId');
  await refuse(wires.pat1, 'send_message', { conversationId: 'nothing', receiverId: doc.id, content }, 404);
  for (const wire of [wires.third, wires.stranger]) {
    await refuse(wire, 'send_message', { conversationId: id, receiverId: doc.id, content }, 403);
    await refuse(wire, 'send_message', { conversationId: id, receiverId: pat.id, content }, 403);
  }
  for (const wire of Object.values(wires)) {
    expect(wire.frames.filter(({ event }) => event !== 'error')).toEqual([]);
    wire.forget();
  }
  await expectHeard({});
  expect(await historyOf(pat, id)).toEqual([]);
});

test('TELE-170 message_sent reaches every device of the sender, and none of the receiver', async () => {
  const { pat, id, wires, expectHeard } = await clinic.cast();
  await say(wires.doc2, { conversationId: id, receiverId: pat.id }, 'from the second device', { tempId: 't' });
  await expectHeard({ doc: ['message_sent', 'message_delivered'], pat: ['new_message'] });
  expect(wires.doc1.of('message_sent')[0]).toMatchObject({ tempId: 't', message: { senderType: 'doctor' } });
});

test('TELE-171 new_message reaches every device of the receiver, and none of the sender', async () => {
  const { doc, pat, id, wires } = await clinic.cast();
  await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'one');
  await say(wires.doc1, { conversationId: id, receiverId: pat.id }, 'two');
  await clinic.settle();
  for (const wire of [wires.pat1, wires.pat2])
    expect(wire.of('new_message').map(({ content }) => content)).toEqual(['two']);
  for (const wire of [wires.doc1, wires.doc2])
    expect(wire.of('new_message').map(({ content }) => content)).toEqual(['one']);
});

test('TELE-184 what two say in private is heard by nobody else, joined or not', async () => {
  const { pat, doc, third, id, wires } = await clinic.cast();
  await refuse(wires.stranger, 'join_conversation', { conversationId: id }, 403);
  await refuse(wires.third, 'join_conversation', { conversationId: id }, 403);
  await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'between us');
  wires.pat1.tell('typing_start', { conversationId: id, receiverId: doc.id });
  await pat.put(`/api/v1/messages/conversations/${id}/mark-read`, { messageIds: ['nothing'] });
  await leave(third, { conversationId: (await clinic.open(third, doc)).conversationId, receiverId: doc.id }, 'other');
  await clinic.settle();
  expect(wires.third.of('new_message')).toEqual([]);
  expect(wires.stranger.frames.filter(({ event }) => event !== 'error')).toEqual([]);
  expect(wires.third.of('user_typing')).toEqual([]);
});
