import { expect, test } from 'vitest';
import { openClinic } from './clinic.ts';
import { emptyAckShape } from './shapes.ts';
import { readAck, refuse, say } from './talk.ts';

const clinic = await openClinic();

/** A cast, and the payload with which the patient types. */
async function typist() {
  const cast = await clinic.cast();
  return { ...cast, typing: { conversationId: cast.id, receiverId: cast.doc.id } };
}

test('TELE-175 that somebody types is told to all devices of the other person', async () => {
  const { pat, id, wires, typing, expectHeard } = await typist();
  expect(readAck(await wires.pat1.ask('typing_start', typing), emptyAckShape).data).toEqual({});
  await expectHeard({ doc: ['user_typing'] });
  expect(wires.doc2.of('user_typing')).toEqual([{ conversationId: id, userId: pat.id, userName: 'Pat' }]);
  await wires.pat1.ask('typing_start', typing);
  await expectHeard({ doc: ['user_typing', 'user_typing'] });
});

test('TELE-176 the end of typing comes once, when it is said', async () => {
  const { pat, id, wires, typing, expectHeard } = await typist();
  await wires.pat1.ask('typing_start', typing);
  await wires.pat1.ask('typing_start', typing);
  expect(readAck(await wires.pat1.ask('typing_stop', typing), emptyAckShape).data).toEqual({});
  await wires.pat1.ask('typing_stop', typing);
  await expectHeard({ doc: ['user_typing', 'user_typing', 'user_stopped_typing'] });
  expect(wires.doc1.of('user_stopped_typing')).toEqual([{ conversationId: id, userId: pat.id }]);
});

test('TELE-176 an end without a beginning is told to nobody', async () => {
  const { wires, typing, expectHeard } = await typist();
  expect(readAck(await wires.pat1.ask('typing_stop', typing), emptyAckShape).data).toEqual({});
  await expectHeard({});
});

test('TELE-176 sending ends it', async () => {
  const { wires, typing, expectHeard } = await typist();
  await wires.pat1.ask('typing_start', typing);
  await expectHeard({ doc: ['user_typing'] });
  await say(wires.pat1, typing, 'written');
  await expect.poll(() => wires.doc1.of('user_stopped_typing')).toHaveLength(1);
  await clinic.settle();
  for (const wire of [wires.doc1, wires.doc2]) {
    expect(wire.frames.map(({ event }) => event).sort()).toEqual(['new_message', 'user_stopped_typing', 'user_typing']);
  }
});

test('TELE-176 the end of the typist’s connection ends it', async () => {
  const { wires, typing, expectHeard } = await typist();
  await wires.pat1.ask('typing_start', typing);
  await expectHeard({ doc: ['user_typing'] });
  await wires.pat1.close();
  for (const wire of [wires.doc1, wires.doc2]) await wire.next('user_stopped_typing');
  await clinic.settle();
  expect(wires.pat2.frames).toEqual([]);
  expect(wires.doc1.frames.map(({ event }) => event)).toEqual(['user_typing', 'user_stopped_typing']);
});

test('TELE-176 ten seconds without another start end it', async () => {
  const { wires, typing } = await typist();
  const began = Date.now();
  await wires.pat1.ask('typing_start', typing);
  await wires.doc1.next('user_stopped_typing', undefined, 13_000);
  expect(Date.now() - began).toBeGreaterThan(9_000);
  await clinic.settle();
  for (const wire of [wires.doc1, wires.doc2]) expect(wire.of('user_stopped_typing')).toHaveLength(1);
}, 20_000);

test('TELE-163 typing names the conversation and the other participant', async () => {
  const { pat, doc, third, id, wires, expectHeard } = await typist();
  for (const event of ['typing_start', 'typing_stop']) {
    for (const wrong of [undefined, '', 5, null, {}, ['x']]) {
      await refuse(wires.pat1, event, { conversationId: wrong, receiverId: doc.id }, 400, 'conversationId');
      await refuse(wires.pat1, event, { conversationId: id, receiverId: wrong }, 400, 'receiverId');
    }
    for (const receiverId of [third.id, pat.id])
      await refuse(wires.pat1, event, { conversationId: id, receiverId }, 400, 'receiverId');
    await refuse(wires.pat1, event, { conversationId: 'nothing', receiverId: doc.id }, 404);
    await refuse(wires.stranger, event, { conversationId: id, receiverId: doc.id }, 403);
    await refuse(wires.third, event, { conversationId: id, receiverId: doc.id }, 403);
  }
  for (const wire of Object.values(wires)) {
    expect(wire.frames.filter(({ event }) => event !== 'error')).toEqual([]);
    wire.forget();
  }
  await expectHeard({});
});
