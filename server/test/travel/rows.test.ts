import { expect, test } from 'vitest';
import { messageShape } from '../conform/travel/shapes.ts';
import {
  messagesOf,
  openConversation,
  openTravel,
  rowOf,
  type Traveller,
  type TravelWire,
  tell,
} from '../conform/travel/travel.ts';
import type { Api } from '../support/api.ts';

const travel = await openTravel({ CORS_ORIGINS: '*' });

function native(person: Traveller): Api {
  const { own } = travel.target;
  if (!own) throw new Error('these cases need a server of their own');
  return own.api(person.token);
}

async function pair() {
  const { ann, bo } = await travel.people('ann', 'bo');
  const wires = { ann: await ann.connect(), bo: await bo.connect() };
  const { id } = await openConversation(ann, bo);
  return { ann, bo, wires, id: String(id) };
}

/** The list as it was told live is the list as it is. */
async function expectLive(id: string, ...lists: readonly (readonly [Traveller, TravelWire])[]): Promise<void> {
  await travel.settle();
  for (const [person, wire] of lists) {
    const told = wire.of('conversation-updated').filter((event) => event.conversationId === id);
    expect(told.at(-1)?.conversation).toEqual(await rowOf(person, id));
  }
}

test('a live row is the listed row after messages and marks in any order', async () => {
  const { ann, bo, wires, id } = await pair();
  for (let round = 0; round < 6; round++) {
    const texts = Array.from({ length: 1 + (round % 3) }, (_, index) => `${round}.${index}`);
    const sent = texts.map((message, index) =>
      tell(index % 2 === 0 ? wires.ann : wires.bo, 'send-message', { conversationId: id, message }),
    );
    const marked: Promise<unknown>[] = [];
    if (round % 2 === 0) marked.push(tell(wires.bo, 'mark-as-read', { conversationId: id }));
    await Promise.all([...sent, ...marked]);
    await expectLive(id, [ann, wires.ann], [bo, wires.bo]);
    if (round === 3) {
      const [first] = await messagesOf(ann, id);
      await tell(wires.ann, 'mark-as-read', first?.id);
      await expectLive(id, [ann, wires.ann], [bo, wires.bo]);
    }
  }
});

test('it is so after what the native API does to messages', async () => {
  const { ann, bo, wires, id } = await pair();
  const send = async (message: string) =>
    String((await tell(wires.ann, 'send-message', { conversationId: id, message })).message.id);
  const [first, second, third] = [await send('one'), await send('two'), await send('three')];
  await native(ann).put(`/api/messaging/messages/${third}`, { content: 'changed' });
  await expectLive(id, [ann, wires.ann], [bo, wires.bo]);
  expect((await rowOf(bo, id)).last_message).toBe('changed');
  await native(ann).delete(`/api/messaging/messages/${third}`);
  await expectLive(id, [ann, wires.ann], [bo, wires.bo]);
  expect(await rowOf(bo, id)).toMatchObject({ last_message: '', unread_count: 2, total_messages: 3 });
  const before = wires.ann.of('conversation-updated').length;
  expect((await native(bo).delete(`/api/messaging/messages/${second}?for=me`)).status).toBe(204);
  await expectLive(id, [bo, wires.bo]);
  expect(wires.ann.of('conversation-updated').length).toBe(before);
  await native(bo).post(`/api/messaging/conversations/${id}/read`, { messageId: first });
  await expectLive(id, [ann, wires.ann], [bo, wires.bo]);
});

test('a native message goes to the room and to both lists, with the id that its sender gave it', async () => {
  const { ann, wires, id } = await pair();
  await tell(wires.ann, 'join-conversation', id);
  await tell(wires.bo, 'join-conversation', id);
  await native(ann).post('/api/messaging/messages', { conversationId: id, content: 'from afar', clientId: 'n-1' });
  const mine = await wires.ann.next('message-received');
  expect(mine).toMatchObject({ message_text: 'from afar', tempId: 'n-1' });
  const { tempId: _own, ...rest } = mine;
  expect(await wires.bo.next('message-received')).toEqual(rest);
});

