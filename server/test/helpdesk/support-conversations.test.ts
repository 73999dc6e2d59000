import { afterAll, expect, test } from 'vitest';
import { CONVERSATIONS, look, MESSAGES, makeDirect, makeGroup, messagesOf, say } from '../support/factories.ts';
import { expectFailedAck, expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { conversationShape, listShape, messageShape } from '../support/shapes.ts';
import { comment, lookAtTicket, openTicket, setStatus } from '../support/tickets.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');
const ada = await server.person('Ada', { role: 'agent' });
const max = await server.person('Max', { role: 'agent' });

test('SUPP-1 agents read a support conversation without being members, and leave no mark', async () => {
  const ticket = await openTicket(ann);
  const place = { id: ticket.conversationId };
  const said = await say(ann, place, 'needle in a haystack');
  const wire = await ann.connect();
  const seen = await look(ada, place);
  expect(seen).toMatchObject({ unreadCount: 0, lastReadSeq: 0, memberCount: 1, lastSeq: 1 });
  expect((await messagesOf(ada, place)).map((message) => message.id)).toEqual([said.id]);
  expect((await ada.get(`${MESSAGES}/${said.id}`)).status).toBe(200);
  const read = await ada.post(`${CONVERSATIONS}/${place.id}/read`, {});
  expect(read.json).toMatchObject({ lastReadSeq: 0, readAt: null, unreadCount: 0 });
  const found = await ada.get(`/api/messaging/search?q=needle&conversationId=${place.id}`);
  expect(found.json).toMatchObject({ data: [{ id: said.id }] });
  expect((await ada.get('/api/messaging/search?q=needle')).json).toMatchObject({ data: [] });
  const list = (await ada.get(CONVERSATIONS)).as(listShape(conversationShape));
  expect(list.data.map((one) => one.id)).not.toContain(place.id);
  expect((await ada.get('/api/messaging/unread-count')).json).toEqual({ total: 0, conversations: [] });
  expectRefusal(await ada.put(`${CONVERSATIONS}/${place.id}/settings`, { isPinned: true }), 403, 'not_a_member');
  expectRefusal(await ada.delete(`${CONVERSATIONS}/${place.id}`), 403, 'not_a_member');
  await quiet([wire]);
  expect(wire.of('message_delivered')).toEqual([]);
  expect(wire.of('message_read_receipt')).toEqual([]);
  expect((await look(ann, place)).members.map((member) => member.userId)).toEqual([ann.id]);
});

test('SUPP-2 an agent who writes becomes a member, has read what was said, and is told', async () => {
  const ticket = await openTicket(ann);
  const place = { id: ticket.conversationId };
  await say(ann, place, 'first');
  const [desk, own] = [await ada.connect(), await ann.connect()];
  const answer = await desk.ask('send_message', { conversationId: place.id, content: 'hello' });
  expect(answer.ok).toBe(true);
  await desk.waitFor('conversation_created', (event) => event.id === place.id);
  await own.waitFor('conversation_updated', (event) => event.memberCount === 2);
  await own.waitFor('new_message', (event) => event.content === 'hello');
  expect(desk.of('new_message')).toEqual([]);
  const mine = await look(ada, place);
  expect(mine).toMatchObject({ memberCount: 2, unreadCount: 0 });
  expect(mine.members.every((member) => member.role === 'member')).toBe(true);
  const [last] = await messagesOf(ann, place, '?limit=1&after=0');
  expect(last?.readBy).toEqual([]);
  const both = await Promise.all([comment(max, ticket, 'a'), comment(max, ticket, 'b'), comment(max, ticket, 'c')]);
  expect(new Set(both.map((one) => one.seq)).size).toBe(3);
  expect((await look(ada, place)).memberCount).toBe(3);
});

