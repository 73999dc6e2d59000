import { describe, expect, test } from 'vitest';
import { sample } from '../../support/samples.ts';
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
  post,
  refused,
  send,
  type Trader,
  unreadOf,
  upload,
} from './market.ts';
import { forwardedShape, messageShape, uploadShape } from './shapes.ts';

const market = await openMarket();

async function circle() {
  const { ann, bo, cy, stranger } = await market.people('ann', 'bo', 'cy', 'stranger');
  const { _id: id } = await openDirect(ann, bo);
  const { _id: other } = await openDirect(ann, cy);
  const { _id: group } = await openGroup(ann, [bo, cy]);
  const { _id: foreign } = await openDirect(cy, stranger);
  return { ann, bo, cy, stranger, id, other, group, foreign };
}
const forward = (who: Trader, message: string, conversationIds: unknown) =>
  who.post(of(message, '/forward'), { conversationIds });

describe('replies', () => {
  test('MARK-90 a reply names an undeleted message of the same conversation that its sender sees', async () => {
    const { ann, bo, id, other } = await circle();
    const [one, elsewhere, gone, hidden] = [
      await send(bo, id, 'one'),
      await send(ann, other, 'x'),
      await send(bo, id, 'gone'),
      await send(bo, id, 'hidden'),
    ];
    must(await bo.delete(of(gone._id)), 204);
    must(await ann.delete(of(hidden._id, '/for-me')), 204);
    expect(await send(ann, id, { content: 'two', replyToId: one._id })).toMatchObject({ replyToId: one._id });
    expect(await send(bo, id, { content: 'three', replyToId: hidden._id })).toMatchObject({ replyToId: hidden._id });
    const wire = await ann.connect();
    for (const replyToId of [elsewhere._id, gone._id, hidden._id, 'nothing', '', 5, {}]) {
      refused(await post(ann, id, { content: 'x', replyToId }), 400, /replyToId/);
      await fails(wire, 'send_message', { conversationId: id, message: { content: 'x', replyToId } }, 400);
      refused(await ann.post(at(id, '/messages/location'), { latitude: 1, longitude: 1, replyToId }), 400, /replyToId/);
    }
    const place = await ann.post(at(id, '/messages/location'), { latitude: 1, longitude: 1, replyToId: one._id });
    expect(must(place, 201).as(messageShape).replyToId).toBe(one._id);
  });
});

