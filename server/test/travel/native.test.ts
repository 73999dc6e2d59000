import { describe, expect, test } from 'vitest';
import { both, bothAndRoom, setConversation } from '../conform/travel/stage.ts';
import {
  CONVERSATIONS,
  fails,
  messagesOf,
  must,
  openConversation,
  openTravel,
  refused,
  rowOf,
  say,
  tell,
} from '../conform/travel/travel.ts';
import * as native from '../support/factories.ts';
import { quiet } from '../support/wire.ts';
import { natively, ownServer } from './natives.ts';

const travel = await openTravel();
const server = ownServer(travel.target);
const SENT = bothAndRoom(['conversation-updated'], ['message-received']);
const GONE = ['user-offline', 'user-status-changed'] as const;
const LISTED = both('conversation-updated');

async function stageOnBoth() {
  const stage = await setConversation(travel);
  const { ann, bo, third, admin, stranger } = stage;
  const on = natively(server, { ann, bo, third, admin, stranger });
  return { ...stage, on, where: { id: String(stage.id) } };
}

describe('conversations and messages', () => {
  test('TRAV-180 a conversation that the native API opened is the same here, and announced', async () => {
    const stage = await stageOnBoth();
    const made = await native.makeDirect(stage.on.bo, stage.on.stranger);
    const update = await stage.wires.bo2.next('conversation-updated');
    expect(update).toEqual({ conversationId: made.id, conversation: await rowOf(stage.bo, made.id) });
    expect(update.conversation).toMatchObject({ user1_id: stage.bo.id, user2_id: Number(stage.stranger.id) });
    await stage.heard({
      bo1: ['conversation-updated'],
      bo2: ['conversation-updated'],
      bo3: ['conversation-updated'],
      stranger: ['conversation-updated'],
    });
    const again = must(await stage.stranger.post(CONVERSATIONS, { otherUserId: stage.bo.id }), 200);
    expect(again.json).toMatchObject({ id: made.id, user1_id: stage.bo.id });
    expect((await native.makeDirect(stage.on.ann, stage.on.bo)).id).toBe(stage.id);
    await stage.heard({});
  });

  test('TRAV-180 a message sent natively is heard and stored here, under the same id and number', async () => {
    const { wires, where, id, ann, bo, on, heard } = await stageOnBoth();
    await tell(wires.ann1, 'typing', { conversationId: id });
    await heard({ bo1: ['typing', 'user-typing'] });
    const sent = await native.say(on.ann, where, 'from the native side', { clientId: 'n-1' });
    const row = await wires.bo1.next('message-received');
    expect(row).toMatchObject({
      id: sent.id,
      seq: sent.seq,
      sender_id: Number(ann.id),
      sender_name: 'Ann',
      message_text: 'from the native side',
      created_at: sent.createdAt,
    });
    await heard({ ...SENT, bo1: [...(SENT.bo1 ?? []), 'typing', 'user-stopped-typing'] });
    expect((await messagesOf(bo, id)).map((one) => one.id)).toEqual([sent.id]);
  });

  test('TRAV-180 a message sent here is heard and stored natively, once', async () => {
    const { wires, where, id, ann, on, heard } = await stageOnBoth();
    const [own, other, stranger] = [await on.ann.connect(), await on.bo.connect(), await on.stranger.connect()];
    await tell(wires.ann1, 'send-message', { conversationId: id, message: 'from travel', tempId: 5 });
    const heardThere = await other.waitFor('new_message');
    expect(heardThere).toMatchObject({
      conversationId: id,
      seq: 1,
      type: 'text',
      content: 'from travel',
      senderId: ann.id,
    });
    await heard(SENT);
    expect((await own.waitFor('new_message')).clientId).toBe('5');
    expect((await native.historyOf(on.bo, where)).map((one) => one.id)).toEqual([heardThere.id]);
    await quiet([own, other, stranger]);
    expect([own.of('new_message').length, other.of('new_message').length]).toEqual([1, 1]);
    expect(stranger.heard).toEqual([]);
  });

  test('TRAV-181 edits and deletions show in rows and announce them', async () => {
    const { wires, where, id, ann, bo, on, heard } = await stageOnBoth();
    const [one, two] = await native.sayAll(on.ann, where, 'one', 'two');
    await wires.bo2.next('conversation-updated', (update) => update.conversation.last_message === 'two');
    await heard(
      bothAndRoom(['conversation-updated', 'conversation-updated'], ['message-received', 'message-received']),
    );
    expect((await on.ann.put(`${native.MESSAGES}/${two?.id}`, { content: 'two, better' })).status).toBe(200);
    const edited = await wires.bo2.next('conversation-updated');
    expect(edited.conversation).toMatchObject({ last_message: 'two, better', unread_count: 2 });
    await heard(LISTED);
    expect((await on.ann.put(`${native.MESSAGES}/${one?.id}`, { content: 'one, better' })).status).toBe(200);
    await heard(LISTED);
    const rows = await messagesOf(bo, id);
    expect(rows.map((row) => row.message_text)).toEqual(['one, better', 'two, better']);
    expect(rows.every((row) => row.edited_at !== null && !row.is_deleted)).toBe(true);
    expect((await on.ann.delete(`${native.MESSAGES}/${two?.id}`)).status).toBe(204);
    const removed = await wires.bo2.next('conversation-updated');
    expect(removed.conversation).toMatchObject({ last_message: '', unread_count: 1, total_messages: 2 });
    expect(removed.conversation).toEqual(await rowOf(bo, id));
    await heard(LISTED);
    const [, last] = await messagesOf(ann, id);
    expect(last).toMatchObject({ seq: 2, message_text: '', is_deleted: true });
    // Deleted for oneself alone: nobody else's business, and no deletion.
    expect((await on.bo.delete(`${native.MESSAGES}/${one?.id}?for=me`)).status).toBe(204);
    await travel.settle();
    for (const seat of ['ann1', 'ann2', 'third', 'admin', 'stranger'] as const) expect(wires[seat].frames).toEqual([]);
    for (const seat of ['bo1', 'bo2', 'bo3'] as const) wires[seat].forget();
  });

  test('TRAV-181 marks pass in both directions', async () => {
    const { wires, where, id, ann, bo, on, heard } = await stageOnBoth();
    const [one, two] = await native.sayAll(on.ann, where, 'one', 'two');
    await heard(
      bothAndRoom(['conversation-updated', 'conversation-updated'], ['message-received', 'message-received']),
    );
    const path = `${native.CONVERSATIONS}/${id}/read`;
    expect((await on.bo.post(path, { messageId: one?.id })).status).toBe(200);
    expect(await wires.ann2.next('message-read')).toMatchObject({
      conversationId: id,
      messageId: one?.id,
      userId: bo.id,
    });
    expect((await wires.bo3.next('conversation-updated')).conversation.unread_count).toBe(1);
    await heard(both('message-read', 'conversation-updated'));
    expect((await on.bo.post(path, { messageId: one?.id })).status).toBe(200);
    await heard({});
    const listener = await on.ann.connect();
    await tell(wires.bo2, 'mark-as-read', two?.id);
    expect(await listener.waitFor('message_read_receipt')).toMatchObject({ userId: bo.id, seq: 2 });
    await heard(both('message-read', 'conversation-updated'));
    expect((await messagesOf(ann, id)).map((row) => row.is_read)).toEqual([true, true]);
  });

  test('TRAV-182 typing passes in both directions', async () => {
    const { wires, where, id, ann, on, heard } = await stageOnBoth();
    const his = await on.bo.connect();
    const hers = await on.ann.connect();
    await hers.ask('typing_start', { conversationId: where.id });
    expect(await wires.bo1.next('typing')).toMatchObject({ userId: Number(ann.id), isTyping: true });
    await heard({ bo1: ['typing', 'user-typing'] });
    await hers.close();
    await heard({ bo1: ['typing', 'user-stopped-typing'] });
    await tell(wires.ann2, 'typing', { conversationId: id });
    expect(await his.waitFor('typing_indicator')).toMatchObject({ userId: ann.id, isTyping: true });
    await heard({ bo1: ['typing', 'user-typing'] });
    await say(wires.ann2, id, 'done');
    await his.waitFor('typing_indicator', (typing) => !typing.isTyping);
    const done = ['conversation-updated', 'message-received'] as const;
    await heard({ ...SENT, ann2: done, bo1: [...done, 'typing', 'user-stopped-typing'] });
  });

  test('TRAV-182 one who types through several connections of both types once', async () => {
    const { wires, where, id, on, heard } = await stageOnBoth();
    const [one, two] = [await on.ann.connect(), await on.ann.connect()];
    await one.ask('typing_start', { conversationId: where.id });
    await tell(wires.ann1, 'typing', { conversationId: id });
    await two.ask('typing_start', { conversationId: where.id });
    await heard({ bo1: ['typing', 'user-typing'] });
    // It is the last one's now.
    await one.close();
    await heard({});
    await two.close();
    await heard({ bo1: ['typing', 'user-stopped-typing'] });
    await tell(wires.ann2, 'stop-typing', { conversationId: id });
    await heard({});
  });

  test('TRAV-182 who is online through either is online', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const on = natively(server, { ann, bo });
    const watcher = await bo.connect();
    travel.watch(watcher);
    const there = await on.ann.connect();
    await watcher.next('user-online', (user) => user.userId === ann.id);
    expect(await rowOf(bo, id)).toMatchObject({ other_user_online: true });
    const here = await ann.connect();
    await there.close();
    await travel.settle();
    expect(watcher.frames.map((frame) => frame.event).sort()).toEqual(['user-online', 'user-status-changed']);
    watcher.forget();
    const other = await on.bo.connect();
    await tell(here, 'user-offline');
    await watcher.next('user-offline');
    await other.waitFor('presence_update', (presence) => presence.userId === ann.id && !presence.isOnline);
    await travel.settle();
    expect(watcher.frames.map((frame) => frame.event).sort()).toEqual(['user-offline', 'user-status-changed']);
    watcher.forget();
  });

  test('TRAV-183 groups and support conversations are no part of this contract', async () => {
    const { wires, ann, on, heard } = await stageOnBoth();
    const group = await native.makeGroup(on.ann, [on.bo], 'No part of it');
    await native.say(on.ann, group, 'to the group');
    const ticket = await on.ann.post('/api/tickets', { subject: 's', description: 'd' });
    const { conversationId } = ticket.json as { conversationId: string };
    await heard({
      ann1: ['support-ticket-updated'],
      ann2: ['support-ticket-updated'],
      admin: ['support-ticket-updated'],
    });
    const list = must(await ann.get(CONVERSATIONS), 200);
    for (const foreign of [group.id, conversationId]) {
      expect(list.text).not.toContain(foreign);
      const answer = await ann.get(`${CONVERSATIONS}/${foreign}/messages`);
      expect([403, 404]).toContain(answer.status);
      expect([403, 404]).toContain((await ann.post(`${CONVERSATIONS}/${foreign}/mark-read`)).status);
      await fails(wires.ann1, 'join-conversation', foreign);
      await fails(wires.ann1, 'send-message', { conversationId: foreign, message: 'x' });
      await fails(wires.ann1, 'typing', { conversationId: foreign });
    }
    await heard({ ann1: Array(6).fill('error') });
  });

  test('TRAV-184 whom the other has blocked cannot open, write or be seen typing', async () => {
    const { wires, id, ann, bo, stranger, on, heard } = await stageOnBoth();
    for (const blocked of [on.bo, on.stranger]) {
      expect((await on.ann.put(`/api/users/${blocked.id}/block`)).status).toBe(204);
    }
    await travel.settle();
    refused(await stranger.post(CONVERSATIONS, { otherUserId: ann.id }), 403);
    await fails(wires.bo1, 'send-message', { conversationId: id, message: 'x' });
    await heard({ bo1: ['error'] });
    await tell(wires.bo1, 'typing', { conversationId: id });
    await heard({});
    await say(wires.ann1, id, 'I still may');
    await heard(SENT);
    expect(await messagesOf(bo, id)).toHaveLength(1);
  });

  test('TRAV-188 client ids are shared by both', async () => {
    const { wires, where, id, on, heard } = await stageOnBoth();
    const first = await native.say(on.ann, where, 'same', { clientId: '77' });
    await heard(SENT);
    const again = await tell(wires.ann1, 'send-message', { conversationId: id, message: 'same', tempId: 77 });
    expect(again.message.id).toBe(first.id);
    expect(await fails(wires.ann1, 'send-message', { conversationId: id, message: 'other', tempId: 77 })).toBe(
      'Conflict',
    );
    await heard({ ann1: ['error'] });
    const { message } = await tell(wires.ann1, 'send-message', {
      conversationId: id,
      message: 'first here',
      tempId: 78,
    });
    await heard(SENT);
    expect((await native.say(on.ann, where, 'first here', { clientId: '78' })).id).toBe(message.id);
    const conflict = await on.ann.post(native.MESSAGES, { conversationId: id, content: 'x', clientId: '78' });
    expect(conflict.status).toBe(409);
    await heard({});
  });

  test('TRAV-189 who is suspended is cut off at once', async () => {
    const stage = await stageOnBoth();
    const { wires, id, bo, on } = stage;
    const answer = await on.admin.put(`/api/users/${bo.id}`, { name: 'Bo', suspended: true });
    expect(answer.status).toBe(200);
    await Promise.all([wires.bo1.closed, wires.bo2.closed, wires.bo3.closed]);
    refused(await bo.get(CONVERSATIONS), 403);
    await expect(bo.connect('again')).rejects.toThrow();
    await stage.heard({ ann1: GONE, ann2: GONE });
    await say(wires.ann1, id, 'nobody there');
    await stage.heard({ ann1: ['conversation-updated', 'message-received'], ann2: ['conversation-updated'] });
  });
});
