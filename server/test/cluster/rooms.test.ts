import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Cluster, startCluster, type TestNode } from '../support/cluster.ts';
import { CONVERSATIONS, makeGroup } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { quiet } from '../support/wire.ts';

const presentShape = z.looseObject({ present: z.array(z.string()) });

describe.skipIf(NO_REDIS !== null)('rooms over nodes', { timeout: 60_000 }, () => {
  let redis: RedisServer;
  let cluster: Cluster;
  let one: TestNode;
  let two: TestNode;
  beforeAll(async () => {
    redis = await startRedis();
    cluster = await startCluster({ nodes: 2, redisUrl: redis.url });
    [one, two] = cluster.nodes as [TestNode, TestNode];
  });
  afterAll(async () => {
    await cluster.stop();
    await redis.stop();
  });

  const at = (clients: Pick<TestNode, 'connect'>, who: Person) => clients.connect(who.token, who.id);
  async function cast() {
    const { ann, bo } = await one.people('ann', 'bo');
    const group = await makeGroup(ann, [bo]);
    const room = { conversationId: group.id };
    const hers = [await at(one, ann), await at(two, ann)];
    for (const wire of hers) await wire.ask('join_conversation', room);
    await quiet(hers);
    return { ann, bo, group, room, hers };
  }

  test('CLU-40 those in a room learn who comes first and goes last, through whatever nodes', async () => {
    const { ann, bo, room, hers } = await cast();
    for (const wire of hers) expect(wire.of('user_joined')).toEqual([]);
    const [first, second] = [await at(one, bo), await at(two, bo)];
    await first.ask('join_conversation', room);
    for (const wire of hers)
      expect(await wire.waitFor('user_joined')).toMatchObject({ userId: bo.id, user: { name: 'bo' } });
    const present = (await second.ask('join_conversation', room)).as(presentShape).present;
    expect([...present].sort()).toEqual([ann.id, bo.id].sort());
    await first.ask('leave_conversation', room);
    await quiet([...hers, first, second]);
    for (const wire of hers) {
      expect(wire.of('user_joined')).toHaveLength(1);
      expect(wire.of('user_left')).toEqual([]);
    }
    await second.close();
    for (const wire of hers) expect(await wire.waitFor('user_left')).toMatchObject({ userId: bo.id });
    await quiet(hers);
    for (const wire of hers) expect(wire.of('user_left')).toHaveLength(1);
    await first.close();
  });

  test('CLU-41 who leaves through two nodes at once has left, and may come back', async () => {
    const { bo, room, hers } = await cast();
    for (let round = 0; round < 4; round += 1) {
      const wires = [await at(one, bo), await at(two, bo)];
      await Promise.all(wires.map((wire) => wire.ask('join_conversation', room)));
      for (const wire of hers) await wire.waitFor('user_joined');
      await quiet(hers);
      for (const wire of hers) expect(wire.of('user_joined')).toHaveLength(1);
      await Promise.all(wires.map((wire) => wire.close()));
      for (const wire of hers) await wire.waitFor('user_left');
      await quiet(hers);
      for (const wire of hers) {
        expect(wire.of('user_left')).toHaveLength(1);
        wire.forget();
      }
    }
  });

  test('CLU-42 those whose node died have left', async () => {
    const { ann, bo, room, hers } = await cast();
    const third = await cluster.addProcess();
    const his = await at(third, bo);
    await his.ask('join_conversation', room);
    for (const wire of hers) await wire.waitFor('user_joined');
    await third.kill();
    for (const wire of hers)
      expect(await wire.waitFor('user_left', () => true, 4_000)).toMatchObject({ userId: bo.id });
    const present = (await hers[1]?.ask('join_conversation', room))?.as(presentShape).present;
    expect(present).toEqual([ann.id]);
  });

  test('CLU-43 who is removed is out of the room on all nodes, and joins anew when back', async () => {
    const { ann, bo, group, room, hers } = await cast();
    const wires = [await at(one, bo), await at(two, bo)];
    for (const wire of wires) await wire.ask('join_conversation', room);
    await quiet([...hers, ...wires]);
    expect((await ann.delete(`${CONVERSATIONS}/${group.id}/members/${bo.id}`)).status).toBeLessThan(300);
    await quiet([...hers, ...wires], 800);
    for (const wire of hers) wire.forget();
    for (const wire of hers)
      expect((await wire.ask('join_conversation', room)).as(presentShape).present).toEqual([ann.id]);
    expect((await ann.post(`${CONVERSATIONS}/${group.id}/members`, { userIds: [bo.id] })).status).toBeLessThan(300);
    await wires[1]?.ask('join_conversation', room);
    for (const wire of hers) expect(await wire.waitFor('user_joined')).toMatchObject({ userId: bo.id });
    for (const wire of wires) await wire.close();
  });
});
