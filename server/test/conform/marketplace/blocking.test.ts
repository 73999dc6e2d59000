import { describe, expect, test } from 'vitest';
import {
  at,
  CONVERSATIONS,
  fails,
  historyOf,
  must,
  of,
  openDirect,
  openGroup,
  openMarket,
  post,
  refused,
  say,
  send,
  type Trader,
} from './market.ts';

const market = await openMarket();

describe('blocking', () => {
  const block = async (who: Trader, whom: { readonly id: string }, body?: object) =>
    must(await who.put(`/api/users/${whom.id}/block`, body), 204);
  const unblock = async (who: Trader, whom: { readonly id: string }) =>
    must(await who.delete(`/api/users/${whom.id}/block`), 204);

  test('MARK-160 the blocked one opens no direct conversation and writes nothing into it; the blocker may', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const { _id: id } = await openDirect(ann, bo);
    const { _id: group } = await openGroup(ann, [bo, cy]);
    const row = await send(bo, group, 'one');
    const own = await send(bo, id, 'mine');
    const wire = await bo.connect();
    await block(ann, bo, { deleteConversation: false });
    await block(ann, bo, { deleteConversation: false });
    refused(await bo.post(CONVERSATIONS, { participants: [ann.id] }), 403);
    refused(await post(bo, id, { content: 'x' }), 403);
    refused(await bo.post(at(id, '/messages/location'), { latitude: 1, longitude: 1 }), 403);
    refused(await bo.post(of(row._id, '/forward'), { conversationIds: [id] }), 403);
    refused(await bo.put(of(own._id), { content: 'x' }), 403);
    refused(await bo.post(of(own._id, '/reaction'), { reactionType: 'x' }), 403);
    await fails(wire, 'send_message', { conversationId: id, message: { content: 'x' } }, 403);
    await send(bo, group, 'in the group');
    await say(wire, group, 'here too');
    await send(ann, id, 'the blocker writes');
    expect((await historyOf(bo, id)).map(({ content }) => content)).toEqual(['the blocker writes', 'mine']);
    expect(must(await ann.get('/api/users/me/blocks'), 200).json).toMatchObject([{ _id: bo.id, name: 'bo' }]);
    expect(must(await bo.get('/api/users/me/blocks'), 200).json).toEqual([]);
    await unblock(ann, bo);
    await unblock(ann, bo);
    await send(bo, id, 'again');
    expect(must(await ann.get('/api/users/me/blocks'), 200).json).toEqual([]);
  });

  test('MARK-161 the conversation goes with it, unless one says no, and does not come back with unblocking', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    await send(bo, id, 'one');
    await block(ann, bo);
    refused(await ann.get(at(id)), 404);
    expect(await historyOf(bo, id)).toHaveLength(1);
    await unblock(ann, bo);
    refused(await ann.get(at(id)), 404);
    await send(bo, id, 'two');
    expect((await historyOf(ann, id)).map(({ content }) => content)).toEqual(['two']);
    await block(ann, bo, { deleteConversation: true });
    refused(await ann.get(at(id)), 404);
  });

  test('MARK-162 one cannot block oneself or nobody', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    refused(await ann.put(`/api/users/${ann.id}/block`), 400);
    refused(await ann.put('/api/users/nobody-at-all/block'), 404);
    refused(await ann.delete('/api/users/nobody-at-all/block'), 404);
    for (const deleteConversation of ['false', 0, {}, null])
      refused(await ann.put(`/api/users/${bo.id}/block`, { deleteConversation }), 400, /deleteConversation/);
    expect(must(await ann.get('/api/users/me/blocks'), 200).json).toEqual([]);
    await block(bo, ann);
    must(await bo.post(CONVERSATIONS, { participants: [ann.id] }), 200, 201);
  });
});
