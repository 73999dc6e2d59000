import { afterAll, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/contracts/helpdesk/schema/outside.ts';
import { ENGINE_EVENTS } from '../../src/core/outlets/types.ts';
import { eventually, makeDirect, makeGroup, pause, say } from '../support/factories.ts';
import { anAdmin, changeHook, engineEvents, isSigned, makeHook, readEvent, WEBHOOKS } from '../support/hooks.ts';
import { openListener } from '../support/listener.ts';
import { markRead, outboxSize, sql } from '../support/outlets.ts';
import { startServer, startServerOn } from '../support/server.ts';
import { openTicket, TICKETS } from '../support/tickets.ts';

const listener = await openListener();
const server = await startServer({ ALLOW_PRIVATE_WEBHOOKS: 'true' });
const admin = await anAdmin(server);
afterAll(async () => {
  await server.stop();
  await listener.close();
});

let paths = 0;
function newPath(): string {
  paths += 1;
  return `/hook-${paths}`;
}

/** Everything of a hook that `fits`, once there are `count` of it. */
async function heard(path: string, fits: (event: EngineEvent) => boolean, count: number): Promise<EngineEvent[]> {
  const found = () => engineEvents(listener, path).filter(fits);
  await eventually(`${count} events at ${path}`, async () => found().length >= count, 10_000);
  return found();
}

const inConversation =
  ({ id }: { readonly id: string }) =>
  ({ data }: EngineEvent) =>
    'conversationId' in data && data.conversationId === id;

const typesOf = (events: readonly EngineEvent[]) => events.map(({ type }) => type);

test('HOOK-1 every change of a conversation is told, in order, by ids and in no words of anybody', async () => {
  const path = newPath();
  const hook = await makeHook(admin, listener, path);
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  const secret = 'Swordfish and other secrets';
  const group = await makeGroup(ann, [bo], `About ${secret}`);
  const message = await say(ann, group, secret);
  await ann.put(`/api/messaging/messages/${message.id}`, { content: `${secret}, in other words` });
  await bo.put(`/api/messaging/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
  await bo.delete(`/api/messaging/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
  await markRead(bo, group, 1);
  await ann.put(`/api/messaging/conversations/${group.id}`, { title: `No ${secret}` });
  await ann.post(`/api/messaging/conversations/${group.id}/members`, { userIds: [cy.id] });
  await ann.put(`/api/messaging/conversations/${group.id}/members/${bo.id}`, { role: 'admin' });
  await ann.delete(`/api/messaging/conversations/${group.id}/members/${cy.id}`);
  await bo.put(`/api/messaging/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
  await ann.delete(`/api/messaging/messages/${message.id}`);
  await bo.delete(`/api/messaging/conversations/${group.id}/members/me`);

  const where = { conversationId: group.id, conversationType: 'group', ticketId: null };
  const it = { ...where, messageId: message.id, seq: 1 };
  const told = (seq: number) => ({ type: 'message.sent', data: { ...where, seq, messageType: 'system' } });
  const events = await heard(path, inConversation(group), 20);
  expect(events).toMatchObject([
    { type: 'conversation.created', data: { ...where, createdBy: ann.id } },
    { type: 'conversation.joined', data: { ...where, userIds: [ann.id, bo.id] } },
    { type: 'message.sent', data: { ...it, senderId: ann.id, messageType: 'text' }, createdAt: message.createdAt },
    { type: 'message.edited', data: { ...it, version: 2, senderId: ann.id } },
    { type: 'message.reacted', data: { ...it, version: 3, userId: bo.id, emoji: '👍', action: 'added' } },
    { type: 'message.reacted', data: { ...it, version: 4, userId: bo.id, emoji: '👍', action: 'removed' } },
    { type: 'message.delivered', data: { ...where, userId: bo.id, fromSeq: 0, upToSeq: 1 } },
    { type: 'message.read', data: { ...where, userId: bo.id, fromSeq: 0, upToSeq: 1 } },
    { type: 'conversation.updated', data: { ...where, changed: ['title'] } },
    told(2),
    { type: 'conversation.joined', data: { ...where, userIds: [cy.id] } },
    told(3),
    { type: 'conversation.updated', data: { ...where, changed: ['roles'] } },
    told(4),
    { type: 'conversation.left', data: { ...where, userId: cy.id, reason: 'removed' } },
    told(5),
    { type: 'message.reacted', data: { ...it, version: 5, action: 'added' } },
    { type: 'message.deleted', data: { ...it, version: 6, senderId: ann.id } },
    { type: 'conversation.left', data: { ...where, userId: bo.id, reason: 'left' } },
    told(6),
  ]);
  expect(events).toHaveLength(20);
  for (const one of listener.at(path)) {
    expect(one.body.toString()).not.toContain('Swordfish');
    expect(isSigned(one, hook.secret)).toBe(true);
  }
});

test('HOOK-2 every change of a ticket is told in the order of its conversation, internal notes without a message', async () => {
  const path = newPath();
  await makeHook(admin, listener, path, { events: ['ticket.created', 'ticket.updated', 'ticket.commented'] });
  const eve = await server.person('Eve');
  const max = await server.person('Max', { role: 'agent' });
  const ticket = await openTicket(eve);
  await max.put(`${TICKETS}/${ticket.id}/assign`, { assigneeId: max.id });
  const answer = await say(max, { id: ticket.conversationId }, 'Have you tried?');
  await max.post(`${TICKETS}/${ticket.id}/comments`, { content: 'a hopeless case', internal: true });
  await max.put(`${TICKETS}/${ticket.id}`, { subject: 'Another subject', priority: 'high' });
  await max.put(`${TICKETS}/${ticket.id}/status`, { status: 'resolved' });
  await eve.post(`${TICKETS}/${ticket.id}/rating`, { score: 4, comment: 'nice people' });
  const it = { ticketId: ticket.id, conversationId: ticket.conversationId };
  const events = await heard(path, inConversation({ id: ticket.conversationId }), 8);
  expect(events).toMatchObject([
    { type: 'ticket.created', data: { ...it, number: ticket.number, requesterId: eve.id, status: 'open' } },
    {
      type: 'ticket.updated',
      data: { ...it, actorId: max.id, action: 'assigned', changes: [{ field: 'assigneeId', from: null, to: max.id }] },
    },
    { type: 'ticket.commented', data: { ...it, commentId: answer.id, messageId: answer.id, seq: 1, internal: false } },
    { type: 'ticket.updated', data: { ...it, action: 'answered' } },
    { type: 'ticket.commented', data: { ...it, authorId: max.id, internal: true, messageId: null, seq: null } },
    {
      type: 'ticket.updated',
      data: {
        ...it,
        action: 'updated',
        changes: [
          { field: 'subject', from: null, to: null },
          { field: 'priority', from: 'medium', to: 'high' },
        ],
      },
    },
    { type: 'ticket.updated', data: { action: 'status_changed', changes: [{ from: 'open', to: 'resolved' }] } },
    { type: 'ticket.updated', data: { ...it, actorId: eve.id, changes: [{ field: 'rating', from: null, to: 4 }] } },
  ]);
  for (const { body } of listener.at(path))
    for (const word of ['hopeless', 'Another', 'nice']) expect(body.toString()).not.toContain(word);
});

test('HOOK-3 people are told of by what changed, and not by how', async () => {
  const path = newPath();
  await makeHook(admin, listener, path, { events: ['user.created', 'user.updated'] });
  const zoe = await server.person('Zoe', { claims: { email: 'zoe@example.org' } });
  await zoe.put('/api/users/me', { name: 'Zoë the Second', specialty: 'Locks' });
  await zoe.put('/api/users/me', { name: 'Zoë the Second' });
  await admin.put(`/api/users/${zoe.id}`, { name: 'Zoë the Second', suspended: true });
  const events = await heard(path, ({ data }) => 'userId' in data && data.userId === zoe.id, 3);
  expect(events).toMatchObject([
    { type: 'user.created', data: { userId: zoe.id, role: 'user', suspended: false } },
    { type: 'user.updated', data: { changed: ['name', 'specialty'] } },
    { type: 'user.updated', data: { suspended: true, changed: ['suspended'] } },
  ]);
  expect(JSON.stringify(events)).not.toMatch(/Zoë|Locks|example/);
});

test('HOOK-4 a webhook hears the types of events that it names, and all where it names none', async () => {
  const [some, all] = [newPath(), newPath()];
  await makeHook(admin, listener, some, { events: ['message.deleted', 'message.sent', 'message.sent'] });
  await makeHook(admin, listener, all);
  const { ann, bo } = await server.people('ann', 'bo');
  const chat = await makeDirect(ann, bo);
  const { id } = await say(ann, chat, 'one');
  await ann.put(`/api/messaging/messages/${id}`, { content: 'two' });
  await ann.delete(`/api/messaging/messages/${id}`);
  const everything = await heard(all, inConversation(chat), 5);
  const chosen = await heard(some, inConversation(chat), 2);
  expect(typesOf(chosen)).toEqual(['message.sent', 'message.deleted']);
  const ids = new Map(everything.map((event) => [event.type, event.id]));
  expect(chosen.map((event) => ids.get(event.type))).toEqual(chosen.map((event) => event.id));
});

test('HOOK-5 one that is switched off hears nothing, and switched on only of what happens then', async () => {
  const path = newPath();
  const hook = await makeHook(admin, listener, path, { isActive: false });
  const { ann, bo } = await server.people('ann', 'bo');
  const chat = await makeDirect(ann, bo);
  await say(ann, chat, 'before');
  await changeHook(admin, hook, { isActive: true });
  await say(ann, chat, 'while');
  expect(await heard(path, inConversation(chat), 1)).toMatchObject([{ type: 'message.sent', data: { seq: 2 } }]);
  await changeHook(admin, hook, { isActive: false });
  await say(ann, chat, 'after');
  await changeHook(admin, hook, { isActive: true });
  await say(ann, chat, 'at last');
  const events = await heard(path, inConversation(chat), 2);
  expect(events).toMatchObject([{ data: { seq: 2 } }, { data: { seq: 4 } }]);
  await admin.delete(`${WEBHOOKS}/${hook.id}`);
  const count = listener.at(path).length;
  await say(ann, chat, 'too late');
  await pause(400);
  expect(listener.at(path)).toHaveLength(count);
  expect(
    await sql(server.databaseUrl, 'SELECT 1 FROM event_deliveries WHERE outlet = $1', [`hook:${hook.id}`]),
  ).toEqual([]);
});

test('HOOK-6 without a webhook nothing is put down; from the answer to its creation on nothing is missed, in any process', async () => {
  const site = await startServer({ ALLOW_PRIVATE_WEBHOOKS: 'true' });
  const other = await startServerOn(site.databaseUrl, { ALLOW_PRIVATE_WEBHOOKS: 'true' });
  try {
    const root = await anAdmin(site);
    const { ann, bo } = await site.people('ann', 'bo');
    const chat = await makeDirect(ann, bo);
    const group = await makeGroup(ann, [bo]);
    const wire = await bo.connect();
    const untold = await say(ann, chat, 'nobody hears');
    await ann.put(`/api/messaging/messages/${untold.id}`, { content: 'nor of this' });
    await markRead(bo, chat, 1);
    await pause(200);
    expect(await outboxSize(site.databaseUrl)).toBe(0);
    const [drawn] = await sql(site.databaseUrl, 'SELECT is_called FROM event_facts_id_seq');
    expect(drawn).toEqual({ is_called: false });
    for (let round = 0; round < 4; round += 1) {
      const path = newPath();
      // Made behind the back of the process that people write through: no bus tells it, as where one is slow or lossy.
      const hook = await makeHook(root, listener, path, { isActive: false });
      await sql(
        site.databaseUrl,
        `WITH on_now AS (UPDATE webhooks SET is_active = true WHERE id = $1 RETURNING id)
         INSERT INTO event_wishes SELECT 'hook:' || id FROM on_now`,
        [hook.id],
      );
      const sent = await Promise.all([
        say(ann, chat, 'a'),
        say(bo, chat, 'b'),
        say(ann, group, 'c'),
        say(bo, group, 'd'),
      ]);
      await markRead(ann, chat, 3 + round * 2);
      const events = await heard(path, ({ type }) => type === 'message.sent', 4);
      const told = events.map(({ data }) => 'messageId' in data && data.messageId);
      expect(new Set(told)).toEqual(new Set(sent.map(({ id }) => id)));
      await heard(path, ({ type, data }) => type === 'message.read' && 'userId' in data && data.userId === ann.id, 1);
      expect(engineEvents(listener, path)).toHaveLength(listener.at(path).length);
      // Switched off, likewise unheard.
      await sql(site.databaseUrl, 'DELETE FROM webhooks');
      await sql(site.databaseUrl, 'DELETE FROM event_wishes');
      await (round % 2 === 0 ? pause(0) : pause(30));
      await root.post(WEBHOOKS, { url: `${listener.url}/nowhere`, isActive: false });
    }
    await wire.close();
  } finally {
    await other.close();
    await site.stop();
  }
}, 60_000);

test('HOOK-1 the schema knows every type of event that there is', async () => {
  const { EVENT_DATA, engineEvent } = await import('../../src/contracts/helpdesk/schema/outside.ts');
  expect(Object.keys(EVENT_DATA).sort()).toEqual([...ENGINE_EVENTS].sort());
  expect(engineEvent.options.map(({ shape }) => shape.type.value).sort()).toEqual([...ENGINE_EVENTS].sort());
  expect(
    readEvent({
      body: Buffer.from(
        '{"id":"e","type":"webhook.tested","createdAt":"2026-01-01T00:00:00.000Z","data":{"webhookId":"w"}}',
      ),
    }),
  ).toMatchObject({ type: 'webhook.tested' });
});
