import { describe, expect, test } from 'vitest';
import type { Message } from './shapes.ts';
import { bothAndRoom, setConversation } from './stage.ts';
import { CONVERSATIONS, fails, messagesOf, must, openConversation, openTravel, rowOf, say, tell } from './travel.ts';

const travel = await openTravel();
const SENT = bothAndRoom(['conversation-updated'], ['message-received']);

describe('sending', () => {
  test('TRAV-90 the row is acknowledged, stored and heard in the room, once', async () => {
    const { wires, id, ann, bo, heard } = await setConversation(travel);
    const ack = await tell(wires.ann1, 'send-message', {
      conversationId: id,
      senderId: bo.id,
      message: 'Hello',
      timestamp: Date.now(),
    });
    expect(Object.keys(ack).sort()).toEqual(['message', 'success']);
    const row = ack.message;
    expect(row).toMatchObject({
      conversation_id: id,
      seq: 1,
      sender_id: Number(ann.id),
      sender_name: 'Ann',
      message_text: 'Hello',
      is_read: false,
    });
    const event = { ...row, conversationId: id, senderId: Number(ann.id) };
    expect(await wires.bo1.next('message-received')).toEqual(event);
    expect(await wires.ann1.next('message-received')).toEqual(event);
    const update = await wires.bo2.next('conversation-updated');
    expect(update).toEqual({ conversationId: id, conversation: await rowOf(bo, id) });
    expect(update.conversation).toMatchObject({
      last_message: 'Hello',
      last_message_at: row.created_at,
      unread_count: 1,
    });
    expect(await wires.ann2.next('conversation-updated')).toEqual({
      conversationId: id,
      conversation: await rowOf(ann, id),
    });
    await heard(SENT);
    expect(await messagesOf(bo, id)).toEqual([row]);
  });

  test('TRAV-90 without an acknowledgement it is the same', async () => {
    const { wires, id, heard } = await setConversation(travel);
    wires.bo1.tell('send-message', { conversationId: id, message: 'fire and forget' });
    await heard(SENT);
  });

  test('TRAV-91 sending opens the room for the socket that sent, and for no other', async () => {
    const { wires, id, heard } = await setConversation(travel);
    await say(wires.ann2, id, 'from elsewhere');
    await heard({ ...SENT, ann2: ['conversation-updated', 'message-received'] });
    await say(wires.bo1, id, 'answer');
    await heard({ ...SENT, ann2: ['conversation-updated', 'message-received'] });
  });

  test('TRAV-92 everybody in the room hears the same order', async () => {
    const { wires, id, ann, list } = await setConversation(travel);
    for (const wire of [wires.ann2, wires.bo2]) await tell(wire, 'join-conversation', id);
    const senders = [wires.ann1, wires.ann2, wires.bo1, wires.bo2];
    await Promise.all(Array.from({ length: 60 }, async (_, at) => say(senders[at % 4] ?? wires.ann1, id, `${at}`)));
    const stored = (await messagesOf(ann, id, '?limit=100')).map((row) => row.id);
    for (const wire of senders) {
      await expect.poll(() => wire.of('message-received').map((row) => row.id), { timeout: 4000 }).toEqual(stored);
    }
    await travel.settle();
    for (const wire of [wires.bo3, wires.third, wires.admin, wires.stranger]) {
      expect(wire.of('message-received')).toEqual([]);
    }
    travel.audit(list);
    for (const wire of list) wire.forget();
  });

  test('TRAV-97 what is no message is refused and leaves nothing', async () => {
    const { wires, id, ann, heard } = await setConversation(travel);
    const wrongs = [undefined, null, 5, true, {}, ['x'], '', '   ', 'a\u0000b'];
    for (const message of wrongs) {
      expect(await fails(wires.ann1, 'send-message', { conversationId: id, message })).toMatch(/message/);
    }
    for (const outsider of [wires.third, wires.stranger, wires.admin]) {
      await fails(outsider, 'send-message', { conversationId: id, message: 'let me in', senderId: ann.id });
    }
    await fails(wires.ann1, 'send-message', { conversationId: 'nothing-here', message: 'x' });
    const errors = { third: ['error'], stranger: ['error'], admin: ['error'] } as const;
    await heard({ ann1: Array(wrongs.length + 1).fill('error'), ...errors });
    expect(await messagesOf(ann, id)).toEqual([]);
    // Nor does a refused message open the room.
    await say(wires.ann1, id, 'now');
    await heard(SENT);
  });

  test('TRAV-99 what is acknowledged is in the history', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const wire = await ann.connect();
    for (let at = 0; at < 10; at += 1) {
      const [row] = await say(wire, id, `${at}`);
      expect((await messagesOf(bo, id)).at(-1)).toEqual(row);
    }
  });
});

