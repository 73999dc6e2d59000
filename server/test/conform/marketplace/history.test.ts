import { beforeAll, describe, expect, test } from 'vitest';
import {
  at,
  fails,
  historyOf,
  MESSAGES,
  must,
  of,
  openDirect,
  openGroup,
  openMarket,
  ownCase,
  pageOf,
  refused,
  say,
  send,
  sendAll,
  type Trader,
} from './market.ts';
import { type Message, messagesShape } from './shapes.ts';

const market = await openMarket();
const seqs = (rows: readonly Message[]) => rows.map(({ seq }) => seq);
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, step) => from - step);

describe('a history', () => {
  let ann: Trader;
  let bo: Trader;
  let id: string;
  let rows: Message[];
  beforeAll(async () => {
    ({ ann, bo } = await market.people('ann', 'bo'));
    id = (await openDirect(ann, bo))._id;
    rows = await sendAll(ann, id, ...Array.from({ length: 30 }, (_, turn) => `word ${turn + 1}`));
  });
  const key = (seq: number) => encodeURIComponent(rows[seq - 1]?._id ?? '');

  test('MARK-130 it comes newest first, in pages by number', async () => {
    const first = await pageOf(bo, id, '?limit=12');
    expect(seqs(first.messages)).toEqual(down(30, 19));
    expect(first).toMatchObject({ page: 1, limit: 12, total: 30, totalPages: 3, hasMore: true });
    const third = await pageOf(bo, id, '?limit=12&page=3');
    expect(seqs(third.messages)).toEqual(down(6, 1));
    expect(third).toMatchObject({ page: 3, hasMore: false, nextCursor: null });
    expect((await pageOf(bo, id, '?limit=12&page=4')).messages).toEqual([]);
    expect(await pageOf(bo, id)).toMatchObject({ limit: 50, total: 30, hasMore: false });
    expect((await pageOf(bo, id, '?limit=1000')).limit).toBe(100);
  });

  test('MARK-131 before a message the older ones, newest first; after it those that follow, oldest first', async () => {
    const older = await pageOf(bo, id, `?before=${key(10)}&limit=4`);
    expect(seqs(older.messages)).toEqual([9, 8, 7, 6]);
    expect(older).toMatchObject({ hasMore: true, total: 30 });
    const newer = await pageOf(bo, id, `?after=${key(10)}&limit=4`);
    expect(seqs(newer.messages)).toEqual([11, 12, 13, 14]);
    expect(newer.hasMore).toBe(true);
    expect((await pageOf(bo, id, `?before=${key(1)}`)).messages).toEqual([]);
    expect(await pageOf(bo, id, `?after=${key(30)}`)).toMatchObject({ messages: [], hasMore: false, nextCursor: null });
    expect(await pageOf(bo, id, `?before=${key(5)}&limit=4`)).toMatchObject({ hasMore: false, nextCursor: null });
  });

  test('MARK-132 a cursor goes on in the same direction, to the end', async () => {
    for (const [start, expected] of [
      ['?limit=7', down(30, 1)],
      [`?before=${key(20)}&limit=7`, down(19, 1)],
      [`?after=${key(11)}&limit=7`, down(30, 12).reverse()],
    ] as const) {
      const found: number[] = [];
      let page = await pageOf(bo, id, start);
      for (let turns = 0; turns < 10; turns += 1) {
        found.push(...seqs(page.messages));
        expect(page.hasMore).toBe(page.nextCursor !== null);
        if (page.nextCursor === null) break;
        page = await pageOf(bo, id, `?limit=7&cursor=${encodeURIComponent(page.nextCursor)}`);
      }
      expect(found).toEqual(expected);
    }
  });

  test('MARK-133 pages and limits that are none, two places at once, and places that are nowhere are 400', async () => {
    const cy = await market.person('cy');
    const { _id: other } = await openDirect(cy, ann);
    const elsewhere = await send(cy, other, 'x');
    for (const name of ['page', 'limit'])
      for (const value of ['0', '-1', 'x', '1.5', '', '1e1', '0x10', 'null', '[]'])
        refused(await bo.get(at(id, `/messages?${name}=${encodeURIComponent(value)}`)), 400, new RegExp(name));
    for (const name of ['before', 'after', 'cursor'])
      for (const value of ['', 'nothing', '0', elsewhere._id, id, 'x'.repeat(500)])
        refused(await bo.get(at(id, `/messages?${name}=${encodeURIComponent(value)}`)), 400, new RegExp(name));
    const { nextCursor } = await pageOf(bo, id, '?limit=3');
    const cursor = encodeURIComponent(nextCursor ?? '');
    for (const query of [
      `before=${key(5)}&after=${key(2)}`,
      `before=${key(5)}&cursor=${cursor}`,
      `after=${key(5)}&cursor=${cursor}`,
    ])
      refused(await bo.get(at(id, `/messages?${query}`)), 400);
    refused(await ann.get(at(other, `/messages?cursor=${cursor}`)), 400, /cursor/);
  });

  test('MARK-134 looking marks nothing as read', async () => {
    await pageOf(bo, id);
    expect(must(await bo.get(at(id, '/unread-count')), 200).json).toEqual({ conversationId: id, unreadCount: 30 });
  });
});

