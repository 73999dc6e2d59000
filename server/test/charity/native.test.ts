import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  at,
  CONVERSATIONS,
  create,
  dataOf,
  fails,
  history,
  look,
  messagesOf,
  must,
  openCharity,
  type Person,
  post,
  refused,
  say,
  send,
} from '../conform/charity/charity.ts';
import { listShape } from '../conform/charity/shapes.ts';
import { all, setStage } from '../conform/charity/stage.ts';
import * as native from '../support/factories.ts';
import { openTicket, setStatus } from '../support/tickets.ts';
import { natively, ownServer } from './natives.ts';

const charity = await openCharity();
const server = ownServer(charity.target);

async function listed(who: Person): Promise<string[]> {
  const { conversations } = dataOf(await who.get(`${CONVERSATIONS}?limit=100`), listShape);
  return conversations.map((row) => row.conversationId);
}
const idOf = z.object({ conversationId: z.string() });

describe('conversations of this contract over there', () => {
  test('CHAR-150 one made here is a support conversation there, and messages are the same in both', async () => {
    const { ann, root, lines, id, heard } = await setStage(charity);
    const there = await natively(server, ann).connect();
    const seen = await native.look(natively(server, ann), { id });
    expect(seen).toMatchObject({ id, type: 'support', status: 'active' });
    const sent = await send(lines.ann1, { content: 'from here', metadata: { a: 1 } });
    expect(await there.waitFor('new_message')).toMatchObject({ id: sent.messageId, seq: 1, content: 'from here' });
    await heard(all(['message_received'], { ann1: ['message_sent'] }));
    const said = await native.say(natively(server, root), { id }, 'from there');
    expect(await lines.bo.next('message_received')).toEqual({
      ...{ type: 'message_received', messageId: said.id, conversationId: id, seq: 2, senderId: root.id },
      ...{ senderRole: 'ADMIN', content: 'from there', messageType: 'TEXT', metadata: {}, createdAt: said.createdAt },
    });
    await heard(all(['message_received']));
    const here = await messagesOf(ann, id);
    expect(here.map((row) => row.messageId)).toEqual(
      (await native.historyOf(natively(server, ann), { id })).map((row) => row.id),
    );
    expect(here.map((row) => row.messageId)).toEqual([sent.messageId, said.id]);
  });

  test('CHAR-150 it is closed there when it is closed or archived here, and an agent opens it again from there', async () => {
    const { ann, root, lines, id, heard } = await setStage(charity);
    const [hers, his] = [natively(server, ann), natively(server, root)];
    for (const status of ['CLOSED', 'ARCHIVED']) {
      must(await ann.put(at(id), { status }), 200);
      expect((await native.look(hers, { id })).status).toBe('closed');
      const answer = await hers.post(native.MESSAGES, { conversationId: id, content: 'x' });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      await heard(all(['system', 'conversation_updated']));
    }
    expect((await his.put(`${native.CONVERSATIONS}/${id}`, { status: 'active' })).status).toBe(200);
    const { message } = await lines.bo.next('system');
    expect(message).toBe('Conversation status changed to ACTIVE');
    await heard(all(['system', 'conversation_updated']));
    expect((await look(ann, id)).status).toBe('ACTIVE');
    await post(ann, id, 'again');
    await heard(all(['message_received']));
  });

  test('CHAR-154 marks pass between both', async () => {
    const { ann, bo, lines, id, heard } = await setStage(charity);
    const [hers, his] = [natively(server, ann), natively(server, bo)];
    const watcher = await hers.connect();
    const first = await post(ann, id, 'one');
    const second = await post(ann, id, 'two');
    await heard(all(['message_received', 'message_received']));
    const path = `${native.CONVERSATIONS}/${id}/read`;
    expect((await his.post(path, { messageId: first.messageId })).status).toBe(200);
    expect(await lines.ann1.next('read_receipt')).toMatchObject({ messageId: first.messageId, userId: bo.id });
    await heard(all(['read_receipt']));
    lines.bo.tell({ type: 'read' });
    expect(await watcher.waitFor('message_read_receipt', (one) => one.seq === 2)).toMatchObject({ userId: bo.id });
    await heard(all(['read_receipt'], { bo: [] }));
    const [one, two] = await messagesOf(ann, id);
    const [there, thereToo] = await native.historyOf(hers, { id });
    expect([one?.readBy, two?.readBy]).toEqual([there?.readBy, thereToo?.readBy]);
    expect(two).toMatchObject({ messageId: second.messageId, readBy: [{ userId: bo.id }] });
  });

  test('CHAR-154 typing passes between both', async () => {
    const { ann, bo, lines, id, heard } = await setStage(charity);
    const others = (type: 'typing_start' | 'typing_stop') => ({ bo: [type], root1: [type], root2: [type] });
    const hers = await natively(server, ann).connect();
    const his = await natively(server, bo).connect();
    await hers.ask('typing_start', { conversationId: id });
    expect(await lines.bo.next('typing_start')).toEqual({ type: 'typing_start', userId: ann.id });
    await heard(others('typing_start'));
    lines.ann1.tell({ type: 'typing', isTyping: true });
    await lines.ann1.sync();
    await heard({});
    await hers.close();
    await heard({});
    lines.ann1.tell({ type: 'typing', isTyping: false });
    await heard(others('typing_stop'));
    lines.ann2.tell({ type: 'typing', isTyping: true });
    await his.waitFor('typing_indicator', (typing) => typing.userId === ann.id && typing.isTyping);
    await heard(others('typing_start'));
    await native.say(natively(server, ann), { id }, 'done');
    await his.waitFor('typing_indicator', (typing) => typing.userId === ann.id && !typing.isTyping);
    await heard({
      ...all(['message_received']),
      ...{ bo: ['message_received', 'typing_stop'], root1: ['message_received', 'typing_stop'] },
      ...{ root2: ['message_received', 'typing_stop'] },
    });
  });

  test('CHAR-154 a connection here makes its person online there', async () => {
    const { ann, bo } = await charity.people('ann', 'bo');
    const root = await charity.person('Root', { role: 'admin' });
    const { conversationId: id } = await create(root, { participants: [ann.id, bo.id] });
    const watcher = await natively(server, bo).connect();
    const [one, two] = [await ann.connect(id, 'one'), await ann.connect(id, 'two')];
    await watcher.waitFor('presence_update', (presence) => presence.userId === ann.id && presence.isOnline);
    await one.close();
    await charity.settle();
    const about = () => watcher.of('presence_update').filter((presence) => presence.userId === ann.id);
    expect(about()).toHaveLength(1);
    await two.close();
    await watcher.waitFor('presence_update', (presence) => presence.userId === ann.id && !presence.isOnline);
    expect(about()).toHaveLength(2);
  });

  test('CHAR-155 client ids are shared by both', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    const hers = natively(server, ann);
    const first = await native.say(hers, { id }, 'same', { clientId: 'k-1' });
    await heard(all(['message_received']));
    expect((await send(lines.ann1, { content: 'same', clientMessageId: 'k-1' })).messageId).toBe(first.id);
    await fails(lines.ann1, { type: 'message', content: 'other', clientMessageId: 'k-1' }, 'CONFLICT');
    await heard({ ann1: ['message_sent', 'error'] });
    const sent = await send(lines.ann1, { content: 'here first', clientMessageId: 'k-2' });
    await heard(all(['message_received'], { ann1: ['message_sent'] }));
    expect((await native.say(hers, { id }, 'here first', { clientId: 'k-2' })).id).toBe(sent.messageId);
    await heard({});
  });

  test('CHAR-157 what is edited or deleted there shows so here', async () => {
    const { ann, id, heard } = await setStage(charity);
    const hers = natively(server, ann);
    const [one, two] = [await post(ann, id, 'one'), await post(ann, id, 'two', { metadata: { secret: 1 } })];
    await heard(all(['message_received', 'message_received']));
    expect((await hers.put(`${native.MESSAGES}/${one.messageId}`, { content: 'one, better' })).status).toBe(200);
    expect((await hers.delete(`${native.MESSAGES}/${two.messageId}`)).status).toBe(204);
    await heard({});
    const [edited, deleted] = await messagesOf(ann, id);
    expect(edited).toMatchObject({ content: 'one, better', seq: 1, createdAt: one.createdAt });
    expect((edited?.updatedAt ?? '') > one.updatedAt).toBe(true);
    expect(deleted).toMatchObject({ content: '', seq: 2, metadata: {}, messageId: two.messageId });
    expect((await history(ann, id)).pagination.total).toBe(2);
  });
});