describe('resending', () => {
  test('TRAV-93 a resend brings the first row and announces nothing', async () => {
    const { wires, id, bo, heard } = await setConversation(travel);
    const payload = { conversationId: id, message: 'once', tempId: 'c-1' };
    const first = await tell(wires.ann1, 'send-message', payload);
    await heard(SENT);
    for (const wire of [wires.ann1, wires.ann1, wires.ann2]) {
      expect(await tell(wire, 'send-message', payload)).toEqual(first);
    }
    await heard({});
    expect(await messagesOf(bo, id)).toEqual([first.message]);
  });

  test('TRAV-93 of many at once one is stored', async () => {
    const { wires, id, bo, heard } = await setConversation(travel);
    const payload = { conversationId: id, message: 'once', tempId: 'c-2' };
    const acks = await Promise.all(
      Array.from({ length: 20 }, (_, at) => tell(at % 2 === 0 ? wires.ann1 : wires.ann2, 'send-message', payload)),
    );
    expect(new Set(acks.map((ack) => ack.message.id)).size).toBe(1);
    // Sending opened the room to ann2: before the announcement, or after it.
    await heard({
      ...SENT,
      ann2: wires.ann2.of('message-received').length > 0 ? (SENT.ann1 ?? []) : ['conversation-updated'],
    });
    expect(await messagesOf(bo, id)).toHaveLength(1);
  });

  test('TRAV-94 the same tempId for another text is a conflict', async () => {
    const { wires, id, ann, bo, third, heard } = await setConversation(travel);
    const first = await tell(wires.ann1, 'send-message', { conversationId: id, message: 'one', tempId: 7 });
    await heard(SENT);
    expect(await fails(wires.ann1, 'send-message', { conversationId: id, message: 'two', tempId: 7 })).toBe('Conflict');
    await heard({ ann1: ['error'] });
    expect(await messagesOf(bo, id)).toEqual([first.message]);
    // Another sender, and another conversation, have ids of their own.
    const others = await tell(wires.bo1, 'send-message', { conversationId: id, message: 'two', tempId: 7 });
    expect(others.message.seq).toBe(2);
    await heard(SENT);
    const elsewhere = await openConversation(ann, third);
    const again = await tell(wires.ann1, 'send-message', { conversationId: elsewhere.id, message: 'two', tempId: 7 });
    expect(again.message.seq).toBe(1);
    await heard({
      ann1: ['conversation-updated', 'message-received'],
      ann2: ['conversation-updated'],
      third: ['conversation-updated'],
    });
  });

  test("TRAV-95 tempId comes back to the sender's sockets, and to nobody else", async () => {
    const { wires, id, heard } = await setConversation(travel);
    await tell(wires.ann2, 'join-conversation', id);
    for (const tempId of ['text-id', 12345]) {
      const ack = await tell(wires.ann1, 'send-message', { conversationId: id, message: `with ${tempId}`, tempId });
      expect(ack.tempId).toBe(tempId);
      const own = await wires.ann1.next('message-received', (row) => row.id === ack.message.id);
      expect(String(own.tempId)).toBe(String(tempId));
      const second = await wires.ann2.next('message-received', (row) => row.id === ack.message.id);
      expect(String(second.tempId)).toBe(String(tempId));
      const other = await wires.bo1.next('message-received', (row) => row.id === ack.message.id);
      expect(other).not.toHaveProperty('tempId');
      await heard({ ...SENT, ann2: ['conversation-updated', 'message-received'] });
    }
    const without = await tell(wires.ann1, 'send-message', { conversationId: id, message: 'without' });
    expect(without).not.toHaveProperty('tempId');
    await heard({ ...SENT, ann2: ['conversation-updated', 'message-received'] });
  });

  test('TRAV-96 what tempId may be', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const wire = await ann.connect();
    const send = (tempId: unknown) => ({ conversationId: id, message: 'same text', tempId });
    for (const tempId of [true, {}, [], ['x'], '', 'x'.repeat(129), 'a\u0000']) {
      expect(await fails(wire, 'send-message', send(tempId))).toMatch(/tempId/);
    }
    expect(await messagesOf(ann, id)).toEqual([]);
    for (const tempId of ['x'.repeat(128), '😀'.repeat(64), ' ', 0, -1, 1.5, Date.now()]) {
      const first = await tell(wire, 'send-message', send(tempId));
      expect((await tell(wire, 'send-message', send(tempId))).message.id).toBe(first.message.id);
    }
    const number = await tell(wire, 'send-message', { conversationId: id, message: 'number and text', tempId: 5 });
    const text = await tell(wire, 'send-message', { conversationId: id, message: 'number and text', tempId: '5' });
    expect(text.message.id).toBe(number.message.id);
  });

  test('TRAV-98 after an absence the rest is fetched, and what was kept is sent again', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const [away, desk] = [await ann.connect('away'), await bo.connect('desk')];
    await tell(away, 'join-conversation', id);
    const [last] = await say(desk, id, 'seen');
    const kept = { conversationId: id, message: 'did it arrive?', tempId: 't-1' };
    // Sent, and the line is gone before the answer.
    away.tell('send-message', kept);
    await expect.poll(async () => (await messagesOf(bo, id)).length).toBe(2);
    await away.close();
    await say(desk, id, 'missed one', 'missed two');
    const back = await ann.connect('back');
    await tell(back, 'join-conversation', id);
    const again = await tell(back, 'send-message', kept);
    expect(again.message.seq).toBe(2);
    const missed: Message[] = await messagesOf(ann, id, `?after=${encodeURIComponent(last?.id ?? '')}`);
    expect(missed.map((row) => row.message_text)).toEqual(['did it arrive?', 'missed one', 'missed two']);
    await say(desk, id, 'live again');
    await back.next('message-received', (row) => row.message_text === 'live again');
    expect(must(await bo.get(`${CONVERSATIONS}/${id}/messages`), 200).headers.get('x-total-count')).toBe('5');
  });
});
