import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MESSAGES, makeDirect, makeGroup, say, upload } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { png } from '../support/samples.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Listener, listen, market, settled } from './listener.ts';

type Row = {
  _id: string;
  seq: number;
  content: string;
  reactions: string[];
  reactionTypes: Record<string, string>;
  readBy: Record<string, string>;
  metadata?: { fileUrl?: string };
};

let server: TestServer;
const open: Listener[] = [];
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => {
  for (const listener of open) listener.close();
  return server.stop();
});

async function hear(person: Person): Promise<Listener> {
  const listener = await listen(server, person);
  open.push(listener);
  await settled();
  listener.forget();
  return listener;
}

async function send(person: Person, id: string, body: object): Promise<Row> {
  const answer = await market(server, person).post(`/api/conversations/${id}/messages`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.json as Row;
}

const read = async (person: Person, id: string) =>
  (await market(server, person).get(`/api/messages/${id}`)).json as Row;

describe('beside the native API', () => {
  test('of several native reactions the latest is shown, and one here takes the place of all, told once', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const where = await makeDirect(ann, bob);
    const said = await say(ann, where, 'hello');
    for (const emoji of ['👍', '❤️', '🎉'])
      await bob.put(`${MESSAGES}/${said.id}/reactions/${encodeURIComponent(emoji)}`);
    expect(await read(ann, said.id)).toMatchObject({ reactions: [bob.id], reactionTypes: { [bob.id]: '🎉' } });
    const [wire, listener] = [await ann.connect(), await hear(ann)];
    const answer = await market(server, bob).post(`/api/messages/${said.id}/reaction`, { reactionType: '👍' });
    expect(answer.json).toMatchObject({ reactionTypes: { [bob.id]: '👍' } });
    await listener.next('message_updated');
    await settled();
    expect(listener.names()).toEqual(['message_updated']);
    expect(wire.of('reaction_updated')).toHaveLength(1);
    expect(wire.of('reaction_updated')[0]).toMatchObject({ reactions: [{ emoji: '👍', count: 1, userIds: [bob.id] }] });
    await market(server, bob).post(`/api/messages/${said.id}/reaction`, { reactionType: '👍' });
    await settled();
    expect(listener.names()).toEqual(['message_updated']);
  });

  test('a native file has an address here, its copies the same one, and it lasts as long as one of them', async () => {
    const { ann, bob, cleo } = await server.people('ann', 'bob', 'cleo');
    const [direct, group] = [await makeDirect(ann, bob), await makeGroup(bob, [cleo])];
    const file = await upload(ann, 'p.png', png(3, 2, 'shared'), 'image/png');
    const first = await say(ann, direct, '', { type: 'image', attachmentIds: [file.id] });
    const url = (await read(bob, first.id)).metadata?.fileUrl ?? '';
    expect(url).toBe(`/api/upload/chat-files/${file.id}`);
    expect((await market(server, cleo).get(url)).status).toBe(403);
    const sent = await bob.post(`${MESSAGES}/${first.id}/forward`, { conversationIds: [group.id] });
    const [copy] = (sent.json as { data: { id: string }[] }).data;
    expect((await read(cleo, copy?.id ?? '')).metadata?.fileUrl).toBe(url);
    expect((await market(server, cleo).get(url)).bytes).toEqual(png(3, 2, 'shared'));
    expect((await market(server, ann).delete(`/api/messages/${first.id}`)).status).toBe(204);
    expect((await market(server, cleo).get(url)).bytes).toEqual(png(3, 2, 'shared'));
    expect((await market(server, ann).get(url)).status).toBe(403);
    await market(server, bob).delete(`/api/messages/${copy?.id}`);
    expect((await market(server, cleo).get(url)).status).toBe(404);
  });

  test('two sends at once may have the same fresh upload', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const where = await makeDirect(ann, bob);
    const form = new FormData();
    form.append('files', new Blob([new Uint8Array(png())], { type: 'image/png' }), 'p.png');
    const made = await market(server, ann).post('/api/upload/chat-files', undefined, { raw: form });
    const { fileUrl } = made.json as { fileUrl: string };
    const rows = await Promise.all(
      [1, 2, 3, 4].map(() => send(ann, where.id, { type: 'image', metadata: { fileUrl } })),
    );
    expect(new Set(rows.map(({ metadata }) => metadata?.fileUrl))).toEqual(new Set([fileUrl]));
    expect((await market(server, bob).get(fileUrl)).status).toBe(200);
  });

  test('a native mark is told of by the newest message that is newly read', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const where = await makeDirect(ann, bob);
    await say(ann, where, 'one');
    const two = await say(ann, where, 'two');
    const own = await say(bob, where, 'own');
    const listener = await hear(ann);
    await bob.post(`/api/messaging/conversations/${where.id}/read`, { upToSeq: own.seq });
    expect(await listener.next('message_read')).toMatchObject({ messageId: two.id, seq: two.seq, readBy: bob.id });
    await settled();
    expect(listener.names()).toEqual(['message_read']);
  });
});