test('MARK-135 pages stay whole while messages arrive: none comes twice, none is left out', async () => {
  const { ann, bo } = await market.people('ann', 'bo');
  const { _id: id } = await openDirect(ann, bo);
  await sendAll(ann, id, ...Array.from({ length: 20 }, (_, turn) => `${turn}`));
  const wire = await ann.connect();
  const found: number[] = [];
  let page = await pageOf(bo, id, '?limit=3');
  for (;;) {
    found.push(...seqs(page.messages));
    await say(wire, id, 'meanwhile');
    if (page.nextCursor === null) break;
    page = await pageOf(bo, id, `?limit=3&cursor=${encodeURIComponent(page.nextCursor)}`);
  }
  expect(found).toEqual(down(20, 1));
});

test('MARK-136 totals, pages and places are of what the viewer sees', async () => {
  const { ann, bo } = await market.people('ann', 'bo');
  const { _id: id } = await openDirect(ann, bo);
  const rows = await sendAll(ann, id, ...Array.from({ length: 9 }, (_, turn) => `${turn}`));
  for (const at of [1, 4, 5]) must(await bo.delete(of(rows[at]?._id ?? '', '/for-me')), 204);
  must(await ann.delete(of(rows[7]?._id ?? '')), 204);
  const first = await pageOf(bo, id, '?limit=4');
  expect(seqs(first.messages)).toEqual([9, 8, 7, 4]);
  expect(first).toMatchObject({ total: 6, totalPages: 2, hasMore: true });
  const second = await pageOf(bo, id, '?limit=4&page=2');
  expect(seqs(second.messages)).toEqual([3, 1]);
  expect(second.hasMore).toBe(false);
  expect(await pageOf(ann, id, '?limit=4')).toMatchObject({ total: 9, totalPages: 3 });
});

ownCase(
  'MARK-137 in groups of more than fifty a message does not list its readers; asked, it tells them, and its sender hears of them',
  async () => {
    const people = await Promise.all(Array.from({ length: 52 }, (_, turn) => market.person(`P ${turn}`)));
    const [ann, ...others] = people;
    const bo = others[0];
    if (!ann || !bo) throw new Error('nobody');
    const { _id: id } = await openGroup(ann, others);
    const row = await send(ann, id, 'one');
    const [sender, reader, third] = [await ann.connect(), await bo.connect(), await others[1]?.connect()];
    must(await bo.post(of(row._id, '/read')), 200);
    expect((await historyOf(ann, id))[0]?.readBy).toEqual({});
    await expect
      .poll(async () => must(await ann.get(of(row._id, '/reads')), 200).json, { timeout: 15_000, interval: 500 })
      .toMatchObject({ reads: [{ userId: bo.id }] });
    await sender.next('message_read', ({ messageId, readBy }) => messageId === row._id && readBy === bo.id);
    await reader.next('message_read');
    await market.settle();
    expect(third?.of('message_read')).toEqual([]);
  },
  40_000,
);

