import { describe, expect, test } from 'vitest';
import { at, fails, historyOf, must, openDirect, openGroup, openMarket, post, refused, tell } from './market.ts';
import { messageShape } from './shapes.ts';

const market = await openMarket();

async function pair() {
  const { ann, bo } = await market.people('ann', 'bo');
  const { _id: id } = await openDirect(ann, bo);
  return { ann, bo, id };
}
const headers = (key: string) => ({ headers: { 'idempotency-key': key } });

describe('resends', () => {
  test.each(['clientMessageId', 'clientId', 'tempId', 'Idempotency-Key'])(
    'MARK-80 by %s: 200 with the first message, stored once, announced once',
    async (by) => {
      const { ann, bo, id } = await pair();
      const ear = await bo.connect();
      const once = () =>
        by === 'Idempotency-Key'
          ? post(ann, id, { content: 'once' }, headers('k-1'))
          : post(ann, id, { content: 'once', [by]: 'k-1' });
      const first = must(await once(), 201).as(messageShape);
      expect(first.clientMessageId).toBe('k-1');
      await ear.next('new_message');
      ear.forget();
      for (let time = 0; time < 3; time += 1) expect(must(await once(), 200).as(messageShape)._id).toBe(first._id);
      await market.settle();
      expect(ear.frames).toEqual([]);
      expect(await historyOf(bo, id)).toHaveLength(1);
      expect((await historyOf(bo, id))[0]).not.toHaveProperty('clientMessageId');
      expect((await historyOf(ann, id))[0]).toMatchObject({ clientMessageId: 'k-1' });
    },
  );

  test('MARK-81 many at once, over both doors, are one message', async () => {
    const { ann, bo, id } = await pair();
    const [one, two, ear] = [await ann.connect(), await ann.connect(), await bo.connect()];
    const message = { content: 'once', clientMessageId: 'k' };
    const found = await Promise.all(
      Array.from({ length: 18 }, async (_, turn) => {
        if (turn % 3 === 0) return must(await post(ann, id, message), 200, 201).as(messageShape)._id;
        return (await tell(turn % 3 === 1 ? one : two, 'send_message', { conversationId: id, message })).message._id;
      }),
    );
    expect(new Set(found).size).toBe(1);
    await market.settle();
    for (const wire of [one, two, ear])
      expect([wire.of('new_message').length, wire.of('message_received').length]).toEqual([1, 1]);
    expect(await historyOf(bo, id)).toHaveLength(1);
  });

  test('MARK-82 the same id for something else is 400 and stores nothing', async () => {
    const { ann, bo, id } = await pair();
    const wire = await ann.connect();
    const clientMessageId = 'k';
    must(await post(ann, id, { content: 'once', clientMessageId }), 201);
    for (const other of [
      { content: 'twice' },
      { content: 'once', metadata: { a: 1 } },
      { type: 'location', content: 'once', metadata: { latitude: 1, longitude: 1 } },
    ]) {
      refused(await post(ann, id, { ...other, clientMessageId }), 400);
      await fails(wire, 'send_message', { conversationId: id, message: { ...other, clientMessageId } }, 400);
    }
    refused(await ann.post(at(id, '/messages/location'), { latitude: 1, longitude: 1, clientMessageId }), 400);
    expect(await historyOf(bo, id)).toHaveLength(1);
  });

  test('MARK-83 other people and other conversations may use it', async () => {
    const { ann, bo, id } = await pair();
    const { _id: group } = await openGroup(ann, [bo]);
    const body = { content: 'once', clientMessageId: 'k' };
    for (const [who, where] of [
      [ann, id],
      [bo, id],
      [ann, group],
    ] as const)
      must(await post(who, where, body), 201);
  });

  test('MARK-84 it has 1 to 128 characters, and a number is its text', async () => {
    const { ann, id } = await pair();
    for (const clientMessageId of ['', 'x'.repeat(129), {}, [], true, 'a\u0000'])
      refused(await post(ann, id, { content: 'x', clientMessageId }), 400, /clientMessageId/);
    refused(await post(ann, id, { content: 'x' }, headers('x'.repeat(129))), 400);
    must(await post(ann, id, { content: 'x', clientMessageId: 'y'.repeat(128) }), 201);
    must(await post(ann, id, { content: 'five', clientMessageId: '5' }), 201);
    expect([200, 400]).toContain((await post(ann, id, { content: 'five', clientMessageId: 5 })).status);
    expect(await historyOf(ann, id)).toHaveLength(2);
  });

  test('MARK-80 a place is resent like a text', async () => {
    const { ann, id } = await pair();
    const body = { latitude: 1, longitude: 2, clientMessageId: 'place' };
    const first = must(await ann.post(at(id, '/messages/location'), body), 201).as(messageShape);
    expect(must(await ann.post(at(id, '/messages/location'), body), 200).as(messageShape)._id).toBe(first._id);
    refused(await ann.post(at(id, '/messages/location'), { ...body, latitude: 3 }), 400);
  });

  test('MARK-85 a resend is answered also when the message has been edited or deleted since', async () => {
    const { ann, bo, id } = await pair();
    const body = { content: 'once', clientMessageId: 'k' };
    const first = must(await post(ann, id, body), 201).as(messageShape);
    must(await ann.put(`/api/messages/${first._id}`, { content: 'changed' }), 200);
    expect(must(await post(ann, id, body), 200).as(messageShape)).toMatchObject({ _id: first._id, content: 'changed' });
    must(await ann.delete(`/api/messages/${first._id}`), 204);
    expect(must(await post(ann, id, body), 200).as(messageShape)).toMatchObject({ _id: first._id, content: '' });
    expect(await historyOf(bo, id)).toHaveLength(1);
  });
});