describe('what only one person sees', () => {
  test('who hid a message hears nothing of its changes, and of the one before it in the list', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const where = await makeDirect(ann, bob);
    await send(ann, where.id, { content: 'first' });
    const last = await send(ann, where.id, { content: 'last' });
    const [hers, his] = [await hear(ann), await hear(bob)];
    hers.forget();
    await market(server, bob).delete(`/api/messages/${last._id}/for-me`);
    expect(await his.next('message_updated')).toMatchObject({ message: { _id: last._id, deletedFor: [bob.id] } });
    expect(await his.next('conversation_updated')).toMatchObject({ lastMessage: 'first' });
    his.forget();
    await market(server, ann).put(`/api/messages/${last._id}`, { content: 'edited' });
    expect(await hers.next('message_updated')).toMatchObject({ message: { content: 'edited' } });
    expect(await hers.next('conversation_updated')).toMatchObject({ lastMessage: 'edited' });
    await settled();
    expect(his.names()).toEqual([]);
    expect(hers.names()).toEqual(['conversation_updated', 'message_updated']);
  });

  test('an agent hears a ticket’s conversation from joining its room until leaving it, and leaves no mark', async () => {
    const ann = await server.person('ann');
    const agent = await server.person('agent', { role: 'agent' });
    const made = await ann.post('/api/tickets', { subject: 'Lost', description: 'It is lost.' });
    const { conversationId } = made.json as { conversationId: string };
    const listener = await hear(agent);
    const more = await send(ann, conversationId, { content: 'unheard' });
    expect((await listener.ask('join_conversation', { conversationId })).success).toBe(true);
    listener.forget();
    await send(ann, conversationId, { content: 'heard' });
    expect(await listener.next('message_received')).toMatchObject({ message: { content: 'heard' } });
    await settled();
    expect(listener.names()).toEqual(['conversation_updated', 'message_received', 'new_message']);
    expect((await listener.ask('mark_read', { conversationId, messageId: more._id })).unreadCount).toBe(0);
    expect((await read(ann, more._id)).readBy).toEqual({});
    await listener.ask('leave_conversation', { conversationId });
    listener.forget();
    await send(ann, conversationId, { content: 'unheard again' });
    await settled();
    expect(listener.names()).toEqual([]);
  });
});

describe('limits', () => {
  test('sends of all kinds count together and apart from native ones; repeats and refusals do not', async () => {
    const own = await startServer({ RATE_LIMIT_MESSAGES_PER_HOUR: '4', MAX_CONNECTIONS_PER_USER: '2' });
    try {
      const { ann, bob } = await own.people('ann', 'bob');
      const where = await makeDirect(ann, bob);
      const path = `/api/conversations/${where.id}/messages`;
      const client = market(own, ann);
      const listener = await listen(own, ann);
      const first = await client.post(path, { content: 'one', clientMessageId: 'k' });
      for (let again = 0; again < 6; again += 1) {
        expect((await client.post(path, { content: 'one', clientMessageId: 'k' })).status).toBe(200);
        expect((await client.post(path, { content: 'other', clientMessageId: 'k' })).status).toBe(400);
        expect((await client.post(path, { content: 'x', replyToId: 'nothing' })).status).toBe(400);
      }
      const { _id } = first.json as Row;
      const forward = { conversationIds: [where.id] };
      expect((await client.post(`/api/messages/${_id}/forward`, forward)).status).toBe(201);
      const sent = await listener.ask('send_message', { conversationId: where.id, message: { content: 'two' } });
      expect(sent.success).toBe(true);
      expect((await client.post(`${path}/location`, { latitude: 1, longitude: 2 })).status).toBe(201);
      const refused = await client.post(path, { content: 'five' });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_000);
      expect(await listener.ask('send_message', { conversationId: where.id, message: { content: 'five' } })).toEqual({
        success: false,
        error: 'Rate limit exceeded',
        statusCode: 429,
        event: 'send_message',
      });
      expect((await client.post(path, { content: 'one', clientMessageId: 'k' })).status).toBe(200);
      expect((await say(ann, where, 'natively')).seq).toBe(5);
      const another = await listen(own, ann);
      await expect(listen(own, ann)).rejects.toThrow('Too many connections');
      another.close();
      listener.close();
      await settled();
      const rush = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(() => listen(own, bob)));
      expect(rush.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
      for (const one of rush) if (one.status === 'fulfilled') one.value.close();
    } finally {
      await own.stop();
    }
  });
});
