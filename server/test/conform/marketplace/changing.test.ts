import { describe, expect, test } from 'vitest';
import { sample } from '../../support/samples.ts';
import {
  at,
  historyOf,
  look,
  lookAt,
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
  upload,
} from './market.ts';
import { messageShape, messagesShape, uploadShape } from './shapes.ts';

const market = await openMarket();

async function pair() {
  const { ann, bo, stranger } = await market.people('ann', 'bo', 'stranger');
  const { _id: id } = await openDirect(ann, bo);
  return { ann, bo, stranger, id };
}
const react = async (who: Trader, id: string, reactionType: string) =>
  must(await who.post(of(id, '/reaction'), { reactionType }), 200).as(messageShape);

describe('editing', () => {
  test('MARK-110 the sender changes the content, and nothing else', async () => {
    const { ann, bo, id } = await pair();
    const row = await send(ann, id, 'one');
    const body = { content: ' two ', type: 'image', senderId: bo.id, metadata: { a: 1 }, seq: 7 };
    const edited = must(await ann.put(of(row._id), body), 200).as(messageShape);
    expect(edited).toEqual({ ...row, content: ' two ', editedAt: edited.editedAt, updatedAt: edited.updatedAt });
    expect(edited.editedAt).toBeDefined();
    expect(await lookAt(bo, row._id)).toEqual(edited);
    expect(await look(bo, id)).toMatchObject({ lastMessage: ' two ', lastMessageAt: row.createdAt });
  });

  test('MARK-111 only the sender, and only texts and captions', async () => {
    const { ann, bo, stranger, id } = await pair();
    const text = await send(ann, id, 'one');
    const place = await send(ann, id, { type: 'location', metadata: { latitude: 1, longitude: 1 } });
    const { fileUrl } = must(await upload(ann, [sample('png')]), 201).as(uploadShape);
    const image = await send(ann, id, { type: 'image', metadata: { fileUrl } });
    for (const who of [bo, stranger]) refused(await who.put(of(text._id), { content: 'x' }), 403);
    refused(await ann.put(of('nothing'), { content: 'x' }), 404);
    refused(await ann.put(of(place._id), { content: 'x' }), 400);
    for (const content of [undefined, null, '', '  ', 5, {}, 'x'.repeat(5001), 'a\u0000b'])
      refused(await ann.put(of(text._id), { content }), 400, /content/);
    const edited = must(await ann.put(of(image._id), { content: 'a caption' }), 200).as(messageShape);
    expect(edited).toMatchObject({ content: 'a caption', metadata: image.metadata });
    must(await ann.delete(of(text._id)), 204);
    refused(await ann.put(of(text._id), { content: 'x' }), 400);
    expect(await lookAt(bo, place._id)).toEqual(place);
  });
});

describe('deleting', () => {
  test('MARK-112 for all: the place stays, and nothing in it', async () => {
    const { ann, bo, stranger, id } = await pair();
    const { fileUrl } = must(await upload(ann, [sample('png')]), 201).as(uploadShape);
    const row = await send(ann, id, { type: 'image', content: 'a caption', metadata: { fileUrl } });
    await react(bo, row._id, '👍');
    for (const who of [bo, stranger]) refused(await who.delete(of(row._id)), 403);
    for (let time = 0; time < 2; time += 1) must(await ann.delete(of(row._id)), 204);
    const [seen] = await historyOf(bo, id);
    expect(seen).toMatchObject({ _id: row._id, seq: 1, content: '', reactions: [], reactionTypes: {}, deletedFor: [] });
    expect(seen?.deletedAt).toBeDefined();
    expect(seen).not.toHaveProperty('metadata');
    expect(await lookAt(bo, row._id)).toEqual(seen);
    for (const who of [ann, bo]) refused(await who.get(fileUrl), 404);
    refused(await ann.delete(of('nothing')), 404);
    expect(await unreadOf(bo, id)).toBe(0);
    expect(must(await bo.get(`${MESSAGES}/search?q=caption`), 200).json).toMatchObject({ total: 0 });
    expect((await send(ann, id, 'next')).seq).toBe(2);
  });

  test('MARK-113 for oneself: gone from everything of one’s own, and for nobody else', async () => {
    const { ann, bo, stranger, id } = await pair();
    const [one, two] = await sendAll(ann, id, 'word one', 'word two');
    if (!one || !two) throw new Error('nothing was sent');
    for (let time = 0; time < 2; time += 1) must(await bo.delete(of(one._id, '/for-me')), 204);
    refused(await stranger.delete(of(one._id, '/for-me')), 403);
    refused(await bo.delete(of('nothing', '/for-me')), 404);
    refused(await bo.get(of(one._id)), 404);
    for (const [method, below] of [
      ['PUT', ''],
      ['DELETE', ''],
      ['POST', '/read'],
      ['POST', '/reaction'],
      ['GET', '/reads'],
      ['POST', '/forward'],
    ] as const)
      refused(
        await bo.request(
          method,
          of(one._id, below),
          method === 'GET' ? undefined : { content: 'x', reactionType: 'x', conversationIds: [id] },
        ),
        404,
      );
    expect((await historyOf(bo, id)).map(({ _id }) => _id)).toEqual([two._id]);
    expect(must(await bo.get(at(id, '/messages')), 200).as(messagesShape)).toMatchObject({ total: 1 });
    expect(must(await bo.get(`${MESSAGES}/search?q=word`), 200).as(messagesShape)).toMatchObject({ total: 1 });
    expect(await unreadOf(bo, id)).toBe(1);
    expect(await historyOf(ann, id)).toEqual([two, one]);
    must(await ann.delete(of(two._id, '/for-me')), 204);
    expect((await historyOf(ann, id)).map(({ _id }) => _id)).toEqual([one._id]);
    expect((await historyOf(bo, id)).map(({ _id }) => _id)).toEqual([two._id]);
  });

  test('MARK-113 what was deleted for all can be hidden too', async () => {
    const { ann, bo, id } = await pair();
    const row = await send(ann, id, 'one');
    must(await ann.delete(of(row._id)), 204);
    must(await bo.delete(of(row._id, '/for-me')), 204);
    expect(await historyOf(bo, id)).toEqual([]);
    expect(await historyOf(ann, id)).toHaveLength(1);
  });
});

