import { describe, expect, test } from 'vitest';
import {
  at,
  CONVERSATIONS,
  fails,
  historyOf,
  look,
  MESSAGES,
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
import { conversationShape, conversationsShape, messagesShape } from './shapes.ts';

const market = await openMarket();

async function pair() {
  const { ann, bo } = await market.people('ann', 'bo');
  const { _id: id } = await openDirect(ann, bo);
  return { ann, bo, id };
}
const ids = async (who: Trader, query = '') =>
  must(await who.get(`${CONVERSATIONS}${query}`), 200)
    .as(conversationsShape)
    .conversations.map(({ _id }) => _id);

describe('archiving', () => {
  test('MARK-50 what one has archived is in a list of its own, for oneself alone', async () => {
    const { ann, bo, id } = await pair();
    const { _id: group } = await openGroup(ann, [bo]);
    const row = must(await ann.put(at(id, '/archive')), 200).as(conversationShape);
    expect(Object.keys(row.archivedBy)).toEqual([ann.id]);
    expect([await ids(ann), await ids(ann, '?archived=false'), await ids(ann, '?archived=true')]).toEqual([
      [group],
      [group],
      [id],
    ]);
    expect(await look(bo, id)).toMatchObject({ archivedBy: {} });
    expect(await ids(bo)).toHaveLength(2);
    const list = must(await ann.get(`${CONVERSATIONS}?archived=true&limit=1`), 200).as(conversationsShape);
    expect(list).toMatchObject({ total: 1, hasMore: false });
  });

  test('MARK-51 the first date stays, and a message brings nothing back; unarchiving does', async () => {
    const { ann, bo, id } = await pair();
    const first = must(await ann.put(at(id, '/archive')), 200).as(conversationShape);
    const again = must(await ann.put(at(id, '/archive')), 200).as(conversationShape);
    expect(again.archivedBy).toEqual(first.archivedBy);
    await send(bo, id, 'one');
    expect(await ids(ann)).toEqual([]);
    expect(await look(ann, id)).toMatchObject({ archivedBy: first.archivedBy, unreadCounts: { [ann.id]: 1 } });
    for (let time = 0; time < 2; time += 1)
      expect(must(await ann.put(at(id, '/unarchive')), 200).as(conversationShape).archivedBy).toEqual({});
    expect(await ids(ann)).toEqual([id]);
    expect(await ids(ann, '?archived=true')).toEqual([]);
  });
});

describe('deleting a conversation', () => {
  test('MARK-52 it is gone for the one who did, and others notice nothing', async () => {
    const { ann, bo, id } = await pair();
    const [one] = await sendAll(bo, id, 'one', 'two');
    const before = await look(bo, id);
    const mine = await send(ann, id, 'mine');
    must(await ann.delete(at(id)), 204);
    must(await ann.delete(at(id)), 204);
    expect(await ids(ann)).toEqual([]);
    for (const path of [
      at(id),
      at(id, '/messages'),
      at(id, '/unread-count'),
      of(one?._id ?? ''),
      of(mine._id),
      of(mine._id, '/reads'),
    ])
      refused(await ann.get(path), 404);
    refused(await ann.put(at(id), { groupName: 'x' }), 404);
    expect(must(await ann.get(`${MESSAGES}/search?q=one`), 200).as(messagesShape).total).toBe(0);
    expect(await historyOf(bo, id)).toHaveLength(3);
    expect(await look(bo, id)).toMatchObject({ deletedBy: {}, participants: before.participants, lastMessage: 'mine' });
    expect(await ids(bo)).toEqual([id]);
  });

  test('MARK-53 a new message brings it back with what is new alone', async () => {
    const { ann, bo, id } = await pair();
    await sendAll(bo, id, 'one', 'two');
    must(await ann.delete(at(id)), 204);
    const row = await send(bo, id, 'three');
    expect(row.seq).toBe(3);
    expect((await historyOf(ann, id)).map(({ content }) => content)).toEqual(['three']);
    const seen = await look(ann, id);
    expect(seen).toMatchObject({ lastMessage: 'three', unreadCounts: { [ann.id]: 1 } });
    expect(Object.keys(seen.deletedBy)).toEqual([ann.id]);
    expect(await ids(ann)).toEqual([id]);
    expect(must(await ann.get(at(id, '/messages')), 200).json).toMatchObject({
      total: 1,
      totalPages: 1,
      hasMore: false,
    });
    expect(must(await ann.get(`${MESSAGES}/search?q=two&conversationId=${id}`), 200).json).toMatchObject({ total: 0 });
    expect(await historyOf(bo, id)).toHaveLength(3);
  });

  test('MARK-54 so does opening it again, empty', async () => {
    const { ann, bo, id } = await pair();
    await sendAll(bo, id, 'one');
    must(await ann.delete(at(id)), 204);
    const again = must(await ann.post(CONVERSATIONS, { participants: [bo.id] }), 200).as(conversationShape);
    expect(again).toMatchObject({ _id: id, unreadCounts: { [ann.id]: 0 } });
    expect(Object.keys(again.deletedBy)).toEqual([ann.id]);
    expect(again).not.toHaveProperty('lastMessage');
    expect(await historyOf(ann, id)).toEqual([]);
    expect(await ids(ann)).toEqual([id]);
    // That the other one opens it is nothing new for ann.
    must(await ann.delete(at(id)), 204);
    must(await bo.post(CONVERSATIONS, { participants: [ann.id] }), 200);
    refused(await ann.get(at(id)), 404);
  });

  test('MARK-55 it can be deleted again, and then what came between is gone too', async () => {
    const { ann, bo, id } = await pair();
    await send(bo, id, 'one');
    must(await ann.delete(at(id)), 204);
    await send(ann, id, 'two');
    expect((await historyOf(ann, id)).map(({ content }) => content)).toEqual(['two']);
    must(await ann.delete(at(id)), 204);
    refused(await ann.get(at(id, '/messages')), 404);
    await send(bo, id, 'three');
    expect((await historyOf(ann, id)).map(({ content }) => content)).toEqual(['three']);
    expect(await unreadOf(ann, id)).toBe(1);
  });

  test('MARK-56 who deletes a group stays in it', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const { _id: id } = await openGroup(ann, [bo, cy]);
    await send(bo, id, 'one');
    must(await ann.delete(at(id)), 204);
    expect((await look(bo, id)).participants).toEqual([ann.id, bo.id, cy.id]);
    expect((await look(bo, id)).groupAdmin).toBe(ann.id);
    await send(bo, id, 'two');
    expect((await historyOf(ann, id)).map(({ content }) => content)).toEqual(['two']);
  });

  test('MARK-57 what one cannot see any more cannot be answered, forwarded or reacted to', async () => {
    const { ann, bo, id } = await pair();
    const old = await send(bo, id, 'one');
    must(await ann.delete(at(id)), 204);
    await send(bo, id, 'two');
    refused(await ann.post(at(id, '/messages'), { content: 'x', replyToId: old._id }), 400, /replyToId/);
    refused(await ann.post(of(old._id, '/reaction'), { reactionType: '👍' }), 404);
    refused(await ann.post(of(old._id, '/read')), 404);
    refused(await ann.post(of(old._id, '/forward'), { conversationIds: [id] }), 404);
    refused(await ann.delete(of(old._id, '/for-me')), 404);
    const wire = await ann.connect();
    await fails(wire, 'mark_read', { conversationId: id, messageId: old._id }, 404);
    refused(await ann.get(at(id, `/messages?before=${old._id}`)), 400);
  });
});
