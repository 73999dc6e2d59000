import { afterAll, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import {
  CONVERSATIONS,
  look,
  lookAt,
  MESSAGES,
  makeDirect,
  makeGroup,
  memberOf,
  pause,
  say,
  sayAll,
} from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { listShape, readerShape, readMarkShape, unreadShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const people = () => server.people('ann', 'bo', 'cy');
const read = async (who: Api, where: { id: string }, body?: object) => {
  const answer = await who.post(`${CONVERSATIONS}/${where.id}/read`, body);
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
  return answer.as(readMarkShape);
};
const unread = async (who: Api) => (await who.get('/api/messaging/unread-count')).as(unreadShape);

test('READ-1 reading up to a message is to have read all before it', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const sent = await sayAll(ann, chat, 'a', 'b', 'c', 'd');
  const mark = await read(bo, chat, { messageId: sent[1]?.id });
  expect(mark).toMatchObject({ conversationId: chat.id, lastReadSeq: 2, unreadCount: 2 });
  expect(mark.readAt).not.toBeNull();
  expect((await lookAt(ann, sent[0] ?? chat)).readBy).toEqual([{ userId: bo.id, readAt: mark.readAt }]);
  expect((await lookAt(ann, sent[2] ?? chat)).readBy).toEqual([]);
  expect(await read(bo, chat, { upToSeq: 3 })).toMatchObject({ lastReadSeq: 3, unreadCount: 1 });
  expect(await read(bo, chat)).toMatchObject({ lastReadSeq: 4, unreadCount: 0 });
  const member = memberOf(await look(ann, chat), bo);
  expect(member.lastReadSeq).toBe(4);
  expect(member.lastReadAt).not.toBeNull();
});

test('READ-1 an empty object reads everything, as no body does', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  await sayAll(ann, chat, 'a', 'b');
  expect(await read(bo, chat, {})).toMatchObject({ lastReadSeq: 2, unreadCount: 0 });
});

test('READ-2 a mark never moves back and keeps its time', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const sent = await sayAll(ann, chat, 'a', 'b', 'c');
  const mark = await read(bo, chat, { upToSeq: 3 });
  await pause(5);
  expect(await read(bo, chat, { messageId: sent[0]?.id })).toEqual(mark);
  expect(await read(bo, chat, { upToSeq: 1 })).toEqual(mark);
  expect(await read(bo, chat)).toEqual(mark);
});

test('READ-2 racing marks end at the highest', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  await sayAll(ann, chat, ...Array.from({ length: 12 }, (_, index) => `m${index}`));
  const order = [5, 12, 1, 7, 3, 9, 2, 11];
  await Promise.all(order.map((upToSeq) => read(bo, chat, { upToSeq })));
  expect(await look(bo, chat)).toMatchObject({ lastReadSeq: 12, unreadCount: 0 });
});

test('READ-3 the time of reading is when the mark first passed a message', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const sent = await sayAll(ann, chat, 'a', 'b', 'c');
  const first = await read(bo, chat, { upToSeq: 1 });
  await pause(15);
  const second = await read(bo, chat, { upToSeq: 3 });
  expect(second.readAt).not.toBe(first.readAt);
  const times = await Promise.all(sent.map(async (message) => (await lookAt(ann, message)).readBy[0]?.readAt));
  expect(times).toEqual([first.readAt, second.readAt, second.readAt]);
});

test('READ-4 who has read a message is listed without its sender', async () => {
  const { ann, bo, cy } = await people();
  const group = await makeGroup(ann, [bo, cy]);
  const [one, two] = await sayAll(ann, group, 'one', 'two');
  await read(ann, group);
  const bos = await read(bo, group, { messageId: one?.id });
  await read(cy, group);
  const readers = async (message: { id: string } | undefined) =>
    (await ann.get(`${MESSAGES}/${message?.id}/reads`)).as(listShape(readerShape)).data;
  const first = await readers(one);
  expect(first.map((reader) => reader.userId).sort()).toEqual([bo.id, cy.id].sort());
  expect(first.find((reader) => reader.userId === bo.id)).toEqual({ userId: bo.id, name: 'bo', readAt: bos.readAt });
  expect((await readers(two)).map((reader) => reader.userId)).toEqual([cy.id]);
  expect(await lookAt(bo, one ?? group)).toMatchObject({ readCount: 2 });
  const stranger = await server.person('stranger');
  expectRefusal(await stranger.get(`${MESSAGES}/${one?.id}/reads`), 403, 'not_a_member');
  expectRefusal(await ann.get(`${MESSAGES}/unknown/reads`), 404, 'not_found');
});

test('READ-5 sending does not mark as read, and own messages are never unread', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  await say(bo, chat, 'theirs');
  await say(ann, chat, 'mine');
  expect(await look(ann, chat)).toMatchObject({ lastReadSeq: 0, unreadCount: 1 });
  expect(await look(bo, chat)).toMatchObject({ lastReadSeq: 0, unreadCount: 1 });
});

test('READ-6 the total of unread messages is the sum over conversations that have some', async () => {
  const { ann, bo, cy } = await people();
  const [one, two, three] = [await makeDirect(ann, bo), await makeGroup(ann, [bo, cy]), await makeGroup(cy, [bo])];
  await sayAll(ann, one, 'a', 'b', 'c');
  await sayAll(cy, two, 'd', 'e');
  await say(bo, three, 'own');
  const counts = await unread(bo);
  expect(counts.total).toBe(5);
  expect(Object.fromEntries(counts.conversations.map((item) => [item.conversationId, item.unreadCount]))).toEqual({
    [one.id]: 3,
    [two.id]: 2,
  });
  await read(bo, one);
  await read(bo, two);
  expect(await unread(bo)).toEqual({ total: 0, conversations: [] });
});

test('READ-7 an empty conversation can be read', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  expect(await read(bo, chat)).toEqual({ conversationId: chat.id, lastReadSeq: 0, readAt: null, unreadCount: 0 });
});

test('READ-7 a mark does not pass the last message', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  await say(ann, chat, 'only');
  const answer = await bo.post(`${CONVERSATIONS}/${chat.id}/read`, { upToSeq: 2_000_000 });
  if (answer.status === 200) expect(answer.as(readMarkShape).lastReadSeq).toBe(1);
  else expectRefusal(answer, 400, 'validation_failed', 'upToSeq');
  await say(ann, chat, 'later');
  expect((await look(bo, chat)).unreadCount).toBeGreaterThan(0);
});

test('READ-8 a wrong place is refused and moves nothing', async () => {
  const { ann, bo, cy } = await people();
  const [chat, other] = [await makeDirect(ann, bo), await makeGroup(ann, [bo])];
  await say(ann, chat, 'here');
  const elsewhere = await say(ann, other, 'there');
  const ask = (who: Api, body: unknown) => who.post(`${CONVERSATIONS}/${chat.id}/read`, body);
  expectRefusal(await ask(bo, { messageId: elsewhere.id }), 404, 'not_found');
  expectRefusal(await ask(bo, { messageId: 'unknown' }), 404, 'not_found');
  for (const messageId of [5, {}, []])
    expectRefusal(await ask(bo, { messageId }), 400, 'validation_failed', 'messageId');
  for (const upToSeq of [-1, 1.5, '1', {}, 2 ** 60])
    expectRefusal(await ask(bo, { upToSeq }), 400, 'validation_failed', 'upToSeq');
  expectRefusal(await ask(cy, {}), 403, 'not_a_member');
  expectRefusal(await bo.post(`${CONVERSATIONS}/unknown/read`), 404, 'not_found');
  expect((await look(bo, chat)).lastReadSeq).toBe(0);
});
