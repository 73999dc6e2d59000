import { describe, expect, test } from 'vitest';
import {
  at,
  CONVERSATIONS,
  historyOf,
  look,
  must,
  of,
  openDirect,
  openGroup,
  openMarket,
  refused,
  send,
  sendAll,
  type Trader,
  unreadOf,
} from './market.ts';
import { conversationShape, conversationsShape, unreadShape } from './shapes.ts';

const market = await openMarket();

const list = async (who: Trader, query = '') =>
  must(await who.get(`${CONVERSATIONS}${query}`), 200).as(conversationsShape);
const ids = async (who: Trader, query = '') => (await list(who, query)).conversations.map(({ _id }) => _id);

describe('creating', () => {
  test('MARK-20 a direct conversation, to the field', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const row = must(await ann.post(CONVERSATIONS, { participants: [bo.id], type: 'direct' }), 201).as(
      conversationShape,
    );
    expect(row).toEqual({
      _id: row._id,
      participants: [ann.id, bo.id],
      type: 'direct',
      lastMessageAt: row.createdAt,
      unreadCounts: { [ann.id]: 0 },
      archivedBy: {},
      deletedBy: {},
      isActive: true,
      participantDetails: [
        { _id: ann.id, name: 'ann', isOnline: false },
        { _id: bo.id, name: 'bo', isOnline: false },
      ],
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
    });
    expect(Math.abs(Date.now() - Date.parse(row.createdAt))).toBeLessThan(60_000);
    expect(await look(bo, row._id)).toEqual({ ...row, unreadCounts: { [bo.id]: 0 } });
    expect(await historyOf(ann, row._id)).toEqual([]);
  });

  test('MARK-21 there is one per pair, whoever asks, and however the two are named', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const first = must(await ann.post(CONVERSATIONS, { participants: [ann.id, bo.id] }), 201).as(conversationShape);
    for (const [who, participants] of [
      [ann, [bo.id]],
      [ann, [bo.id, bo.id, ann.id, ann.id]],
      [bo, [ann.id]],
      [bo, [ann.id, bo.id]],
    ] as const) {
      const again = must(await who.post(CONVERSATIONS, { participants, type: 'direct' }), 200).as(conversationShape);
      expect(again._id).toBe(first._id);
      expect(again.participants).toEqual([ann.id, bo.id]);
    }
    expect((await list(bo)).total).toBe(1);
  });

  test('MARK-21 also when both ask at once', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, turn) =>
        turn % 2 === 0
          ? ann.post(CONVERSATIONS, { participants: [bo.id] })
          : bo.post(CONVERSATIONS, { participants: [ann.id] }),
      ),
    );
    const rows = answers.map((answer) => must(answer, 200, 201).as(conversationShape));
    expect(new Set(rows.map(({ _id }) => _id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  test('MARK-22 participants are users, at least one other', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const wrong = [
      undefined,
      null,
      'x',
      5,
      {},
      [],
      [''],
      [5],
      [null],
      [{}],
      [[bo.id]],
      [ann.id],
      [ann.id, ann.id],
      [bo.id, 5],
    ];
    for (const participants of wrong) refused(await ann.post(CONVERSATIONS, { participants }), 400, /participants/);
    const crowd = Array.from({ length: 1000 }, (_, turn) => `somebody-${turn}`);
    refused(await ann.post(CONVERSATIONS, { type: 'group', participants: crowd }), 400, /participants/);
    for (const type of ['group', 'direct'])
      refused(await ann.post(CONVERSATIONS, { type, participants: [ann.id] }), 400, /participants/);
    refused(await ann.post(CONVERSATIONS, { participants: ['nobody-at-all'] }), 404);
    refused(await ann.post(CONVERSATIONS, { type: 'group', participants: [bo.id, 'nobody-at-all'] }), 404);
    for (const type of ['x', '', 5, null, {}, 'GROUP', 'support'])
      refused(await ann.post(CONVERSATIONS, { participants: [bo.id], type }), 400, /type/);
    expect((await list(ann)).total).toBe(0);
    expect((await list(bo)).total).toBe(0);
  });

  test('MARK-23 direct ones are of exactly two, and have no name or picture', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    refused(await ann.post(CONVERSATIONS, { participants: [bo.id, cy.id] }), 400, /participants/);
    refused(await ann.post(CONVERSATIONS, { participants: [bo.id, cy.id], type: 'direct' }), 400, /participants/);
    const body = { participants: [bo.id], groupName: 'x', groupAvatar: 'https://x.example/a.png' };
    const row = must(await ann.post(CONVERSATIONS, body), 201).as(conversationShape);
    expect(Object.keys(row).filter((name) => name.startsWith('group'))).toEqual([]);
  });
});

