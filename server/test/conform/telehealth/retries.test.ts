import { expect, test } from 'vitest';
import { openClinic } from './clinic.ts';
import { sentAckShape } from './shapes.ts';
import { historyOf, readAck, refuse, say } from './talk.ts';

const clinic = await openClinic();

test('TELE-156 the client’s id comes back as it went, to the sender alone', async () => {
  const { doc, id, wires } = await clinic.cast();
  for (const tempId of ['t-1', 'ü 😀 "quoted"', 'x'.repeat(128), 5, 0, 1.5, -3]) {
    const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'hello', { tempId });
    expect(sent.tempId).toBe(tempId);
    expect((await wires.pat2.next('message_sent', ({ messageId }) => messageId === sent.messageId)).tempId).toBe(
      tempId,
    );
  }
  await clinic.settle();
  expect(wires.doc1.of('new_message')).toHaveLength(7);
  expect(JSON.stringify(wires.doc1.frames)).not.toContain('tempId');
});

test('TELE-156 what is no text of 1 to 128 characters and no number is no client’s id', async () => {
  const { doc, id, wires } = await clinic.cast();
  const payload = { conversationId: id, receiverId: doc.id, content: 'x' };
  for (const tempId of ['', 'x'.repeat(129), true, {}, ['t'], 'a\u0000b'])
    await refuse(wires.pat1, 'send_message', { ...payload, tempId }, 400, 'tempId');
  expect(await historyOf(doc, id)).toEqual([]);
});

test('TELE-157 a resend is told of the first message, on the asking connection alone, and nothing else happens', async () => {
  const { pat, doc, id, wires, clear } = await clinic.cast();
  const where = { conversationId: id, receiverId: doc.id };
  const first = await say(wires.pat1, where, 'once', { tempId: 'a' });
  await clear();
  const again = await say(wires.pat1, where, 'once', { tempId: 'a' });
  expect(again).toMatchObject({ tempId: 'a', messageId: first.messageId, timestamp: first.timestamp });
  await clinic.settle();
  const { pat1, ...others } = wires;
  expect(pat1.of('message_sent').map(({ messageId }) => messageId)).toEqual([first.messageId]);
  expect(pat1.frames).toHaveLength(1);
  for (const wire of Object.values(others)) expect(wire.frames, wire.label).toEqual([]);
  expect(await historyOf(pat, id)).toHaveLength(1);
  // The other device may ask as well, and one that has come back.
  const late = await pat.connect('late');
  expect((await say(late, where, 'once', { tempId: 'a' })).messageId).toBe(first.messageId);
  expect((await historyOf(doc, id)).map(({ content }) => content)).toEqual(['once']);
});

test('TELE-156 no id may be said as null, as the events say it', async () => {
  const { doc, id, wires } = await clinic.cast();
  const where = { conversationId: id, receiverId: doc.id };
  const [one, other] = [
    await say(wires.pat1, where, 'x', { tempId: null }),
    await say(wires.pat1, where, 'x', { tempId: null }),
  ];
  expect([one.tempId, other.tempId]).toEqual([null, null]);
  expect(one.messageId).not.toBe(other.messageId);
});

test('TELE-157 metadata that was left out and empty metadata are one thing', async () => {
  const { doc, id, wires } = await clinic.cast();
  const where = { conversationId: id, receiverId: doc.id };
  const first = await say(wires.pat1, where, 'x', { tempId: 'm' });
  expect((await say(wires.pat1, where, 'x', { tempId: 'm', metadata: {} })).messageId).toBe(first.messageId);
});

test('TELE-157 of many resends at the same moment one is stored', async () => {
  const { doc, id, wires } = await clinic.cast();
  const payload = { conversationId: id, receiverId: doc.id, content: 'storm', tempId: 77 };
  const acks = await Promise.all(
    Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? wires.pat1 : wires.pat2).ask('send_message', payload)),
  );
  expect(new Set(acks.map((ack) => readAck(ack, sentAckShape).data.messageId)).size).toBe(1);
  await clinic.settle();
  expect(wires.doc1.of('new_message')).toHaveLength(1);
  expect(await historyOf(doc, id)).toHaveLength(1);
});

test('TELE-157 the number 5 and the text "5" are one id, each other person’s and conversation’s is another', async () => {
  const { pat, doc, third, id, wires } = await clinic.cast();
  const where = { conversationId: id, receiverId: doc.id };
  const first = await say(wires.pat1, where, 'five', { tempId: 5 });
  const again = await say(wires.pat1, where, 'five', { tempId: '5' });
  expect(again).toMatchObject({ messageId: first.messageId });
  const theirs = await say(wires.doc1, { conversationId: id, receiverId: pat.id }, 'five', { tempId: 5 });
  expect(theirs.messageId).not.toBe(first.messageId);
  const elsewhere = (await clinic.open(pat, third)).conversationId;
  const other = await say(wires.pat1, { conversationId: elsewhere, receiverId: third.id }, 'five', { tempId: 5 });
  expect(other.messageId).not.toBe(first.messageId);
});

test('TELE-158 the same id with other content is refused (409), and nothing is stored or told', async () => {
  const { doc, id, wires, clear } = await clinic.cast();
  const where = { conversationId: id, receiverId: doc.id };
  await say(wires.pat1, where, 'first', { tempId: 'a', metadata: { n: 1 } });
  await clear();
  await refuse(wires.pat1, 'send_message', { ...where, content: 'second', tempId: 'a', metadata: { n: 1 } }, 409);
  await refuse(wires.pat1, 'send_message', { ...where, content: 'first', tempId: 'a', metadata: { n: 2 } }, 409);
  expect(wires.pat1.of('error')[0]).toMatchObject({ tempId: 'a' });
  await clinic.settle();
  for (const wire of Object.values(wires)) expect(wire.frames.filter(({ event }) => event !== 'error')).toEqual([]);
  expect(await historyOf(doc, id)).toHaveLength(1);
});

test('TELE-157 a message that was deleted meanwhile is not sent again by a resend', async () => {
  const { pat, doc, id, wires, clear } = await clinic.cast();
  const where = { conversationId: id, receiverId: doc.id };
  const first = await say(wires.pat1, where, 'regretted', { tempId: 'a' });
  await pat.delete(`/api/v1/messages/${first.messageId}`);
  await clear();
  expect((await say(wires.pat1, where, 'regretted', { tempId: 'a' })).messageId).toBe(first.messageId);
  expect((await historyOf(doc, id)).map(({ isDeleted }) => isDeleted)).toEqual([true]);
});
