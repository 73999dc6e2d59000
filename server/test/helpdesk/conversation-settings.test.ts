import { afterAll, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { CONVERSATIONS, historyOf, look, MESSAGES, makeDirect, makeGroup, say } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { conversationShape, listShape, unreadShape } from '../support/shapes.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const people = () => server.people('ann', 'bo', 'cy');
const at = (where: { id: string }, rest = '') => `${CONVERSATIONS}/${where.id}${rest}`;
const listed = async (who: Api) =>
  (await who.get(`${CONVERSATIONS}?archived=all`)).as(listShape(conversationShape)).data.map((one) => one.id);

test('SET-1 archive, pin and mute are one’s own and changed one by one', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const until = '2031-05-06T07:08:09.000Z';
  const answer = await ann.put(at(chat, '/settings'), { isArchived: true, mutedUntil: until });
  expect(answer.status).toBe(200);
  expect(answer.as(conversationShape)).toMatchObject({ isArchived: true, isPinned: false, mutedUntil: until });
  await ann.put(at(chat, '/settings'), { isPinned: true });
  expect(await look(ann, chat)).toMatchObject({ isArchived: true, isPinned: true, mutedUntil: until });
  await ann.put(at(chat, '/settings'), { mutedUntil: null });
  expect((await look(ann, chat)).mutedUntil).toBeNull();
  expect(await look(bo, chat)).toMatchObject({ isArchived: false, isPinned: false, mutedUntil: null });
});

test('SET-1 a new message does not bring a conversation out of the archive', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  await ann.put(at(chat, '/settings'), { isArchived: true });
  await say(bo, chat, 'knock knock');
  expect(await look(ann, chat)).toMatchObject({ isArchived: true, unreadCount: 1 });
});

test.each([
  ['isArchived', 'yes'],
  ['isArchived', null],
  ['isPinned', 1],
  ['mutedUntil', 'tomorrow'],
  ['mutedUntil', 5],
  ['mutedUntil', true],
])('SET-1 %s may not be %j', async (field, value) => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  expectRefusal(await ann.put(at(chat, '/settings'), { [field]: value }), 400, 'validation_failed', field);
});

test('SET-1 settings belong to members', async () => {
  const { ann, bo, cy } = await people();
  const chat = await makeDirect(ann, bo);
  expectRefusal(await cy.put(at(chat, '/settings'), { isPinned: true }), 403, 'not_a_member');
  expectRefusal(await ann.put(`${CONVERSATIONS}/unknown/settings`, { isPinned: true }), 404, 'not_found');
});

test('HIDE-1 a deleted conversation is gone for the caller alone', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const message = await say(bo, chat, 'findable words');
  expect((await ann.delete(at(chat))).status).toBe(204);
  for (const path of [at(chat), at(chat, '/messages'), `${MESSAGES}/${message.id}`]) {
    expectRefusal(await ann.get(path), 404, 'not_found');
  }
  expectRefusal(await ann.post(MESSAGES, { conversationId: chat.id, content: 'x' }), 404, 'not_found');
  expectRefusal(await ann.put(at(chat, '/settings'), { isPinned: true }), 404, 'not_found');
  expectRefusal(await ann.post(at(chat, '/read')), 404, 'not_found');
  expectRefusal(await ann.delete(at(chat)), 404, 'not_found');
  expect(await listed(ann)).not.toContain(chat.id);
  expect((await ann.get('/api/messaging/unread-count')).as(unreadShape).total).toBe(0);
  expect((await ann.get('/api/messaging/search?q=findable')).json).toMatchObject({ data: [] });
  expect((await historyOf(bo, chat)).map((one) => one.content)).toEqual(['findable words']);
});

test('HIDE-2 the next message of another brings it back with only what is new', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  await say(bo, chat, 'old one');
  await say(ann, chat, 'old two');
  await ann.delete(at(chat));
  await say(bo, chat, 'new three');
  expect(await listed(ann)).toContain(chat.id);
  expect((await historyOf(ann, chat)).map((one) => [one.seq, one.content])).toEqual([[3, 'new three']]);
  expect(await look(ann, chat)).toMatchObject({ unreadCount: 1, lastSeq: 3, lastMessage: { content: 'new three' } });
  expect((await ann.get('/api/messaging/search?q=old')).json).toMatchObject({ data: [] });
  expect((await historyOf(bo, chat)).map((one) => one.seq)).toEqual([1, 2, 3]);
});

test('HIDE-3 opening the pair again brings it back empty', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  await say(bo, chat, 'old');
  await ann.delete(at(chat));
  const again = await ann.post(CONVERSATIONS, { type: 'direct', participantIds: [bo.id] });
  expect(again.status).toBe(200);
  expect(again.as(conversationShape)).toMatchObject({ id: chat.id, unreadCount: 0, lastMessage: null });
  expect(await historyOf(ann, chat)).toEqual([]);
  expect((await say(ann, chat, 'fresh')).seq).toBe(2);
  expect((await historyOf(ann, chat)).map((one) => one.content)).toEqual(['fresh']);
});

test('HIDE-4 a hidden group still has its member, who gets it back with the next message', async () => {
  const { ann, bo } = await people();
  const group = await makeGroup(bo, [ann]);
  await say(bo, group, 'old');
  await ann.delete(at(group));
  expect((await look(bo, group)).memberCount).toBe(2);
  const wire = await ann.connect();
  await say(bo, group, 'new');
  await wire.waitFor('new_message', (message) => message.content === 'new');
  await quiet([wire]);
  expect((await historyOf(ann, group)).map((one) => one.content)).toEqual(['new']);
});

test('HIDE-5 strangers cannot delete and learn nothing', async () => {
  const { ann, bo, cy } = await people();
  const chat = await makeDirect(ann, bo);
  expectRefusal(await cy.delete(at(chat)), 403, 'not_a_member');
  expectRefusal(await cy.delete(`${CONVERSATIONS}/unknown`), 404, 'not_found');
});
