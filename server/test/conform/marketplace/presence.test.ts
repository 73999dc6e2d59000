import { describe, expect, test } from 'vitest';
import { fails, look, openDirect, openMarket, say, tell } from './market.ts';

const market = await openMarket();

/** Ann, of whom nothing is connected; bo, who shares a conversation with her, twice; a stranger and an admin. */
async function gather() {
  const { ann, bo, stranger } = await market
    .people('Ann', 'Bo', 'Stranger')
    .then(({ Ann, Bo, Stranger }) => ({ ann: Ann, bo: Bo, stranger: Stranger }));
  const admin = await market.person('Admin', { role: 'admin' });
  const { _id: id } = await openDirect(ann, bo);
  const bos = [await bo.connect('bo1'), await bo.connect('bo2')] as const;
  const deaf = [await stranger.connect('stranger'), await admin.connect('admin')];
  await tell(bos[1], 'leave_conversation', { conversationId: id });
  await market.settle();
  for (const wire of [...bos, ...deaf]) {
    wire.forget();
    market.watch(wire);
  }
  /** Both of bo's connections heard of these changes of ann's presence, and forget them; the others never hear anything. */
  async function heard(...changes: readonly boolean[]): Promise<void> {
    const of = (wire: (typeof bos)[number]) =>
      wire.of('user_online_status').map(({ userId, isOnline }) => [userId, isOnline]);
    const expected = changes.map((isOnline) => [ann.id, isOnline]);
    await expect.poll(() => bos.map(of), { timeout: 4000 }).toEqual([expected, expected]);
    await market.settle();
    expect(bos.map(of)).toEqual([expected, expected]);
    expect(deaf.flatMap((wire) => wire.frames)).toEqual([]);
    market.audit(bos);
    for (const wire of bos) wire.forget();
  }
  return { ann, bo, id, bos, heard };
}
const now = (time: string | undefined) => expect(Math.abs(Date.now() - Date.parse(time ?? ''))).toBeLessThan(30_000);

describe('presence', () => {
  test('MARK-200 the first connection and the end of the last are told, nothing in between', async () => {
    const { ann, bo, id, bos, heard } = await gather();
    expect((await look(bo, id)).participantDetails[0]).toEqual({ _id: ann.id, name: 'Ann', isOnline: false });
    const one = await ann.connect('ann1');
    now((await bos[0].next('user_online_status')).lastSeen);
    await heard(true);
    expect((await look(bo, id)).participantDetails[0]).toMatchObject({ isOnline: true });
    const two = await ann.connect('ann2');
    await one.close();
    await heard();
    expect([...one.frames, ...two.frames]).toEqual([]);
    await two.close();
    const { lastSeen } = await bos[0].next('user_online_status');
    now(lastSeen);
    await heard(false);
    expect((await look(bo, id)).participantDetails[0]).toEqual({ _id: ann.id, name: 'Ann', isOnline: false, lastSeen });
  });

  test('MARK-201 who says to be away counts no more, and still hears', async () => {
    const { ann, id, bos, heard } = await gather();
    const [one, two] = [await ann.connect('ann1'), await ann.connect('ann2')];
    await heard(true);
    await tell(one, 'user_online', { isOnline: false, lastSeen: '2001-01-01T00:00:00.000Z' });
    await heard();
    const gone = await tell(two, 'user_online', { isOnline: false });
    expect(gone.isOnline).toBe(false);
    now(gone.lastSeen);
    await heard(false);
    await tell(two, 'user_online', { isOnline: false });
    await heard();
    await say(bos[0], id, 'still there?');
    for (const wire of [one, two])
      expect(await wire.next('new_message')).toMatchObject({ message: { content: 'still there?' } });
    await market.settle();
    for (const wire of bos) wire.forget();
    expect(await tell(one, 'user_online', { isOnline: true })).toMatchObject({ isOnline: true });
    await heard(true);
    await tell(two, 'user_online', { isOnline: true });
    await one.close();
    await heard();
    await two.close();
    await heard(false);
  });

  test('MARK-202 the end of a connection that did not count is no change', async () => {
    const { ann, heard } = await gather();
    const wire = await ann.connect();
    await heard(true);
    await tell(wire, 'user_online', { isOnline: false });
    await heard(false);
    await wire.close();
    await heard();
  });

  test('MARK-203 isOnline is true or false', async () => {
    const { ann, heard } = await gather();
    const wire = await ann.connect();
    await heard(true);
    for (const payload of [undefined, null, {}, true, 'x', { isOnline: 'false' }, { isOnline: 0 }, { isOnline: null }])
      await fails(wire, 'user_online', payload, 400);
    await heard();
  });
});