test('another name shows with the next event, and who comes back finds nothing old', async () => {
  const { ann, bo, wires, id } = await pair();
  await tell(wires.ann, 'send-message', { conversationId: id, message: 'one' });
  const renamed = await travel.target.token({ sub: ann.id, name: 'Anna' });
  await travel.http(renamed).get('/api/messaging/conversations');
  await tell(wires.ann, 'send-message', { conversationId: id, message: 'two' });
  await travel.settle();
  expect(wires.bo.of('conversation-updated').at(-1)?.conversation.other_user_name).toBe('Anna');
  await wires.bo.close();
  await native(bo).post(`/api/messaging/conversations/${id}/read`, {});
  const back = await bo.connect('back');
  await tell(wires.ann, 'send-message', { conversationId: id, message: 'three' });
  await travel.settle();
  expect(back.of('conversation-updated').at(-1)?.conversation).toMatchObject({ unread_count: 1, total_messages: 3 });
});

test('who has another name writes and types under it, however long the connection has been open', async () => {
  const { ann, wires, id } = await pair();
  await tell(wires.bo, 'join-conversation', id);
  expect((await tell(wires.ann, 'send-message', { conversationId: id, message: 'one' })).message.sender_name).toBe(
    'ann',
  );
  const renamed = await travel.target.token({ sub: ann.id, name: 'Anna' });
  await travel.http(renamed).get('/api/messaging/conversations');
  await tell(wires.ann, 'typing', { conversationId: id });
  expect(await wires.bo.next('typing')).toMatchObject({ userName: 'Anna' });
  expect((await tell(wires.ann, 'send-message', { conversationId: id, message: 'two' })).message.sender_name).toBe(
    'Anna',
  );
  await expect.poll(() => wires.bo.of('message-received').length).toBe(2);
  expect(wires.bo.of('message-received').map((row) => row.sender_name)).toEqual(['ann', 'Anna']);
});

test('who is blocked sends and types nothing, and a suspended person is cut off', async () => {
  const { ann, bo, wires, id } = await pair();
  await tell(wires.ann, 'join-conversation', id);
  await tell(wires.bo, 'join-conversation', id);
  expect((await native(bo).put(`/api/users/${encodeURIComponent(ann.id)}/block`)).status).toBeLessThan(300);
  const refused = await wires.ann.ask('send-message', { conversationId: id, message: 'let me in' });
  expect(refused).toMatchObject({ success: false });
  await tell(wires.ann, 'typing', { conversationId: id });
  await travel.settle();
  expect(wires.bo.of('typing')).toEqual([]);
  const admin = await travel.person('Root', { role: 'admin' });
  await native(admin).put(`/api/users/${encodeURIComponent(bo.id)}`, { suspended: true });
  expect(await wires.bo.closed).toBe('io server disconnect');
});

test('a conversation that somebody deletes for themselves is gone from their list until it goes on, and a chat that they have open goes on with it', async () => {
  const { ann, bo, wires, id } = await pair();
  await tell(wires.ann, 'send-message', { conversationId: id, message: 'old' });
  // The ack says that it is stored; who enters the room before it is announced hears of it.
  await travel.settle();
  await tell(wires.bo, 'join-conversation', id);
  await native(bo).delete(`/api/messaging/conversations/${id}`);
  expect((await bo.get('/api/messaging/conversations')).json).toEqual([]);
  expect((await bo.get(`/api/messaging/conversations/${id}/messages`)).status).toBe(404);
  await tell(wires.ann, 'send-message', { conversationId: id, message: 'new' });
  await travel.settle();
  expect(wires.bo.of('message-received').map((row) => row.message_text)).toEqual(['new']);
  await expectLive(id, [ann, wires.ann], [bo, wires.bo]);
  const answer = await bo.get(`/api/messaging/conversations/${id}/messages`);
  expect(answer.as(messageShape.array()).map((row) => row.message_text)).toEqual(['new']);
});
