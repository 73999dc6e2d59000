import { afterAll, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { CONVERSATIONS, makeDirect, makeGroup, say } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { conversationShape, listShape, packageShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const shape = listShape(conversationShape);
const list = async (who: Api, query = '') => (await who.get(`${CONVERSATIONS}${query}`)).as(shape);
const ids = async (who: Api, query = '') => (await list(who, query)).data.map((one) => one.id);

test('CLIST-1 only own conversations are listed, latest activity first', async () => {
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  const one = await makeDirect(ann, bo);
  const two = await makeGroup(ann, [cy]);
  await makeDirect(bo, cy);
  expect(await ids(ann)).toEqual([two.id, one.id]);
  await say(bo, one, 'newer');
  expect(await ids(ann)).toEqual([one.id, two.id]);
  expect((await list(ann)).data[0]).toMatchObject({ unreadCount: 1, lastMessage: { content: 'newer' } });
});

test('CLIST-2 filters by type, archive, unread and words', async () => {
  const ann = await server.person('ann');
  const bo = await server.person('Bo Finder');
  const direct = await makeDirect(ann, bo);
  const group = await makeGroup(ann, [await server.person('cy')], 'Budget 100% "draft"');
  const old = await makeGroup(ann, [bo], 'Old');
  await ann.put(`${CONVERSATIONS}/${old.id}/settings`, { isArchived: true });
  await say(bo, direct, 'unread');
  expect(await ids(ann, '?type=direct')).toEqual([direct.id]);
  expect(await ids(ann, '?type=group')).toEqual([group.id]);
  expect(await ids(ann)).toEqual([direct.id, group.id]);
  expect(await ids(ann, '?archived=false')).toEqual([direct.id, group.id]);
  expect(await ids(ann, '?archived=true')).toEqual([old.id]);
  expect((await ids(ann, '?archived=all')).length).toBe(3);
  expect(await ids(ann, '?unread=true')).toEqual([direct.id]);
  expect(await ids(ann, '?q=bUDGET')).toEqual([group.id]);
  expect(await ids(ann, `?q=${encodeURIComponent('100% "')}`)).toEqual([group.id]);
  expect(await ids(ann, `?q=${encodeURIComponent('%')}`)).toEqual([group.id]);
  expect(await ids(ann, `?q=${encodeURIComponent('_udget')}`)).toEqual([]);
  expect(await ids(ann, '?q=finder')).toEqual([direct.id]);
  expect(await ids(ann, '?q=finder&archived=all')).toEqual([direct.id, old.id]);
  expect(await ids(ann, '?q=ann')).toEqual([]);
});

test.each([
  'type=channel',
  'archived=maybe',
  'unread=perhaps',
  'limit=0',
  'limit=-1',
  'limit=1.5',
  'limit=x',
  'limit=',
  'limit=1e9x',
])('CLIST-3 a filter or limit outside its range is 400: %s', async (query) => {
  const ann = await server.person('ann');
  expectRefusal(await ann.get(`${CONVERSATIONS}?${query}`), 400, 'validation_failed', query.split('=')[0]);
});

test('CLIST-3 unknown parameters are ignored and a limit over 100 is clamped', async () => {
  const ann = await server.person('ann');
  expect((await ann.get(`${CONVERSATIONS}?limit=5000&unknown=1`)).status).toBe(200);
});

test('CLIST-4 pages hold each conversation once while activity goes on', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const made: string[] = [];
  for (let index = 0; index < 25; index += 1) made.push((await makeGroup(ann, [bo], `G${index}`)).id);
  const first = await list(ann);
  expect(first.data).toHaveLength(20);
  const seen: string[] = [];
  let query = '?limit=4';
  for (let page = 0; page < 20; page += 1) {
    const answer = await list(ann, query);
    seen.push(...answer.data.map((one) => one.id));
    // What is touched now moves to the front: it may not push anything else out of the pages to come.
    const touched = answer.data[0];
    if (touched) await say(bo, touched, 'again');
    if (answer.page.next === null) break;
    query = `?limit=4&cursor=${encodeURIComponent(answer.page.next)}`;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect([...seen].sort()).toEqual([...made].sort());
});

test('CLIST-6 what is short by nature comes whole, and in pages where a limit is asked for', async () => {
  const { ann } = await server.people('ann');
  const path = '/api/users/me/service-packages';
  const names = Array.from({ length: 23 }, (_, index) => `Package ${index}`);
  const packs = names.map((name) => ({ name, price: 5, currency: 'EUR', duration: null }));
  expect((await ann.put(`/api/users/${ann.id}/service-packages`, packs)).status).toBe(200);
  const page = async (query: string) => (await ann.get(`${path}${query}`)).as(listShape(packageShape));
  const all = await page('');
  expect(all.page.next).toBeNull();
  expect(all.data.map(({ name }) => name)).toEqual(names);
  const seen: string[] = [];
  let next: string | null = '';
  while (next !== null) {
    const some = await page(`?limit=10${next && `&cursor=${next}`}`);
    seen.push(...some.data.map(({ name }) => name));
    next = some.page.next;
  }
  expect(seen).toEqual(names);
  expect((await ann.get('/api/tickets/categories?limit=3')).json).toMatchObject({
    data: [{ slug: 'general' }, { slug: 'technical' }, { slug: 'billing' }],
    page: { next: expect.any(String) },
  });
});

test('CLIST-5 a broken or foreign cursor is 400 invalid_cursor', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  for (let index = 0; index < 3; index += 1) await makeGroup(ann, [bo], `G${index}`);
  const cursor = (await list(ann, '?limit=1')).page.next ?? '';
  expect(cursor).not.toBe('');
  for (const bad of ['x', 'bm90IGEgY3Vyc29y', `${cursor}x`, cursor.slice(1), '%00']) {
    expectRefusal(await ann.get(`${CONVERSATIONS}?cursor=${encodeURIComponent(bad)}`), 400, 'invalid_cursor');
  }
});