describe('search', () => {
  const search = async (who: Trader, query: string) =>
    must(await who.get(`${MESSAGES}/search?${query}`), 200).as(messagesShape);

  test('MARK-140 it finds what the caller can see, where words begin, newest first', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const [direct, group] = [await openDirect(ann, bo), await openGroup(ann, [bo, cy])];
    const foreign = await openDirect(bo, cy);
    await send(ann, direct._id, 'Fresh MÉDICATION, daily');
    await send(bo, group._id, 'the "daily" medication');
    await send(bo, foreign._id, 'medication of others');
    await send(ann, direct._id, 'remedication');
    const found = await search(ann, 'q=medic%20dai');
    expect(found.messages.map(({ content }) => content)).toEqual(['the "daily" medication', 'Fresh MÉDICATION, daily']);
    expect(found).toMatchObject({ page: 1, limit: 50, total: 2, totalPages: 1, hasMore: false, nextCursor: null });
    expect((await search(ann, `q=medication&conversationId=${group._id}`)).total).toBe(1);
    expect((await search(cy, 'q=medication')).total).toBe(2);
    expect((await search(ann, 'q=%25')).total).toBe(0);
  });

  test('MARK-141 it is narrowed by type and comes in pages', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    await sendAll(ann, id, 'word 1', 'word 2', 'word 3');
    await send(ann, id, { type: 'location', content: 'word 4', metadata: { latitude: 1, longitude: 1 } });
    expect((await search(bo, 'q=word&type=location')).messages.map(({ seq }) => seq)).toEqual([4]);
    expect((await search(bo, 'q=word&type=text')).total).toBe(3);
    const first = await search(bo, 'q=word&limit=3');
    expect(seqs(first.messages)).toEqual([4, 3, 2]);
    expect(first).toMatchObject({ total: 4, totalPages: 2, hasMore: true });
    await send(ann, id, 'word 5');
    const cursor = encodeURIComponent(first.nextCursor ?? '');
    for (const name of ['cursor', 'before'])
      expect(seqs((await search(bo, `q=word&limit=3&${name}=${cursor}`)).messages)).toEqual([1]);
    expect(seqs((await search(bo, 'q=word&limit=3&page=2')).messages)).toEqual([2, 1]);
  });

  test('MARK-142 it needs a word, a conversation of one’s own and values that there are', async () => {
    const { ann, bo, stranger } = await market.people('ann', 'bo', 'stranger');
    const { _id: id } = await openDirect(ann, bo);
    for (const query of ['', 'q=', 'q=%20%20', `q=${'x'.repeat(201)}`, 'q=a%00b', 'q=a&q=b'])
      refused(await ann.get(`${MESSAGES}/search?${query}`), 400);
    for (const query of ['type=x', 'type=', 'page=0', 'limit=0', 'limit=x', 'cursor=x', 'before=x'])
      refused(await ann.get(`${MESSAGES}/search?q=x&${query}`), 400);
    refused(await stranger.get(`${MESSAGES}/search?q=x&conversationId=${id}`), 403);
    refused(await ann.get(`${MESSAGES}/search?q=x&conversationId=nothing`), 404);
    expect((await search(ann, `q=${'😀'.repeat(200)}`)).total).toBe(0);
  });

  test('MARK-143 what was deleted or edited is not found by what it was', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    const [one, two, three] = await sendAll(ann, id, 'apple one', 'apple two', 'apple three');
    must(await ann.delete(of(one?._id ?? '')), 204);
    must(await bo.delete(of(two?._id ?? '', '/for-me')), 204);
    must(await ann.put(of(three?._id ?? ''), { content: 'pear three' }), 200);
    expect((await search(bo, 'q=apple')).total).toBe(0);
    expect((await search(ann, 'q=apple')).total).toBe(1);
    expect((await search(bo, 'q=pear')).messages.map(({ _id }) => _id)).toEqual([three?._id]);
    await fails(await bo.connect(), 'mark_read', { conversationId: id, messageId: two?._id }, 404);
  });
});
