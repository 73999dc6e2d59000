import { afterAll, expect, test } from 'vitest';
import { CONVERSATIONS, look, MESSAGES, makeDirect, makeGroup, say } from '../support/factories.ts';
import { expectFailedAck, expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { listShape, userRefShape } from '../support/shapes.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const people = () => server.people('ann', 'bo');
const direct = (id: string) => ({ type: 'direct', participantIds: [id] });

test('BLOCK-1 blocking and unblocking can be repeated', async () => {
  const { ann, bo } = await people();
  const path = `/api/users/${bo.id}/block`;
  expect((await ann.delete(path)).status).toBe(204);
  for (const _ of [1, 2]) expect((await ann.put(path)).status).toBe(204);
  const list = (await ann.get('/api/users/me/blocks')).as(listShape(userRefShape)).data;
  expect(list).toEqual([{ id: bo.id, name: 'bo', avatar: null, role: 'user' }]);
  for (const _ of [1, 2]) expect((await ann.delete(path)).status).toBe(204);
  expect((await ann.get('/api/users/me/blocks')).as(listShape(userRefShape)).data).toEqual([]);
});

test('BLOCK-1 nobody blocks themselves or someone unknown', async () => {
  const { ann } = await people();
  expectRefusal(await ann.put(`/api/users/${ann.id}/block`), 400);
  expectRefusal(await ann.put('/api/users/unknown-person/block'), 404);
});

test('BLOCK-2 the blocked one cannot open a direct conversation, the blocker can', async () => {
  const { ann, bo } = await people();
  await ann.put(`/api/users/${bo.id}/block`);
  expectRefusal(await bo.post(CONVERSATIONS, direct(ann.id)), 403, 'blocked');
  expect((await ann.post(CONVERSATIONS, direct(bo.id))).status).toBe(201);
  await ann.delete(`/api/users/${bo.id}/block`);
  expect((await bo.post(CONVERSATIONS, direct(ann.id))).status).toBe(200);
});

test('BLOCK-3 in their direct conversation the blocked one cannot send, edit or react by any door', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const mine = await say(bo, chat, 'before');
  const theirs = await say(ann, chat, 'hello');
  const wire = await bo.connect();
  await ann.put(`/api/users/${bo.id}/block`);
  expectRefusal(await bo.post(MESSAGES, { conversationId: chat.id, content: 'x' }), 403, 'blocked');
  expectFailedAck(await wire.ask('send_message', { conversationId: chat.id, content: 'x' }), 'blocked');
  expectRefusal(await bo.put(`${MESSAGES}/${mine.id}`, { content: 'changed' }), 403, 'blocked');
  const reaction = `${MESSAGES}/${theirs.id}/reactions/${encodeURIComponent('👍')}`;
  expectRefusal(await bo.put(reaction), 403, 'blocked');
  expectRefusal(await bo.delete(reaction), 403, 'blocked');
  const group = await makeGroup(bo, [await server.person('cy')]);
  const elsewhere = await say(bo, group, 'to be forwarded');
  const forward = await bo.post(`${MESSAGES}/${elsewhere.id}/forward`, { conversationIds: [chat.id] });
  expectRefusal(forward, 403, 'blocked');
  expect((await look(ann, chat)).lastSeq).toBe(2);
});

test('BLOCK-3 the blocker may still write, edit and react', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const theirs = await say(bo, chat, 'before');
  await ann.put(`/api/users/${bo.id}/block`);
  const mine = await say(ann, chat, 'still here');
  expect((await ann.put(`${MESSAGES}/${mine.id}`, { content: 'edited' })).status).toBe(200);
  expect((await ann.put(`${MESSAGES}/${theirs.id}/reactions/${encodeURIComponent('👍')}`)).status).toBe(200);
});

test('BLOCK-4 typing of the blocked one is dropped without a word', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const [hers, his] = [await ann.connect(), await bo.connect()];
  await ann.put(`/api/users/${bo.id}/block`);
  expect((await his.ask('typing_start', { conversationId: chat.id })).raw).toEqual({ ok: true });
  await quiet([hers, his]);
  expect(hers.of('typing_indicator')).toEqual([]);
  expect((await hers.ask('typing_start', { conversationId: chat.id })).ok).toBe(true);
  await his.waitFor('typing_indicator', (typing) => typing.isTyping && typing.userId === ann.id);
});

test('BLOCK-5 groups are not affected', async () => {
  const { ann, bo } = await people();
  const group = await makeGroup(ann, [bo]);
  await ann.put(`/api/users/${bo.id}/block`);
  const wire = await ann.connect();
  const message = await say(bo, group, 'in the group');
  expect((await bo.put(`${MESSAGES}/${message.id}`, { content: 'edited' })).status).toBe(200);
  expect((await bo.put(`${MESSAGES}/${message.id}/reactions/${encodeURIComponent('👍')}`)).status).toBe(200);
  await wire.waitFor('new_message', (heard) => heard.id === message.id);
});

test('BLOCK-6 a block bites at once, also while messages are under way', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const sends = Array.from({ length: 30 }, (_, index) =>
    bo.post(MESSAGES, { conversationId: chat.id, content: `race ${index}` }),
  );
  await ann.put(`/api/users/${bo.id}/block`);
  expectRefusal(await bo.post(MESSAGES, { conversationId: chat.id, content: 'late' }), 403, 'blocked');
  const stored = (await Promise.all(sends)).filter((answer) => answer.status === 201).length;
  expect((await look(ann, chat)).lastSeq).toBe(stored);
});
