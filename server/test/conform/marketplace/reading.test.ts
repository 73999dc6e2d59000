import { describe, expect, test } from 'vitest';
import {
  at,
  fails,
  historyOf,
  lookAt,
  must,
  of,
  openDirect,
  openGroup,
  openMarket,
  refused,
  send,
  sendAll,
  tell,
  unreadOf,
} from './market.ts';
import { markedShape, readShape, readsShape } from './shapes.ts';

const market = await openMarket();

async function pair() {
  const { ann, bo, stranger } = await market.people('ann', 'bo', 'stranger');
  const { _id: id } = await openDirect(ann, bo);
  return { ann, bo, stranger, id };
}

describe('reading', () => {
  test('MARK-120 to read one is to have read all before it', async () => {
    const { ann, bo, id } = await pair();
    const [one, two, three] = await sendAll(ann, id, 'one', 'two', 'three');
    const read = must(await bo.post(of(two?._id ?? '', '/read')), 200).as(readShape);
    expect(read).toEqual({
      messageId: two?._id,
      conversationId: id,
      readBy: bo.id,
      readAt: read.readAt,
      unreadCount: 1,
    });
    for (const row of [one, two]) expect((await lookAt(ann, row?._id ?? '')).readBy).toEqual({ [bo.id]: read.readAt });
    expect((await lookAt(ann, three?._id ?? '')).readBy).toEqual({});
    expect(await unreadOf(bo, id)).toBe(1);
  });

  test('MARK-121 the mark never moves back, and its time stays', async () => {
    const { ann, bo, id } = await pair();
    const [one, two] = await sendAll(ann, id, 'one', 'two');
    const first = must(await bo.post(of(two?._id ?? '', '/read')), 200).as(readShape);
    for (const row of [one, two]) {
      const again = must(await bo.post(of(row?._id ?? '', '/read')), 200).as(readShape);
      expect(again).toEqual({ ...first, messageId: row?._id });
    }
    expect((await lookAt(ann, two?._id ?? '')).readBy).toEqual({ [bo.id]: first.readAt });
  });

  test('MARK-122 in bulk, to the newest of those named or of all', async () => {
    const { ann, bo, id } = await pair();
    const rows = await sendAll(ann, id, 'one', 'two', 'three', 'four');
    await send(bo, id, 'own');
    const mark = async (body: object | undefined) =>
      must(await bo.post(at(id, '/messages/bulk-mark-read'), body), 200).as(markedShape);
    expect(await mark({ messageIds: [rows[1]?._id, rows[0]?._id] })).toEqual({
      conversationId: id,
      markedCount: 2,
      unreadCount: 2,
    });
    expect(await mark({ messageIds: [rows[0]?._id] })).toEqual({ conversationId: id, markedCount: 0, unreadCount: 2 });
    expect(await mark({})).toEqual({ conversationId: id, markedCount: 2, unreadCount: 0 });
    expect(await mark(undefined)).toEqual({ conversationId: id, markedCount: 0, unreadCount: 0 });
    expect(await unreadOf(bo, id)).toBe(0);
    expect((await historyOf(ann, id)).filter(({ readBy }) => bo.id in readBy)).toHaveLength(4);
  });

  test('MARK-123 ids are 1 to 100 of this conversation, else nothing changes', async () => {
    const { ann, bo, stranger, id } = await pair();
    const cy = await market.person('cy');
    const { _id: other } = await openDirect(cy, bo);
    const [one, elsewhere] = [await send(ann, id, 'one'), await send(cy, other, 'x')];
    for (const messageIds of [[], 'x', 5, null, {}, [5], Array.from({ length: 101 }, () => one._id)])
      refused(await bo.post(at(id, '/messages/bulk-mark-read'), { messageIds }), 400, /messageIds/);
    for (const wrong of [elsewhere._id, 'nothing'])
      refused(await bo.post(at(id, '/messages/bulk-mark-read'), { messageIds: [one._id, wrong] }), 404);
    refused(await stranger.post(at(id, '/messages/bulk-mark-read'), {}), 403);
    refused(await stranger.post(of(one._id, '/read')), 403);
    refused(await bo.post(of('nothing', '/read')), 404);
    expect(await unreadOf(bo, id)).toBe(1);
    expect(await lookAt(ann, one._id)).toMatchObject({ readBy: {} });
  });

  test('MARK-124 a socket marks as REST does, in the conversation that it names', async () => {
    const { ann, bo, stranger, id } = await pair();
    const cy = await market.person('cy');
    const { _id: other } = await openDirect(cy, bo);
    const [one, two] = await sendAll(ann, id, 'one', 'two');
    const wire = await bo.connect();
    const ack = await tell(wire, 'mark_read', { messageId: one?._id, conversationId: id });
    expect(ack).toEqual({
      success: true,
      messageId: one?._id,
      conversationId: id,
      readBy: bo.id,
      readAt: ack.readAt,
      unreadCount: 1,
    });
    await fails(wire, 'mark_read', { messageId: two?._id, conversationId: other });
    await fails(wire, 'mark_read', { messageId: 'nothing', conversationId: id }, 404);
    await fails(wire, 'mark_read', { messageId: two?._id, conversationId: 'nothing' }, 404);
    await fails(await stranger.connect(), 'mark_read', { messageId: two?._id, conversationId: id }, 403);
    expect(await unreadOf(bo, id)).toBe(1);
  });

  test('MARK-125 who has read is told with name and time, the first first', async () => {
    const { ann, bo, cy, stranger } = await market.people('ann', 'bo', 'cy', 'stranger');
    const { _id: id } = await openGroup(ann, [bo, cy]);
    const row = await send(ann, id, 'one');
    const reads = async () => must(await ann.get(of(row._id, '/reads')), 200).as(readsShape);
    expect(await reads()).toEqual({ messageId: row._id, reads: [] });
    must(await cy.post(of(row._id, '/read')), 200);
    must(await bo.post(of(row._id, '/read')), 200);
    const seen = await reads();
    expect(seen.reads.map(({ userId }) => userId)).toEqual([cy.id, bo.id]);
    expect(seen.reads[0]?.user).toEqual({ _id: cy.id, name: 'cy', isOnline: false });
    expect((await lookAt(bo, row._id)).readBy).toEqual(
      Object.fromEntries(seen.reads.map(({ userId, readAt }) => [userId, readAt])),
    );
    refused(await stranger.get(of(row._id, '/reads')), 403);
    refused(await ann.get(of('nothing', '/reads')), 404);
  });

  test('MARK-126 a mark is told with the newest message that it newly covers', async () => {
    const { ann, bo, id } = await pair();
    const [one, two] = await sendAll(ann, id, 'one', 'two');
    const own = await send(bo, id, 'own');
    const ear = await ann.connect();
    const read = must(await bo.post(of(own._id, '/read')), 200).as(readShape);
    expect(await ear.next('message_read')).toEqual({
      messageId: two?._id,
      conversationId: id,
      readBy: bo.id,
      readAt: read.readAt,
      seq: 2,
    });
    expect((await lookAt(ann, one?._id ?? '')).readBy).toEqual({ [bo.id]: read.readAt });
    await market.settle();
    expect(ear.of('message_read')).toHaveLength(1);
  });

  test('MARK-127 in bulk each message that was named is told of, the mark covers what lies between', async () => {
    const { ann, bo, id } = await pair();
    const rows = await sendAll(ann, id, 'one', 'two', 'three', 'four');
    const ear = await ann.connect();
    must(await bo.post(at(id, '/messages/bulk-mark-read'), { messageIds: [rows[2]?._id, rows[0]?._id] }), 200);
    await market.settle();
    const told = ear.of('message_read');
    expect(told.map(({ messageId }) => messageId).sort()).toEqual([rows[0]?._id, rows[2]?._id].sort());
    ear.forget();
    must(await bo.post(at(id, '/messages/bulk-mark-read'), {}), 200);
    await market.settle();
    expect(ear.of('message_read').map(({ seq }) => seq)).toEqual([4]);
  });
});
