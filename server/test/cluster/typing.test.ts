import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster, type TestNode } from '../support/cluster.ts';
import { makeGroup, say } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { quiet, type Wire } from '../support/wire.ts';

describe.skipIf(NO_REDIS !== null)('typing over nodes', { timeout: 60_000 }, () => {
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
    const hers = [await at(one, ann), await at(two, ann)];
    await quiet(hers);
    return { ann, bo, group, hers, room: { conversationId: group.id }, key: `typing:${group.id}:${bo.id}` };
  }
  const told = (wire: Wire) => wire.of('typing_indicator').map(({ isTyping }) => isTyping);
  async function tells(wires: readonly Wire[], ...expected: boolean[]) {
    for (const wire of wires) await expect.poll(() => told(wire), { timeout: 3_000 }).toEqual(expected);
    await quiet(wires);
    for (const wire of wires) expect(told(wire)).toEqual(expected);
  }

  test('CLU-30 typing is shown on all nodes and in Redis, and ends with a send through another one', async () => {
    const { bo, group, hers, room, key } = await cast();
    const his = await at(one, bo);
    await his.ask('typing_start', room);
    await tells(hers, true);
    expect(await redis.command('GET', key)).not.toBeNull();
    expect(Number(await redis.command('PTTL', key))).toBeLessThanOrEqual(10_000);
    await say(two.api(bo.token), group, 'there');
    await tells(hers, true, false);
    expect(await redis.command('GET', key)).toBeNull();
    await his.ask('typing_stop', room);
    await say(one.api(bo.token), group, 'again');
    await tells(hers, true, false);
    await his.ask('typing_start', room);
    await tells(hers, true, false, true);
    await his.close();
    await tells(hers, true, false, true, false);
  });

  test('CLU-31 somebody who goes on through another node types on, for as long as that one says', async () => {
    const { bo, hers, room } = await cast();
    const [first, second] = [await at(one, bo), await at(two, bo)];
    await first.ask('typing_start', room);
    await second.ask('typing_start', room);
    await tells(hers, true, true);
    await first.close();
    await tells(hers, true, true);
    await second.ask('typing_stop', room);
    await tells(hers, true, true, false);
    await second.close();
  });

  test('CLU-32 typing ends for all when the node of the typist dies', async () => {
    const { bo, hers, room, key } = await cast();
    const third = await cluster.addProcess();
    const his = await at(third, bo);
    await his.ask('typing_start', room);
    await tells(hers, true);
    const began = Date.now();
    await third.kill();
    for (const wire of hers) await wire.waitFor('typing_indicator', ({ isTyping }) => !isTyping, 4_000);
    expect(Date.now() - began).toBeLessThan(2_500);
    await tells(hers, true, false);
    await expect.poll(() => redis.command('GET', key)).toBeNull();
  });

  test('CLU-33 without another start it ends after ten seconds, once on every node', async () => {
    const { bo, hers, room } = await cast();
    const his = await at(two, bo);
    await his.ask('typing_start', room);
    await tells(hers, true);
    for (const wire of hers) await wire.waitFor('typing_indicator', ({ isTyping }) => !isTyping, 12_000);
    await tells(hers, true, false);
    await his.close();
  });
});