describe('reactions', () => {
  test('MARK-114 one for each person, in the order of reacting; a second takes the place of the first', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const { _id: id } = await openGroup(ann, [bo, cy]);
    const row = await send(ann, id, 'one');
    await react(bo, row._id, '👍');
    await react(cy, row._id, '❤️');
    const seen = await react(ann, row._id, 'laugh');
    expect(seen).toMatchObject({
      ...{ reactions: [bo.id, cy.id, ann.id], reactionTypes: { [bo.id]: '👍', [cy.id]: '❤️', [ann.id]: 'laugh' } },
      ...{ content: 'one', readBy: {} },
    });
    expect(seen).not.toHaveProperty('editedAt');
    const changed = await react(bo, row._id, '🎉');
    expect(changed.reactionTypes).toEqual({ [bo.id]: '🎉', [cy.id]: '❤️', [ann.id]: 'laugh' });
    expect([...changed.reactions].sort()).toEqual([ann.id, bo.id, cy.id].sort());
    expect((await react(bo, row._id, '🎉')).reactionTypes).toEqual(changed.reactionTypes);
    const less = must(await cy.delete(of(row._id, '/reaction')), 200).as(messageShape);
    expect(less.reactionTypes).toEqual({ [bo.id]: '🎉', [ann.id]: 'laugh' });
    expect(must(await cy.delete(of(row._id, '/reaction')), 200).as(messageShape).reactionTypes).toEqual(
      less.reactionTypes,
    );
    expect(await lookAt(cy, row._id)).toMatchObject({ reactionTypes: less.reactionTypes });
  });

  test('MARK-115 it has 1 to 32 characters, by any of three names', async () => {
    const { ann, bo, id } = await pair();
    const row = await send(ann, id, 'one');
    const body = (value: unknown) => [{ reactionType: value }, { reaction: value }, { emoji: value }];
    for (const wrong of [null, '', '  ', 5, {}, [], 'x'.repeat(33), 'a\u0000'])
      for (const one of body(wrong)) refused(await bo.post(of(row._id, '/reaction'), one), 400);
    refused(await bo.post(of(row._id, '/reaction'), {}), 400, /reactionType/);
    for (const good of ['x', '👍', '😀'.repeat(32)])
      for (const one of body(good)) {
        const seen = must(await bo.post(of(row._id, '/reaction'), one), 200).as(messageShape);
        expect(seen.reactionTypes).toEqual({ [bo.id]: good });
      }
    expect(await lookAt(ann, row._id)).toMatchObject({ reactions: [bo.id] });
  });

  test('MARK-116 only who sees the message, and while it is not deleted', async () => {
    const { ann, bo, stranger, id } = await pair();
    const row = await send(ann, id, 'one');
    refused(await stranger.post(of(row._id, '/reaction'), { reactionType: 'x' }), 403);
    refused(await stranger.delete(of(row._id, '/reaction')), 403);
    refused(await ann.post(of('nothing', '/reaction'), { reactionType: 'x' }), 404);
    must(await ann.delete(of(row._id)), 204);
    refused(await bo.post(of(row._id, '/reaction'), { reactionType: 'x' }), 400);
    expect(await lookAt(bo, row._id)).toMatchObject({ reactions: [] });
  });
});
