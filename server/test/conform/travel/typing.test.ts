import { expect, test } from 'vitest';
import { pause } from '../support/wire.ts';
import { bothAndRoom, setConversation } from './stage.ts';
import { fails, openTravel, say, tell } from './travel.ts';

const travel = await openTravel();
const STARTED = ['typing', 'user-typing'] as const;
const STOPPED = ['typing', 'user-stopped-typing'] as const;
const SENT = bothAndRoom(['conversation-updated'], ['message-received']);

test('TRAV-120 a start and a stop are heard by the other in the room, under both names', async () => {
  const { wires, id, ann, heard } = await setConversation(travel);
  const about = { conversationId: id, userId: Number(ann.id), userName: 'Ann' };
  expect(await tell(wires.ann1, 'typing', { conversationId: id, isTyping: true })).toEqual({ success: true });
  expect(await wires.bo1.next('typing')).toEqual({ ...about, isTyping: true });
  expect(await wires.bo1.next('user-typing')).toEqual(about);
  await heard({ bo1: STARTED });
  await tell(wires.ann1, 'typing', { conversationId: id, isTyping: false });
  expect(await wires.bo1.next('typing')).toEqual({ ...about, isTyping: false });
  expect(await wires.bo1.next('user-stopped-typing')).toEqual(about);
  await heard({ bo1: STOPPED });
});

test('TRAV-120 only changes are heard', async () => {
  const { wires, id, heard } = await setConversation(travel);
  await tell(wires.ann1, 'stop-typing', { conversationId: id });
  await heard({});
  for (let time = 0; time < 3; time += 1) await tell(wires.ann1, 'typing', { conversationId: id });
  await heard({ bo1: STARTED });
  await tell(wires.ann1, 'stop-typing', { conversationId: id });
  await tell(wires.ann1, 'stop-typing', { conversationId: id });
  await heard({ bo1: STOPPED });
});

test('TRAV-121 ten seconds after the last start it ends by itself', async () => {
  const { wires, id, heard } = await setConversation(travel);
  const began = performance.now();
  await Promise.all([
    tell(wires.ann1, 'typing', { conversationId: id }),
    tell(wires.bo1, 'typing', { conversationId: id }),
  ]);
  await heard({ ann1: STARTED, bo1: STARTED });
  await pause(4000 - (performance.now() - began));
  await tell(wires.bo1, 'typing', { conversationId: id });
  const ended = (wire: typeof wires.ann1) =>
    wire.next('user-stopped-typing', undefined, 16_000).then(() => (performance.now() - began) / 1000);
  const [ofAnn, ofBo] = await Promise.all([ended(wires.bo1), ended(wires.ann1)]);
  expect(ofAnn).toBeGreaterThan(9.4);
  expect(ofAnn).toBeLessThan(12);
  expect(ofBo).toBeGreaterThan(13.4);
  expect(ofBo).toBeLessThan(16);
  await heard({ ann1: STOPPED, bo1: STOPPED });
}, 30_000);

test("TRAV-122 the typist's message ends it, before the message", async () => {
  const { wires, id, heard } = await setConversation(travel);
  await tell(wires.ann1, 'typing', { conversationId: id });
  await heard({ bo1: STARTED });
  await say(wires.ann1, id, 'done');
  await heard({ ...SENT, bo1: [...(SENT.bo1 ?? []), ...STOPPED] });
  // And it is over: another stop is no change.
  await tell(wires.ann1, 'stop-typing', { conversationId: id });
  await heard({});
});

test('TRAV-122 leaving ends it, and disconnection', async () => {
  const { wires, id, heard } = await setConversation(travel);
  await tell(wires.ann1, 'typing', { conversationId: id });
  await heard({ bo1: STARTED });
  await tell(wires.ann1, 'leave-conversation', id);
  await heard({ bo1: STOPPED });
  await tell(wires.ann2, 'typing', { conversationId: id });
  await heard({ bo1: STARTED });
  await wires.ann2.close();
  await heard({ bo1: STOPPED });
});

test('TRAV-123 typing needs no room, but membership', async () => {
  const { wires, id, heard } = await setConversation(travel);
  await tell(wires.bo2, 'typing', { conversationId: id });
  await heard({ ann1: STARTED });
  await tell(wires.bo2, 'stop-typing', { conversationId: id });
  await heard({ ann1: STOPPED });
  for (const outsider of [wires.third, wires.stranger, wires.admin]) {
    await fails(outsider, 'typing', { conversationId: id });
    await fails(outsider, 'stop-typing', { conversationId: id });
  }
  const two = ['error', 'error'] as const;
  await heard({ third: two, stranger: two, admin: two });
  expect(await fails(wires.ann1, 'typing', { conversationId: 'nothing' })).toBe('Conversation not found');
  for (const isTyping of ['true', 1, {}, null]) {
    expect(await fails(wires.ann1, 'typing', { conversationId: id, isTyping })).toMatch(/isTyping/);
  }
  await heard({ ann1: Array(5).fill('error') });
});