describe('conversations of others here', () => {
  async function trio() {
    const { ann, bo, eve } = await charity.people('ann', 'bo', 'eve');
    const root = await charity.person('Root', { role: 'admin' });
    const [hers, his] = [natively(server, ann), natively(server, bo)];
    const direct = await native.makeDirect(hers, his);
    const group = await native.makeGroup(hers, [his], 'A group');
    return { ann, bo, eve, root, hers, his, direct, group };
  }

  test('CHAR-151 a participant finds, reads, writes and connects to theirs', async () => {
    const { ann, bo, his, direct, group } = await trio();
    expect((await listed(ann)).sort()).toEqual([direct.id, group.id].sort());
    expect(await look(ann, group.id)).toMatchObject({ status: 'ACTIVE', subject: 'A group', createdBy: ann.id });
    expect(await look(ann, direct.id)).not.toHaveProperty('subject');
    for (const { id } of [direct, group]) {
      const before = (await messagesOf(ann, id)).length;
      const [here, there] = [await ann.connect(id, 'ann'), await bo.connect(id, 'bo')];
      there.forget();
      const [sent] = await say(here, 'from here');
      expect((await there.next('message_received')).messageId).toBe(sent?.messageId);
      const said = await native.say(his, { id }, 'from there');
      expect(await here.next('message_received', (one) => one.seq === said.seq)).toMatchObject({ senderRole: 'USER' });
      there.tell({ type: 'read' });
      expect((await here.next('read_receipt')).userId).toBe(bo.id);
      expect(await messagesOf(bo, id)).toHaveLength(before + 2);
    }
  });

  test('CHAR-101 who is removed is cut off, and the others are told', async () => {
    const { ann, bo, hers, group } = await trio();
    const [here, there] = [await ann.connect(group.id, 'ann'), await bo.connect(group.id, 'bo')];
    await here.next('user_joined');
    here.forget();
    expect((await hers.delete(`${native.CONVERSATIONS}/${group.id}/members/${bo.id}`)).status).toBe(204);
    expect(await there.closed).toBe(1008);
    expect(await here.next('user_left')).toEqual({ type: 'user_left', userId: bo.id, role: 'USER' });
    await expect(bo.connect(group.id)).rejects.toMatchObject({ status: 403 });
    refused(await bo.get(at(group.id)), 403, 'FORBIDDEN');
    refused(await bo.post(at(group.id, '/messages'), { content: 'x' }), 403, 'FORBIDDEN');
    expect(await listed(bo)).not.toContain(group.id);
    await say(here, 'without them');
    expect(there.of('message_received').filter((one) => one.content === 'without them')).toEqual([]);
  });

  test('CHAR-151 an update or an assignment of one is refused', async () => {
    const { ann, root, hers, direct, group } = await trio();
    const ticket = idOf.parse(await openTicket(hers));
    for (const id of [direct.id, group.id, ticket.conversationId]) {
      const before = await look(ann, id);
      for (const who of [ann, root]) {
        refused(await who.put(at(id), { status: 'CLOSED' }), 403, 'FORBIDDEN');
        refused(await who.put(at(id), { subject: 'x' }), 403, 'FORBIDDEN');
        refused(await who.post(at(id, '/assign'), {}), 403, 'FORBIDDEN');
      }
      expect(await look(ann, id)).toEqual(before);
    }
  });

  test('CHAR-152 an ADMIN neither finds nor reaches what is private', async () => {
    const { ann, bo, root, eve, direct, group } = await trio();
    const theirs = await native.makeDirect(natively(server, root), natively(server, eve));
    const found = await listed(root);
    expect(found).toContain(theirs.id);
    for (const { id } of [direct, group]) {
      expect(found).not.toContain(id);
      for (const who of [root, eve]) {
        refused(await who.get(at(id)), 403, 'FORBIDDEN');
        refused(await who.get(at(id, '/messages')), 403, 'FORBIDDEN');
        refused(await who.post(at(id, '/messages'), { content: 'x' }), 403, 'FORBIDDEN');
        refused(await who.put(at(id, '/read')), 403, 'FORBIDDEN');
        await expect(who.connect(id)).rejects.toMatchObject({ status: 403 });
      }
    }
    expect((await look(ann, group.id)).participants.map((one) => one.userId).sort()).toEqual([ann.id, bo.id].sort());
    // A ticket is no private matter, but is not of this contract either: it is not in the list of one who is not in it.
    const ticket = idOf.parse(await openTicket(natively(server, ann)));
    expect(await listed(root)).not.toContain(ticket.conversationId);
    expect(await listed(ann)).toContain(ticket.conversationId);
    must(await root.get(at(ticket.conversationId)), 200);
  });

  test("CHAR-153 a closed ticket's conversation is closed", async () => {
    const ann = await charity.person('Ann');
    const root = await charity.person('Root', { role: 'admin' });
    const his = natively(server, root);
    const ticket = await openTicket(natively(server, ann));
    const { conversationId: id } = idOf.parse(ticket);
    const line = await ann.connect(id);
    await post(ann, id, 'a comment');
    await line.next('message_received');
    await setStatus(his, ticket, 'in_progress');
    await setStatus(his, ticket, 'resolved');
    expect((await look(ann, id)).status).toBe('ACTIVE');
    line.forget();
    await setStatus(his, ticket, 'closed');
    await line.next('system', ({ message }) => message === 'Conversation status changed to CLOSED');
    await line.next('conversation_updated', ({ status }) => status === 'CLOSED');
    expect((await look(ann, id)).status).toBe('CLOSED');
    refused(await ann.post(at(id, '/messages'), { content: 'x' }), 409, 'CONVERSATION_CLOSED');
    await fails(line, { type: 'message', content: 'x' }, 'CONVERSATION_CLOSED');
    expect(await messagesOf(ann, id)).toHaveLength(1);
    await setStatus(his, ticket, 'open');
    await line.next('system', ({ message }) => message === 'Conversation status changed to ACTIVE');
    expect((await look(ann, id)).status).toBe('ACTIVE');
    await send(line, { content: 'again' });
  });

  test('CHAR-156 whom the other one has blocked is refused', async () => {
    const { ann, bo, hers, direct } = await trio();
    const [here, there] = [await ann.connect(direct.id, 'ann'), await bo.connect(direct.id, 'bo')];
    expect((await hers.put(`/api/users/${bo.id}/block`)).status).toBe(204);
    await charity.settle();
    here.forget();
    refused(await bo.post(at(direct.id, '/messages'), { content: 'x' }), 403, 'FORBIDDEN');
    await fails(there, { type: 'message', content: 'x' }, 'FORBIDDEN');
    there.tell({ type: 'typing', isTyping: true });
    await there.sync();
    await charity.settle();
    expect(here.frames).toEqual([]);
    await say(here, 'I still may');
    expect((await there.next('message_received')).content).toBe('I still may');
    // Support conversations are not affected.
    const { conversationId } = await create(bo);
    await post(bo, conversationId, 'to whom it may concern');
  });
});