test('SUPP-3 an agent in the room hears what members hear, each event once', async () => {
  const ticket = await openTicket(ann);
  const place = { id: ticket.conversationId };
  const [desk, aside, own] = [await ada.connect(), await ada.connect(), await ann.connect()];
  const joined = await desk.ask('join_conversation', { conversationId: place.id, since: 0 });
  expect(joined.ok).toBe(true);
  await own.ask('typing_start', { conversationId: place.id });
  const said = await say(ann, place, 'hello');
  await desk.waitFor('typing_indicator', (event) => event.isTyping);
  await desk.waitFor('new_message', (event) => event.id === said.id);
  await ann.put(`${MESSAGES}/${said.id}`, { content: 'hullo' });
  await desk.waitFor('message_updated', (event) => event.content === 'hullo');
  await quiet([desk]);
  expect(desk.of('new_message')).toHaveLength(1);
  expect(aside.of('new_message')).toEqual([]);
  await comment(ada, ticket, 'now a member');
  await say(ann, place, 'for members');
  await aside.waitFor('new_message', (event) => event.content === 'for members');
  await quiet([desk]);
  expect(desk.of('new_message').filter((event) => event.content === 'for members')).toHaveLength(1);
  const other = await max.connect();
  await other.ask('join_conversation', { conversationId: place.id });
  await other.ask('leave_conversation', { conversationId: place.id });
  await say(ann, place, 'after leaving');
  await aside.waitFor('new_message', (event) => event.content === 'after leaving');
  expect(other.of('new_message')).toEqual([]);
  const stranger = await bo.connect();
  expectFailedAck(await stranger.ask('join_conversation', { conversationId: place.id }), 'not_a_member');
});

test('SUPP-4 a conversation with a ticket opens and closes with it, and only agents try', async () => {
  const ticket = await openTicket(ann);
  const path = `${CONVERSATIONS}/${ticket.conversationId}`;
  expectRefusal(await ada.put(path, { status: 'closed' }), 409, 'conflict');
  expectRefusal(await ann.put(path, { status: 'closed' }), 403, 'forbidden');
  expectRefusal(await ann.put(path, { title: 'x' }), 409, 'not_a_group');
  await setStatus(ada, ticket, 'closed');
  expect((await look(ann, { id: ticket.conversationId })).status).toBe('closed');
  expectRefusal(
    await ann.post(MESSAGES, { conversationId: ticket.conversationId, content: 'x' }),
    409,
    'ticket_closed',
  );
  const wire = await ann.connect();
  const ack = await wire.ask('send_message', { conversationId: ticket.conversationId, content: 'x' });
  expectFailedAck(ack, 'ticket_closed');
  await setStatus(ada, ticket, 'open');
  await say(ann, { id: ticket.conversationId }, 'again');
  const direct = await makeDirect(ann, bo);
  expectRefusal(await ann.put(`${CONVERSATIONS}/${direct.id}`, { status: 'closed' }), 409, 'not_a_group');
});

test('SUPP-5 agents see no direct or group conversation of others', async () => {
  for (const place of [await makeDirect(ann, bo), await makeGroup(ann, [bo])]) {
    expectRefusal(await ada.get(`${CONVERSATIONS}/${place.id}`), 403, 'not_a_member');
    expectRefusal(await ada.post(MESSAGES, { conversationId: place.id, content: 'x' }), 403, 'not_a_member');
    const wire = await ada.connect();
    expectFailedAck(await wire.ask('join_conversation', { conversationId: place.id }), 'not_a_member');
  }
});

test('SUPP-6 agents send system messages in support conversations, and nobody elsewhere', async () => {
  const ticket = await openTicket(ann);
  const body = { conversationId: ticket.conversationId, type: 'system', content: 'We are on it' };
  expectRefusal(await ann.post(MESSAGES, body), 403, 'forbidden');
  expect((await ada.post(MESSAGES, body)).as(messageShape)).toMatchObject({ type: 'system', senderId: ada.id });
  const group = await makeGroup(ada, [ann]);
  expectRefusal(await ada.post(MESSAGES, { ...body, conversationId: group.id }), 403, 'forbidden');
});

test('SUPP-7 a requester who deleted the conversation goes on with the ticket, and it comes back', async () => {
  const ticket = await openTicket(ann);
  const place = { id: ticket.conversationId };
  await say(ann, place, 'old');
  expect((await ann.delete(`${CONVERSATIONS}/${place.id}`)).status).toBe(204);
  expectRefusal(await ann.get(`${CONVERSATIONS}/${place.id}`), 404, 'not_found');
  await comment(ann, ticket, 'new');
  expect((await messagesOf(ann, place)).map((message) => message.content)).toEqual(['new']);
  expect((await lookAtTicket(ann, ticket)).comments.map((one) => one.content)).toEqual(['old', 'new']);
});
