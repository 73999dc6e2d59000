import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttp } from '../conform/support/http.ts';
import { makeDirect, makeGroup, pause, say, sayAll } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { type Line, startProxy } from '../support/proxy.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Listener, listen, market, settled } from './listener.ts';

const ROOT = '/api/conversations';

let server: TestServer;
let line: Line;
const open: Listener[] = [];
beforeAll(async () => {
  server = await startServer({}, async (url) => {
    line = await startProxy(url);
    return line.url;
  });
});
afterAll(async () => {
  for (const listener of open) listener.close();
  await server.stop();
  await line.close();
});

async function hear(person: Person): Promise<Listener> {
  const listener = await listen(server, person);
  open.push(listener);
  return listener;
}

/** A group with so many people, of whom the first few listen. */
async function crowd(name: string, members: number, listening: number) {
  const owner = await server.person(`${name}-owner`);
  const root = await server.person(`${name}-root`, { role: 'admin' });
  const people = await Promise.all(Array.from({ length: listening }, (_, n) => server.person(`${name}-${n}`)));
  const rows = Array.from({ length: members - listening - 1 }, (_, n) => ({
    id: `${name}-more-${n}`,
    name: `More ${n}`,
  }));
  if (rows.length > 0) expect((await root.post('/api/users/import', { users: rows })).status).toBe(200);
  const group = await makeGroup(owner, [...people, ...rows], 'Before');
  const listeners = await Promise.all(people.map(hear));
  await settled();
  for (const listener of listeners) listener.forget();
  return { owner, people, listeners, id: group.id };
}

const isShown = (payload: Record<string, unknown>) => 'conversation' in payload;

describe('what is each one’s own', () => {
  test('a change of a group is looked up once, however many hear of it, and each hears how it is to them', async () => {
    const { owner, people, listeners, id } = await crowd('many', 130, 24);
    await sayAll(owner, { id }, 'one', 'two');
    const [reader] = people;
    await market(server, reader as Person).post(`${ROOT}/${id}/messages/bulk-mark-read`, {});
    const before = line.asked('conversation-all-members');
    const views = () => line.asked('conversation-views-member') + line.asked('conversation-views-for');
    const viewsBefore = views();
    const renamed = await market(server, owner).put(`${ROOT}/${id}`, { groupName: 'After' });
    expect(renamed.status).toBe(200);
    for (const [index, listener] of listeners.entries()) {
      const { conversation } = await listener.next('conversation_updated', isShown);
      expect(conversation).toEqual({
        ...(renamed.json as object),
        unreadCounts: { [people[index]?.id ?? '']: index === 0 ? 0 : 2 },
      });
    }
    // One for the answer, and one for everybody else.
    expect(views() - viewsBefore).toBe(2);
    expect(line.asked('conversation-all-members') - before).toBe(2);
  });

  test('on the native API too', async () => {
    const { owner, people, id } = await crowd('native', 14, 12);
    const wires = await Promise.all(people.map((person) => person.connect()));
    for (const listener of open) listener.close();
    const before = line.asked('conversation-views-member') + line.asked('conversation-views-for');
    await owner.put(`/api/messaging/conversations/${id}`, { title: 'After' });
    for (const wire of wires) {
      const shown = await wire.waitFor('conversation_updated', (one) => one.title === 'After');
      expect(shown).toMatchObject({ id, memberCount: 14, unreadCount: 0 });
      expect(shown.members).toHaveLength(14);
    }
    await settled();
    expect(line.asked('conversation-views-member') + line.asked('conversation-views-for') - before).toBeLessThan(4);
  });

  test('nobody hears that a conversation was set to what it was', async () => {
    const ann = await server.person('ann');
    const charity = createHttp(`${server.url}/charity`, ann.token, () => {});
    const made = await charity.post(ROOT, { subject: 'Help' });
    const { conversationId } = (made.json as { data: { conversationId: string } }).data;
    const listener = await hear(ann);
    await settled();
    listener.forget();
    expect((await charity.put(`${ROOT}/${conversationId}`, { subject: 'Help' })).status).toBe(200);
    await settled();
    expect(listener.names()).toEqual([]);
    expect((await charity.put(`${ROOT}/${conversationId}`, { subject: 'Other' })).status).toBe(200);
    expect(await listener.next('conversation_updated', isShown)).toMatchObject({
      conversation: { groupName: 'Other' },
    });
  });

  test('what was written after somebody was out of a group is not in the last that they hear', async () => {
    const { ann, bob, eve } = await server.people('ann', 'bob', 'eve');
    const group = await makeGroup(ann, [bob, eve], 'G');
    const listener = await hear(eve);
    await settled();
    listener.forget();
    line.meet('conversation-views-left', 400);
    expect((await market(server, ann).delete(`${ROOT}/${group.id}/participants/${eve.id}`)).status).toBe(200);
    await say(ann, group, 'not for eve');
    const last = await listener.next('conversation_updated', isShown);
    expect(JSON.stringify(last)).not.toContain('not for eve');
    const { json } = await market(server, bob).get(`${ROOT}/${group.id}/messages`);
    const [, removal] = (json as { messages: { content: string; createdAt: string }[] }).messages;
    expect(last).toMatchObject({ lastMessage: removal?.content, lastMessageAt: removal?.createdAt });
    await settled();
    expect(listener.names()).toEqual(['conversation_updated']);
  });
});

