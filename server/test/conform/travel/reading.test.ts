import { describe, expect, test } from 'vitest';
import { both, bothAndRoom, type ConversationStage, setConversation } from './stage.ts';
import { CONVERSATIONS, fails, messagesOf, must, openConversation, openTravel, rowOf, say, tell } from './travel.ts';

const travel = await openTravel();
const SENT = bothAndRoom(['conversation-updated'], ['message-received']);
const MARKED = both('message-read', 'conversation-updated');

/** Three messages of ann's, unread. */
async function written(stage: ConversationStage) {
  const rows = await say(stage.wires.ann1, stage.id, 'one', 'two', 'three');
  await stage.clear();
  return rows;
}

describe('reading', () => {
  test('TRAV-110 by message, by conversation, and by both', async () => {
    const stage = await setConversation(travel);
    const { wires, id, ann, bo } = stage;
    const [one, two] = await written(stage);
    const mark = (payload: unknown) => tell(wires.bo1, 'mark-as-read', payload);
    expect(await mark(one?.id)).toEqual({ success: true, conversationId: id, unread_count: 2 });
    await stage.heard(MARKED);
    expect(await mark({ messageId: two?.id })).toEqual({ success: true, conversationId: id, unread_count: 1 });
    await stage.heard(MARKED);
    expect(await mark({ conversationId: id })).toEqual({ success: true, conversationId: id, unread_count: 0 });
    await stage.heard(MARKED);
    const [four] = await say(wires.ann1, id, 'four', 'five');
    await stage.clear();
    expect(await mark({ conversationId: id, messageId: four?.id })).toMatchObject({ unread_count: 1 });
    await stage.heard(MARKED);
    expect((await messagesOf(ann, id)).map((row) => row.is_read)).toEqual([true, true, true, true, false]);
    expect((await rowOf(bo, id)).unread_count).toBe(1);
  });

  test('TRAV-111 every socket of both hears where the mark stands, with rows as each sees them', async () => {
    const stage = await setConversation(travel);
    const { wires, id, ann, bo } = stage;
    const [one, two, three] = await written(stage);
    await tell(wires.bo2, 'mark-as-read', two?.id);
    const [reader] = await messagesOf(ann, id);
    for (const wire of [wires.ann1, wires.ann2, wires.bo1, wires.bo2, wires.bo3]) {
      expect(await wire.next('message-read')).toEqual({
        conversationId: id,
        messageId: two?.id,
        userId: bo.id,
        readAt: reader?.read_at,
      });
    }
    expect((await wires.bo3.next('conversation-updated')).conversation).toEqual(await rowOf(bo, id));
    expect((await wires.ann2.next('conversation-updated')).conversation).toEqual(await rowOf(ann, id));
    await stage.heard(MARKED);
    // A mark does not move back, and not to where it stands.
    expect(await tell(wires.bo2, 'mark-as-read', one?.id)).toMatchObject({ unread_count: 1 });
    expect(await tell(wires.bo2, 'mark-as-read', two?.id)).toMatchObject({ unread_count: 1 });
    await stage.heard({});
    must(await bo.post(`${CONVERSATIONS}/${id}/mark-read`), 200);
    expect((await wires.ann1.next('message-read')).messageId).toBe(three?.id);
    await stage.heard(MARKED);
    must(await bo.post(`${CONVERSATIONS}/${id}/mark-read`), 200);
    await stage.heard({});
  });

  test('TRAV-112 what is not there, and what is of others', async () => {
    const stage = await setConversation(travel);
    const { wires, id, ann, bo, third } = stage;
    const [one] = await written(stage);
    const elsewhere = await openConversation(bo, third);
    await stage.clear();
    for (const outsider of [wires.third, wires.stranger, wires.admin]) {
      await fails(outsider, 'mark-as-read', one?.id);
      await fails(outsider, 'mark-as-read', { conversationId: id });
    }
    expect(await fails(wires.bo1, 'mark-as-read', 'nothing')).toBe('Message not found');
    expect(await fails(wires.bo1, 'mark-as-read', { conversationId: 'nothing' })).toBe('Conversation not found');
    expect(await fails(wires.bo1, 'mark-as-read', { conversationId: elsewhere.id, messageId: one?.id })).toBe(
      'Message not found',
    );
    await fails(wires.bo1, 'mark-as-read', {});
    const two = ['error', 'error'] as const;
    await stage.heard({ third: two, stranger: two, admin: two, bo1: [...two, ...two] });
    expect((await messagesOf(ann, id)).some((row) => row.is_read)).toBe(false);
  });
});

describe('lists live', () => {
  test('TRAV-140 rows come to every socket of both, as each sees them', async () => {
    const stage = await setConversation(travel);
    const { wires, id, ann, bo, stranger } = stage;
    const made = await openConversation(bo, stranger);
    expect(await wires.bo2.next('conversation-updated')).toEqual({ conversationId: made.id, conversation: made });
    const theirs = await wires.stranger.next('conversation-updated');
    expect(theirs.conversation).toEqual(await rowOf(stranger, made.id));
    expect(theirs.conversation).toMatchObject({ other_user_id: bo.id, other_user_name: 'Bo', last_message: null });
    await stage.clear();
    for (const [at, text] of ['first', 'second'].entries()) {
      await say(wires.ann1, id, text);
      const update = await wires.bo2.next('conversation-updated', (one) => one.conversation.last_message === text);
      expect(update.conversation).toMatchObject({ unread_count: at + 1, total_messages: at + 1 });
      expect(update.conversation).toEqual(await rowOf(bo, id));
      const own = await wires.ann2.next('conversation-updated', (one) => one.conversation.last_message === text);
      expect(own.conversation).toEqual(await rowOf(ann, id));
      expect(own.conversation.unread_count).toBe(0);
      await stage.heard(SENT);
    }
  });

  test('TRAV-141 opening what is open announces nothing', async () => {
    const stage = await setConversation(travel);
    await openConversation(stage.ann, stage.bo);
    await openConversation(stage.bo, stage.ann);
    await stage.heard({});
  });
});
