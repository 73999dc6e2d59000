import { expect, test } from 'vitest';
import { openClinic } from './clinic.ts';
import { emptyAckShape, failedAckShape, markedAckShape } from './shapes.ts';
import { historyOf, readAck, refuse, say } from './talk.ts';

const clinic = await openClinic();

test('TELE-151 an event that does not exist is answered by an error to the one who asked', async () => {
  const { wires, expectHeard } = await clinic.cast();
  for (const event of ['send', 'SEND_MESSAGE', 'new_message', 'constructor', '__proto__', 'toString', '', 'ü', 'join'])
    await refuse(wires.pat1, event, {}, 400);
  wires.pat1.tell('no_such_event', { tempId: 'a' });
  expect(await wires.pat1.next('error', ({ event }) => event === 'no_such_event')).toMatchObject({ status: 400 });
  for (const wire of Object.values(wires)) if (wire !== wires.pat1) expect(wire.frames, wire.label).toEqual([]);
  wires.pat1.forget();
  await expectHeard({});
});

const EVENTS = ['send_message', 'typing_start', 'typing_stop', 'mark_as_read', 'join_conversation'];
test.each(EVENTS)('TELE-151 %s with a payload that is no object is answered by an error', async (event) => {
  const { wires, expectHeard } = await clinic.cast();
  for (const payload of ['x', 5, true, null, [], [{}], undefined]) await refuse(wires.pat1, event, payload, 400);
  const before = wires.pat1.of('error').length;
  wires.pat1.tell(event);
  await expect.poll(() => wires.pat1.of('error').length).toBe(before + 1);
  expect(wires.pat1.socket.connected).toBe(true);
  wires.pat1.forget();
  await expectHeard({});
});

test('TELE-180 an error names the event, says why in words, has a status, and goes to one connection', async () => {
  const { doc, id, wires } = await clinic.cast();
  const payload = { conversationId: id, receiverId: doc.id, content: '', tempId: 9 };
  const ack = readAck(await wires.pat2.ask('send_message', payload), failedAckShape);
  const error = await wires.pat2.next('error');
  expect(error).toEqual({ event: 'send_message', message: ack.message, status: 400, tempId: 9 });
  await clinic.settle();
  for (const wire of Object.values(wires)) if (wire !== wires.pat2) expect(wire.frames, wire.label).toEqual([]);
});

test('TELE-164 what is answered carries the data that the page of its event promises', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  const where = { conversationId: id, receiverId: doc.id };
  const sent = await say(wires.pat1, where, 'hello', { tempId: 'a' });
  expect(await wires.pat1.next('message_sent')).toEqual(sent);
  expect(readAck(await wires.pat1.ask('typing_start', where), emptyAckShape)).toEqual({ success: true, data: {} });
  const marked = readAck(
    await wires.doc1.ask('mark_as_read', { conversationId: id, messageIds: [sent.messageId] }),
    markedAckShape,
  );
  expect(await wires.doc1.next('mark_as_read_success')).toEqual(marked.data);
  expect((await historyOf(pat, id))[0]?.isRead).toBe(true);
});

test('TELE-165 one connection’s nonsense harms no other', async () => {
  const { doc, id, wires } = await clinic.cast();
  for (let time = 0; time < 50; time += 1) wires.stranger.tell(`nonsense-${time}`, { time });
  wires.stranger.socket.io.engine.write('42["send_message",');
  const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'still works');
  expect((await wires.doc1.next('new_message')).id).toBe(sent.messageId);
});
