import { afterAll, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import {
  CONVERSATIONS,
  eventually,
  look,
  MESSAGES,
  makeDirect,
  makeGroup,
  memberOf,
  messagesOf,
  say,
  sayAll,
} from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { listShape, messageShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const chat = await makeGroup(ann, [bo]);
const sent = await sayAll(ann, chat, ...Array.from({ length: 12 }, (_, index) => `m${index + 1}`));
const path = `${CONVERSATIONS}/${chat.id}/messages`;
const page = async (who: Api, query = '') => (await who.get(`${path}${query}`)).as(listShape(messageShape));
const seqs = async (query = '') => (await page(bo, query)).data.map((message) => message.seq);
const id = (seq: number) => sent[seq - 1]?.id ?? '';

test('LIST-1 messages come newest first and the next page is older', async () => {
  expect(await seqs()).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  const first = await page(bo, '?limit=5');
  expect(first.data.map((message) => message.seq)).toEqual([12, 11, 10, 9, 8]);
  const second = await page(bo, `?limit=5&cursor=${encodeURIComponent(first.page.next ?? '')}`);
  expect(second.data.map((message) => message.seq)).toEqual([7, 6, 5, 4, 3]);
  const third = await page(bo, `?limit=5&cursor=${encodeURIComponent(second.page.next ?? '')}`);
  expect(third.data.map((message) => message.seq)).toEqual([2, 1]);
  expect(third.page.next).toBeNull();
});

test('LIST-2 before takes an id or a number and gives only older ones', async () => {
  expect(await seqs('?before=4')).toEqual([3, 2, 1]);
  expect(await seqs(`?before=${id(4)}`)).toEqual([3, 2, 1]);
  expect(await seqs('?before=1')).toEqual([]);
  expect(await seqs('?before=999999&limit=2')).toEqual([12, 11]);
});

test('LIST-3 after gives newer ones ascending, and the next page is newer', async () => {
  expect(await seqs('?after=9')).toEqual([10, 11, 12]);
  expect(await seqs(`?after=${id(9)}`)).toEqual([10, 11, 12]);
  expect(await seqs('?after=12')).toEqual([]);
  const first = await page(bo, '?after=0&limit=5');
  expect(first.data.map((message) => message.seq)).toEqual([1, 2, 3, 4, 5]);
  const next = await page(bo, `?after=0&limit=5&cursor=${encodeURIComponent(first.page.next ?? '')}`);
  expect(next.data.map((message) => message.seq)).toEqual([6, 7, 8, 9, 10]);
  const last = await page(bo, `?after=0&limit=5&cursor=${encodeURIComponent(next.page.next ?? '')}`);
  expect(last.data.map((message) => message.seq)).toEqual([11, 12]);
  expect(last.page.next).toBeNull();
});

test('LIST-4 before together with after is 400', async () => {
  expectRefusal(await bo.get(`${path}?before=5&after=2`), 400, 'validation_failed');
});

test('LIST-4 a message that is not in this conversation is 404', async () => {
  const other = await makeDirect(ann, bo);
  const foreign = await say(ann, other, 'elsewhere');
  for (const place of ['before', 'after']) {
    expectRefusal(await bo.get(`${path}?${place}=${foreign.id}`), 404, 'not_found');
    expectRefusal(await bo.get(`${path}?${place}=unknown`), 404, 'not_found');
    const unknown = await bo.get(`${path}?${place}=${id(3)}0`);
    expect([404, 200]).toContain(unknown.status);
  }
});

test.each(['limit=0', 'limit=-5', 'limit=2.5', 'limit=many', 'limit='])('LIST-5 %s is 400', async (query) => {
  expectRefusal(await bo.get(`${path}?${query}`), 400, 'validation_failed', 'limit');
});

test('LIST-5 the limit is 50 unless set otherwise, and 100 at most', async () => {
  const long = await makeDirect(ann, cy);
  await Promise.all(Array.from({ length: 110 }, (_, index) => say(ann, long, `x${index}`)));
  const count = async (query: string) => (await messagesOf(cy, long, query)).length;
  expect(await count('')).toBe(50);
  expect(await count('?limit=5000')).toBe(100);
  const small = await startServer({ MESSAGES_PER_PAGE: '3' });
  const { one, two } = await small.people('one', 'two');
  const pair = await makeDirect(one, two);
  await sayAll(one, pair, 'a', 'b', 'c', 'd');
  expect(await messagesOf(two, pair)).toHaveLength(3);
  await small.stop();
});

test('LIST-6 a broken cursor, or one of another list, is 400 invalid_cursor', async () => {
  const own = (await page(bo, '?limit=5')).page.next ?? '';
  const lists = await ann.get(`${CONVERSATIONS}?limit=1`);
  await makeGroup(ann, [bo]);
  const conversations = (await ann.get(`${CONVERSATIONS}?limit=1`)).json as { page: { next: string } };
  expect(lists.status).toBe(200);
  for (const bad of ['x', '%', `${own}A`, own.slice(2), conversations.page.next]) {
    expectRefusal(await bo.get(`${path}?cursor=${encodeURIComponent(bad)}`), 400, 'invalid_cursor');
  }
  const other = await makeGroup(bo, [cy]);
  await sayAll(bo, other, 'a', 'b');
  expectRefusal(
    await bo.get(`${CONVERSATIONS}/${other.id}/messages?cursor=${encodeURIComponent(own)}`),
    400,
    'invalid_cursor',
  );
});

test('LIST-7 a deleted message stays in its place, blank', async () => {
  const group = await makeGroup(ann, [bo]);
  const [, second] = await sayAll(ann, group, 'one', 'two', 'three');
  await ann.delete(`${MESSAGES}/${second?.id}`);
  const list = await messagesOf(bo, group);
  expect(list.map((message) => [message.seq, message.content])).toEqual([
    [3, 'three'],
    [2, ''],
    [1, 'one'],
  ]);
  expect(list[1]?.deletedAt).not.toBeNull();
});

test('LIST-8 fetching marks messages delivered, not read', async () => {
  const group = await makeGroup(ann, [bo]);
  await sayAll(ann, group, 'one', 'two');
  expect(memberOf(await look(ann, group), bo).lastDeliveredSeq).toBe(0);
  await messagesOf(bo, group);
  await eventually('delivered', async () => memberOf(await look(ann, group), bo).lastDeliveredSeq === 2);
  expect(memberOf(await look(ann, group), bo)).toMatchObject({ lastReadSeq: 0, lastReadAt: null });
  expect((await look(bo, group)).unreadCount).toBe(2);
});

test('LIST-9 one message can be fetched by its members alone', async () => {
  expect((await bo.get(`${MESSAGES}/${id(3)}`)).as(messageShape).content).toBe('m3');
  expectRefusal(await cy.get(`${MESSAGES}/${id(3)}`), 403, 'not_a_member');
  for (const unknown of ['unknown', '5', 'x'.repeat(200)])
    expectRefusal(await cy.get(`${MESSAGES}/${unknown}`), 404, 'not_found');
});
