import { describe, expect, test } from 'vitest';
import type { EventName } from './shapes.ts';
import { fails, openConversation, openTravel, rowOf, say, type TravelWire, tell } from './travel.ts';

const travel = await openTravel();
const CAME = ['user-online', 'user-status-changed'];
const WENT = ['user-offline', 'user-status-changed'];

/** Ann, of whom nothing is connected; bo, who shares a conversation with her, twice; a stranger and an admin. */
async function gather() {
  const ann = await travel.person('Ann', { numeric: true });
  const bo = await travel.person('Bo');
  const { id } = await openConversation(ann, bo);
  const others = [await travel.person('Stranger'), await travel.person('Admin', { role: 'admin' })];
  const bos = [await bo.connect('bo1'), await bo.connect('bo2')];
  const deaf = await Promise.all(others.map((one) => one.connect(one.name)));
  await travel.settle();
  for (const wire of [...bos, ...deaf]) {
    wire.forget();
    travel.watch(wire);
  }
  /** Both of bo's connections heard exactly these, and forget them; the others never hear anything. */
  async function heard(events: readonly string[]): Promise<void> {
    const names = (wire: TravelWire) => wire.frames.map((frame) => frame.event).sort();
    await expect.poll(() => bos.map(names), { timeout: 4000 }).toEqual([events, events]);
    await travel.settle();
    expect(bos.map(names)).toEqual([events, events]);
    expect(deaf.map(names)).toEqual([[], []]);
    travel.audit(bos);
    for (const wire of bos) wire.forget();
  }
  return { ann, bo, id, bos, heard, first: bos[0] as TravelWire };
}

const about = (wire: TravelWire, event: EventName) => wire.frames.find((frame) => frame.event === event)?.payload;

describe('presence', () => {
  test('TRAV-130 the first connection and the end of the last are announced, nothing in between', async () => {
    const { ann, first, heard } = await gather();
    const one = await ann.connect('ann1');
    await expect.poll(() => first.frames.length).toBe(2);
    expect(about(first, 'user-online')).toEqual({
      userId: Number(ann.id),
      username: 'Ann',
      timestamp: expect.any(String),
    });
    expect(about(first, 'user-status-changed')).toEqual({ userId: Number(ann.id), status: 'online' });
    await heard(CAME);
    const two = await ann.connect('ann2');
    await one.close();
    await heard([]);
    expect([...one.frames, ...two.frames]).toEqual([]);
    await two.close();
    const gone = await first.next('user-offline');
    expect(gone).toMatchObject({ userId: Number(ann.id), username: 'Ann' });
    expect(Math.abs(Date.now() - Date.parse(gone.lastSeen))).toBeLessThan(30_000);
    expect(about(first, 'user-status-changed')).toEqual({ userId: Number(ann.id), status: 'offline' });
    await heard(WENT);
  });

  test('TRAV-131 who declares to be away counts no more, and still hears', async () => {
    const { ann, id, bos, first, heard } = await gather();
    const [one, two] = [await ann.connect('ann1'), await ann.connect('ann2')];
    await heard(CAME);
    expect(await tell(one, 'user-offline')).toEqual({ success: true });
    await heard([]);
    await tell(two, 'user-offline', { anything: ['goes', 5] });
    await heard(WENT);
    await tell(two, 'user-offline', ann.id);
    await heard([]);
    await tell(one, 'join-conversation', id);
    await say(first, id, 'still there?');
    expect(await one.next('message-received')).toMatchObject({ message_text: 'still there?' });
    await two.next('conversation-updated');
    await travel.settle();
    for (const wire of bos) wire.forget();
    await tell(one, 'user-online', { userId: ann.id });
    await heard(CAME);
    await tell(one, 'user-online');
    await tell(two, 'user-online');
    await heard([]);
    await two.close();
    await heard([]);
    await one.close();
    await heard(WENT);
  });

  test('TRAV-131 the end of a connection that did not count is no change', async () => {
    const { ann, heard } = await gather();
    const wire = await ann.connect();
    await heard(CAME);
    await tell(wire, 'user-offline');
    await heard(WENT);
    await wire.close();
    await heard([]);
  });

  test('TRAV-132 those online who share a conversation, and nobody else', async () => {
    const { ann, bo, bos, heard } = await gather();
    const idle = await travel.person('Idle');
    await openConversation(ann, idle);
    const [asker, other] = [await ann.connect('asker'), await ann.connect('other')];
    await heard(CAME);
    for (const payload of [[], [null], [ann.id], [{ userId: ann.id }], [bo.id], [{ userId: idle.id }], [{}]]) {
      asker.forget();
      expect(await tell(asker, 'user-online', ...payload)).toEqual({ success: true, online_users: [bo.id] });
      expect(await asker.next('online-users')).toEqual([bo.id]);
    }
    await heard([]);
    expect(other.frames).toEqual([]);
    const busy = await idle.connect('idle');
    await asker.next('user-online', (user) => user.userId === idle.id);
    const both = (await tell(asker, 'user-online')).online_users;
    expect([...both].sort()).toEqual([bo.id, idle.id].sort());
    await tell(busy, 'user-offline');
    await asker.next('user-offline', (user) => user.userId === idle.id);
    expect((await tell(asker, 'user-online')).online_users).toEqual([bo.id]);
    for (const wrong of [true, 1.5, [], [bo.id]]) await fails(asker, 'user-online', wrong);
    expect(bos.every((wire) => wire.socket.connected)).toBe(true);
  });

  test('TRAV-133 rows tell who is there, and since when not', async () => {
    const { ann, bo, id, heard } = await gather();
    expect(await rowOf(ann, id)).toMatchObject({ other_user_online: true });
    expect(await rowOf(bo, id)).toMatchObject({ other_user_online: false, other_user_last_seen: null });
    const wire = await ann.connect();
    await heard(CAME);
    expect(await rowOf(bo, id)).toMatchObject({ other_user_online: true });
    await tell(wire, 'user-offline');
    await heard(WENT);
    expect((await rowOf(bo, id)).other_user_online).toBe(false);
    await tell(wire, 'user-online');
    await heard(CAME);
    await wire.close();
    await heard(WENT);
    const row = await rowOf(bo, id);
    expect(row.other_user_online).toBe(false);
    expect(Math.abs(Date.now() - Date.parse(row.other_user_last_seen ?? ''))).toBeLessThan(30_000);
  });
});