describe('a look-up that fails', () => {
  test.each(['put', 'delete'] as const)('what was changed is told when it works again: %s', async (change) => {
    const { ann, bob } = await server.people('ann', 'bob');
    const where = await makeDirect(ann, bob);
    const said = await say(ann, where, 'before');
    const listener = await hear(bob);
    await settled();
    listener.forget();
    line.meet('messages-unseen-by', 'cut');
    const path = `/api/messages/${said.id}`;
    if (change === 'put') await market(server, ann).put(path, { content: 'after' });
    else await market(server, ann).delete(path);
    await say(ann, where, 'next');
    await listener.next('new_message');
    const heard = listener.heard.map(({ event }) => event).filter((event) => event !== 'conversation_updated');
    expect(heard).toEqual(['message_updated', 'message_received', 'new_message']);
  });

  test('nor is anything lost where it is not known for a moment who is in a conversation', async () => {
    const { owner, people, listeners, id } = await crowd('unknown', 4, 3);
    const wire = await (people[0] as Person).connect();
    line.meet('access-load', 'cut');
    expect((await market(server, owner).put(`${ROOT}/${id}`, { groupName: 'After' })).status).toBe(200);
    for (const listener of listeners) {
      expect(await listener.next('conversation_updated', isShown)).toMatchObject({
        conversation: { groupName: 'After' },
      });
      await listener.next('new_message');
    }
    expect(await wire.waitFor('conversation_updated')).toMatchObject({ title: 'After' });
  });

  test('how a conversation looks is told when that can be read again, and before what came after it', async () => {
    const { owner, listeners, id } = await crowd('later', 4, 3);
    line.meet('conversation-views-for', 'cut');
    await market(server, owner).put(`${ROOT}/${id}`, { groupName: 'After' });
    for (const listener of listeners) {
      await listener.next('new_message');
      const names = listener.heard.map(({ event, payload }) => (isShown(payload) ? 'shown' : event));
      expect(names.indexOf('shown')).toBeGreaterThanOrEqual(0);
      expect(names.indexOf('shown')).toBeLessThan(names.indexOf('new_message'));
    }
  });
});

describe('rooms', () => {
  test.each(['helpdesk', 'marketplace'])(
    'who is gone before they were in a room is not in it: %s',
    async (contract) => {
      const ann = await server.person('ann');
      const agent = await server.person('agent', { role: 'agent' });
      const made = await ann.post('/api/tickets', { subject: 'Lost', description: 'It is lost.' });
      const { conversationId } = made.json as { conversationId: string };
      const hers = await ann.connect();
      if (contract === 'marketplace') {
        const listener = await hear(agent);
        line.meet('access-membership', 0);
        line.meet('access-membership', 400);
        void listener.ask('join_conversation', { conversationId }).catch(() => {});
        await pause(200);
        listener.close();
      } else {
        const wire = await agent.connect();
        line.meet('access-membership', 400);
        wire.socket.emit('join_conversation', { conversationId });
        await pause(200);
        wire.socket.disconnect();
      }
      await pause(500);
      const joined = await hers.ask('join_conversation', { conversationId });
      expect(joined.raw).toMatchObject({ present: [ann.id] });
    },
  );
});

describe('marks', () => {
  test('naming many own messages costs one look', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const where = await makeDirect(ann, bob);
    const first = await say(ann, where, 'hers');
    const own = await sayAll(bob, where, ...Array.from({ length: 30 }, (_, n) => `own ${n}`));
    const listener = await hear(ann);
    await settled();
    listener.forget();
    const names = ['messages-unread-between', 'messages-others-up-to', 'messages-find'];
    const asked = () => names.reduce((sum, name) => sum + line.asked(name), 0);
    const before = asked();
    const answer = await market(server, bob).post(`${ROOT}/${where.id}/messages/bulk-mark-read`, {
      messageIds: own.map(({ id }) => id),
    });
    expect(answer.json).toMatchObject({ markedCount: 1, unreadCount: 0 });
    expect(await listener.next('message_read')).toMatchObject({ messageId: first.id });
    await settled();
    expect(listener.names()).toEqual(['message_read']);
    expect(asked() - before).toBe(2);
  });

  test('of marks that became one, each that was named is told', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const where = await makeDirect(ann, bob);
    const rows = await sayAll(ann, where, 'a', 'b', 'c', 'd', 'e', 'f');
    const listener = await hear(ann);
    await settled();
    listener.forget();
    const read = (...places: number[]) =>
      market(server, bob).post(`${ROOT}/${where.id}/messages/bulk-mark-read`, {
        messageIds: places.map((place) => rows[place]?.id),
      });
    line.meet('marks-read', 400);
    const first = read(0);
    await pause(150);
    const merged = [read(1, 2), market(server, bob).post(`/api/messages/${rows[3]?.id}/read`), read(5)];
    await Promise.all([first, ...merged]);
    await listener.next('message_read', ({ seq }) => seq === 6);
    await settled();
    const told = listener.heard.filter(({ event }) => event === 'message_read').map(({ payload }) => payload.seq);
    expect(told).toEqual([1, 2, 3, 4, 6]);
  });

  test('in a crowd too, though they are told together', async () => {
    const { owner, people, id } = await crowd('read', 52, 1);
    const [reader] = people as [Person];
    const rows = await sayAll(owner, { id }, 'a', 'b', 'c', 'd', 'e', 'f');
    const listener = await hear(owner);
    await settled();
    listener.forget();
    for (const places of [[0], [1, 2], [3], [4, 5]])
      await market(server, reader).post(`${ROOT}/${id}/messages/bulk-mark-read`, {
        messageIds: places.map((place) => rows[place]?.id),
      });
    await listener.next('message_read', ({ seq }) => seq === 6);
    await settled();
    const told = listener.heard.filter(({ event }) => event === 'message_read').map(({ payload }) => payload.seq);
    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