describe('the list', () => {
  test('MARK-24 it has the own conversations alone, the last written in first', async () => {
    const { ann, bo, cy, dee } = await market.people('ann', 'bo', 'cy', 'dee');
    const [one, two, three] = [await openDirect(ann, bo), await openDirect(cy, ann), await openGroup(ann, [bo, cy])];
    await openDirect(bo, dee);
    expect(await ids(ann)).toEqual([three._id, two._id, one._id]);
    await send(bo, one._id, 'up');
    expect(await ids(ann)).toEqual([one._id, three._id, two._id]);
    expect(await list(ann)).toMatchObject({
      page: 1,
      limit: 20,
      total: 3,
      totalPages: 1,
      hasMore: false,
      nextCursor: null,
    });
    expect(await ids(dee)).toHaveLength(1);
  });

  test('MARK-25 it comes in pages, by number or by cursor, and stays whole while others are written in', async () => {
    const { ann } = await market.people('ann');
    const others = await Promise.all(Array.from({ length: 7 }, (_, turn) => market.person(`Other ${turn}`)));
    const made: string[] = [];
    for (const other of others) made.unshift((await openDirect(ann, other))._id);
    expect(await ids(ann, '?limit=3')).toEqual(made.slice(0, 3));
    expect(await ids(ann, '?limit=3&page=2')).toEqual(made.slice(3, 6));
    expect(await list(ann, '?limit=3&page=3')).toMatchObject({
      page: 3,
      limit: 3,
      total: 7,
      totalPages: 3,
      hasMore: false,
    });
    expect(await ids(ann, '?limit=3&page=4')).toEqual([]);
    expect((await list(ann, '?limit=1000')).limit).toBe(100);
    const first = await list(ann, '?limit=3');
    expect(first.hasMore).toBe(true);
    const newest = others[6];
    if (newest) await send(newest, made[0] ?? '', 'meanwhile');
    const second = await list(ann, `?limit=3&cursor=${encodeURIComponent(first.nextCursor ?? '')}`);
    expect(second.conversations.map(({ _id }) => _id)).toEqual(made.slice(3, 6));
    const third = await list(ann, `?limit=3&before=${encodeURIComponent(second.nextCursor ?? '')}`);
    expect(third.conversations.map(({ _id }) => _id)).toEqual(made.slice(6));
    expect(third).toMatchObject({ hasMore: false, nextCursor: null });
  });

  test('MARK-26 it can be narrowed to one type', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const [direct, group] = [await openDirect(ann, bo), await openGroup(ann, [bo])];
    expect(await ids(ann, '?type=direct')).toEqual([direct._id]);
    expect(await ids(ann, '?type=group')).toEqual([group._id]);
    expect(await list(ann, '?type=group&limit=1')).toMatchObject({ total: 1, totalPages: 1 });
    for (const query of [
      'type=x',
      'type=',
      'archived=x',
      'archived=1',
      'page=0',
      'page=x',
      'limit=0',
      'limit=-1',
      'limit=1.5',
      'cursor=x',
    ])
      refused(await ann.get(`${CONVERSATIONS}?${query}`), 400);
  });
});

describe('a conversation', () => {
  test('MARK-27 its head tells the newest message that the viewer sees', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id } = await openDirect(ann, bo);
    const [, two] = await sendAll(ann, _id, 'one', '😀'.repeat(300));
    const seen = await look(bo, _id);
    expect(seen.lastMessage).toBe('😀'.repeat(200));
    expect(seen.lastMessageAt).toBe(two?.createdAt);
    must(await bo.delete(of(two?._id ?? '', '/for-me')), 204);
    expect(await look(bo, _id)).toMatchObject({ lastMessage: 'one' });
    expect(await look(ann, _id)).toMatchObject({ lastMessage: '😀'.repeat(200) });
    must(await ann.delete(of(two?._id ?? '')), 204);
    expect(await look(ann, _id)).toMatchObject({ lastMessage: '' });
    expect(await look(bo, _id)).toMatchObject({ lastMessage: 'one' });
    expect((await list(bo)).conversations[0]?.lastMessage).toBe('one');
  });

  test('MARK-28 unread are the messages of others that one has not read', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id } = await openDirect(ann, bo);
    await sendAll(ann, _id, 'one', 'two');
    await send(bo, _id, 'three');
    expect([await unreadOf(ann, _id), await unreadOf(bo, _id)]).toEqual([1, 2]);
    const count = async (who: Trader) => must(await who.get(at(_id, '/unread-count')), 200).as(unreadShape);
    expect(await count(bo)).toEqual({ conversationId: _id, unreadCount: 2 });
    const [, two] = await historyOf(bo, _id);
    must(await ann.delete(of(two?._id ?? '')), 204);
    expect(await count(bo)).toEqual({ conversationId: _id, unreadCount: 1 });
    expect((await list(bo)).conversations[0]?.unreadCounts).toEqual({ [bo.id]: 1 });
  });

  test('MARK-29 others than the participants are 403; what is not there is 404', async () => {
    const { ann, bo, stranger } = await market.people('ann', 'bo', 'stranger');
    const { _id } = await openDirect(ann, bo);
    for (const [method, below] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['PUT', '/archive'],
      ['PUT', '/unarchive'],
      ['GET', '/unread-count'],
      ['GET', '/messages'],
      ['POST', '/messages'],
      ['POST', '/participants'],
      ['DELETE', `/participants/${stranger.id}`],
    ] as const) {
      const body = method === 'GET' ? undefined : {};
      refused(await stranger.request(method, at(_id, below), body), 403);
      for (const id of ['nothing', '0', '-1', 'x'.repeat(300), "1' OR '1'='1", '__proto__', '\u0000', '👍'])
        refused(await ann.request(method, at(id, below), body), 404);
    }
    expect((await list(stranger)).total).toBe(0);
  });
});