describe('forwards', () => {
  test('MARK-91 to several at once, in the order named, as new messages of the one who forwards', async () => {
    const { ann, bo, cy, id, other, group } = await circle();
    const source = await send(bo, id, 'pass it on');
    const { messages } = must(await forward(ann, source._id, [other, group, id]), 201).as(forwardedShape);
    expect(messages.map(({ conversationId }) => conversationId)).toEqual([other, group, id]);
    for (const row of messages)
      expect(row).toMatchObject({
        senderId: ann.id,
        content: 'pass it on',
        type: 'text',
        isForwarded: true,
        forwardedFromId: source._id,
      });
    expect((await historyOf(cy, other))[0]).toEqual(messages[0]);
    expect(await unreadOf(cy, other)).toBe(1);
    expect(await lookAt(bo, source._id)).toMatchObject({ isForwarded: false });
  });

  test('MARK-92 a message that names its source is a forward, and its own content is passed over', async () => {
    const { ann, bo, id, other } = await circle();
    const source = await send(bo, id, 'pass it on');
    const body = { content: 'forged', type: 'text', metadata: { forged: true }, forwardedFromId: source._id };
    const row = await send(ann, other, body);
    expect(row).toMatchObject({ content: 'pass it on', isForwarded: true, forwardedFromId: source._id });
    expect(await send(ann, other, { forwardedFromId: source._id })).toMatchObject({ content: 'pass it on' });
    expect(await send(ann, other, { content: 'mine', isForwarded: true })).toMatchObject({
      isForwarded: false,
      content: 'mine',
    });
  });

  test('MARK-93 places and files go along, and the file is then for those who see it', async () => {
    const { ann, bo, cy, stranger, id, other } = await circle();
    const metadata = { latitude: 1, longitude: 2, address: 'Here' };
    const place = await send(bo, id, { type: 'location', metadata });
    const { fileUrl } = must(await upload(bo, [sample('pdf')]), 201).as(uploadShape);
    const file = await send(bo, id, { type: 'file', content: 'read this', metadata: { fileUrl } });
    refused(await cy.get(fileUrl), 403);
    const [one] = must(await forward(ann, place._id, [other]), 201).as(forwardedShape).messages;
    const [two] = must(await forward(ann, file._id, [other]), 201).as(forwardedShape).messages;
    expect(one).toMatchObject({ type: 'location', content: 'Here', metadata });
    expect(two).toMatchObject({ type: 'file', content: 'read this', metadata: file.metadata });
    expect(must(await cy.get(fileUrl), 200).bytes.equals(sample('pdf').bytes)).toBe(true);
    refused(await stranger.get(fileUrl), 403);
    must(await bo.delete(of(file._id)), 204);
    must(await cy.get(fileUrl), 200);
    must(await ann.delete(of(two?._id ?? '')), 204);
    for (const who of [ann, bo, cy]) refused(await who.get(fileUrl), 404);
  });

  test('MARK-94 the source is one that the caller sees and that may go on', async () => {
    const { ann, bo, cy, id, other, group } = await circle();
    const [source, gone, hidden] = [
      await send(bo, id, 'one'),
      await send(bo, id, 'gone'),
      await send(bo, id, 'hidden'),
    ];
    must(await bo.delete(of(gone._id)), 204);
    must(await ann.delete(of(hidden._id, '/for-me')), 204);
    must(await ann.put(at(group), { groupName: 'new' }), 200);
    const [system] = await historyOf(ann, group);
    refused(await forward(cy, source._id, [other]), 403);
    refused(await forward(ann, 'nothing', [other]), 404);
    refused(await forward(ann, hidden._id, [other]), 404);
    refused(await forward(ann, gone._id, [other]), 400);
    refused(await forward(ann, system?._id ?? '', [other]), 400);
    for (const [forwardedFromId, status] of [
      ['nothing', 404],
      [hidden._id, 404],
      [gone._id, 400],
      [system?._id, 400],
      [5, 400],
    ] as const)
      refused(await post(ann, other, { forwardedFromId }), status);
    refused(await post(cy, other, { forwardedFromId: source._id }), 403);
    expect(await historyOf(ann, other)).toEqual([]);
  });

  test('MARK-95 the targets are the caller’s, 1 to 20, all or none', async () => {
    const { ann, bo, id, other, foreign, group } = await circle();
    const source = await send(bo, id, 'one');
    for (const wrong of [undefined, null, [], 'x', [5], Array.from({ length: 21 }, () => other)])
      refused(await forward(ann, source._id, wrong), 400, /conversationIds/);
    refused(await forward(ann, source._id, [other, foreign]), 403);
    refused(await forward(ann, source._id, [other, 'nothing']), 404);
    expect(await historyOf(ann, other)).toEqual([]);
    expect(await historyOf(ann, group)).toEqual([]);
  });

  test('MARK-96 a forward of a forward names what it was made from; a deleted source changes nothing', async () => {
    const { ann, bo, cy, id, other } = await circle();
    const source = await send(bo, id, 'one');
    const [first] = must(await forward(ann, source._id, [other]), 201).as(forwardedShape).messages;
    must(await bo.delete(of(source._id)), 204);
    expect((await historyOf(cy, other))[0]).toEqual(first);
    const { _id: more } = await openGroup(cy, [ann]);
    const [second] = must(await forward(cy, first?._id ?? '', [more]), 201).as(forwardedShape).messages;
    expect(second).toMatchObject({ content: 'one', forwardedFromId: first?._id, senderId: cy.id });
  });
});
