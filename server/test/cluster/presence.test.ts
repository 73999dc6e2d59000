import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster, type TestNode } from '../support/cluster.ts';
import { look, makeDirect, memberOf } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { presenceShape } from '../support/shapes.ts';
import { quiet } from '../support/wire.ts';

describe.skipIf(NO_REDIS !== null)('presence over nodes', { timeout: 60_000 }, () => {
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

  async function cast() {
    const people = await one.people('ann', 'bo');
    const conversation = await makeDirect(people.ann, people.bo);
    return { ...people, conversation };
  }
  /** How `who` is, as the node that `clients` talk to says it. */
  const presenceAt = async (clients: Pick<TestNode, 'api'>, asker: Person, who: Person) =>
    (await clients.api(asker.token).get(`/api/users/${who.id}/presence`)).as(presenceShape);
  const at = (clients: Pick<TestNode, 'connect'>, who: Person) => clients.connect(who.token, who.id);

  test('CLU-20 the first connection through any node makes one online everywhere, the last one offline', async () => {
    const { ann, bo, conversation } = await cast();
    const hers = [await at(one, ann), await at(two, ann)];
    const first = await at(one, bo);
    for (const wire of hers)
      expect((await wire.waitFor('presence_update', (p) => p.userId === bo.id)).status).toBe('online');
    const second = await at(two, bo);
    await quiet(hers); // until the other node knows of it as well
    await first.close();
    await quiet(hers);
    for (const wire of hers) expect(wire.of('presence_update').filter((p) => p.userId === bo.id)).toHaveLength(1);
    for (const node of [one, two]) {
      expect(await presenceAt(node, ann, bo)).toMatchObject({ isOnline: true, lastSeen: null });
      expect(memberOf(await look(node.api(ann.token), conversation), bo).isOnline).toBe(true);
      expect((await node.anonymous.get('/health')).json).toMatchObject({ onlineUsers: 2 });
    }
    for (const wire of hers) wire.forget();
    await second.close();
    for (const wire of hers)
      expect(await wire.waitFor('presence_update')).toMatchObject({ userId: bo.id, isOnline: false });
    const seen = await Promise.all([one, two].map((node) => presenceAt(node, ann, bo)));
    expect(seen[0]).toEqual(seen[1]);
    expect(Date.now() - Date.parse(seen[0]?.lastSeen ?? '')).toBeLessThan(3_000);
    for (const wire of hers) await wire.close();
  });

  test('CLU-21 of the statuses of all connections the most present one counts, on whatever node', async () => {
    const { ann, bo } = await cast();
    const hers = await at(two, ann);
    const [first, second] = [await at(one, bo), await at(two, bo)];
    await first.ask('update_presence', { status: 'away' });
    expect((await second.ask('update_presence', { status: 'busy' })).raw).toMatchObject({
      presence: { status: 'busy' },
    });
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && p.status === 'busy');
    for (const node of [one, two]) await expect.poll(() => presenceAt(node, ann, bo)).toMatchObject({ status: 'busy' });
    await second.close();
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && p.status === 'away');
    for (const node of [one, two]) await expect.poll(() => presenceAt(node, ann, bo)).toMatchObject({ status: 'away' });
    await first.ask('update_presence', { status: 'offline' });
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && p.status === 'offline');
    for (const wire of [hers, first]) await wire.close();
  });

  test('CLU-22 two last connections that end at once on two nodes end somebody’s presence', async () => {
    const { ann, bo } = await cast();
    const hers = await at(one, ann);
    for (let round = 0; round < 5; round += 1) {
      const wires = [await at(one, bo), await at(two, bo)];
      await hers.waitFor('presence_update', (p) => p.userId === bo.id && p.isOnline);
      await quiet([hers]); // until each node knows of the connection to the other
      hers.forget();
      const began = Date.now();
      await Promise.all(wires.map((wire) => wire.close()));
      const gone = await hers.waitFor('presence_update', (p) => p.userId === bo.id && !p.isOnline);
      expect(Date.parse(gone.lastSeen ?? '')).toBeGreaterThan(began - 2_100);
      for (const node of [one, two])
        await expect.poll(() => presenceAt(node, ann, bo)).toMatchObject({ isOnline: false });
      await quiet([hers]);
      expect(hers.of('presence_update').filter((p) => !p.isOnline)).toHaveLength(1);
      hers.forget();
    }
    await hers.close();
  });

  test('CLU-23 a killed node’s people go offline for all others, and were last seen then', async () => {
    const { ann, bo } = await cast();
    const third = await cluster.addProcess();
    const hers = [await at(one, ann), await at(two, ann)];
    const his = await at(third, bo);
    for (const wire of hers) await wire.waitFor('presence_update', (p) => p.userId === bo.id && p.isOnline);
    for (const wire of hers) wire.forget();
    const began = Date.now();
    await third.kill();
    for (const wire of hers) {
      const gone = await wire.waitFor('presence_update', (p) => p.userId === bo.id, 4_000);
      expect(gone).toMatchObject({ status: 'offline', isOnline: false });
      expect(Date.parse(gone.lastSeen ?? '')).toBeGreaterThan(began - 1_000);
    }
    expect(Date.now() - began).toBeLessThan(2_500);
    const seen = await presenceAt(one, ann, bo);
    await sleep(1_500);
    expect(await presenceAt(two, ann, bo)).toEqual(seen);
    for (const wire of hers) expect(wire.of('presence_update')).toHaveLength(1);
    await expect.poll(() => redis.command('GET', `user:${bo.id}:online`)).toBeNull();
    await his.close();
    for (const wire of hers) await wire.close();
  });

  test('CLU-24 a node that was frozen and taken for dead is believed again when it is back', async () => {
    const { ann, bo } = await cast();
    const third = await cluster.addProcess();
    const hers = await at(one, ann);
    await at(third, bo);
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && p.isOnline);
    third.freeze();
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && !p.isOnline, 5_000);
    hers.forget();
    third.thaw();
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && p.isOnline, 5_000);
    expect(await presenceAt(two, ann, bo)).toMatchObject({ isOnline: true });
    await third.kill();
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && !p.isOnline, 5_000);
    await hers.close();
  });

  test('CLU-25 a node that starts late knows at once who is there', async () => {
    const { ann, bo } = await cast();
    const his = await at(one, bo);
    const late = await cluster.addNode();
    expect(await presenceAt(late, ann, bo)).toMatchObject({ isOnline: true });
    const hers = await at(late, ann);
    await his.close();
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && !p.isOnline);
    await hers.close();
    await late.close();
  });

  test('RED-10 Redis shows who is online and when others were last seen, and has it again after a flush or a restart', async () => {
    const { ann, bo } = await cast();
    const hers = await at(two, ann);
    const his = await at(one, bo);
    await hers.waitFor('presence_update', (p) => p.userId === bo.id);
    const key = `user:${bo.id}:online`;
    await expect.poll(() => redis.command('GET', key)).toBe('online');
    expect(Number(await redis.command('PTTL', key))).toBeGreaterThan(0);
    await redis.flush();
    const late = await cluster.addNode();
    await expect.poll(() => presenceAt(late, ann, bo), { timeout: 3_000 }).toMatchObject({ isOnline: true });
    await redis.kill();
    await sleep(300);
    for (const node of [one, two]) expect(await presenceAt(node, ann, bo)).toMatchObject({ isOnline: true });
    await redis.restart();
    hers.forget();
    await sleep(2_500);
    for (const node of [one, two, late]) expect(await presenceAt(node, ann, bo)).toMatchObject({ isOnline: true });
    expect(hers.of('presence_update')).toEqual([]);
    const before = Date.now();
    await his.close();
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && !p.isOnline);
    await expect.poll(() => redis.command('GET', key)).toBeNull();
    const seen = String(await redis.command('GET', `user:${bo.id}:last_seen`));
    expect(seen).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(Date.parse(seen)).toBeGreaterThan(before - 100);
    await hers.close();
    await late.close();
  });

  test('CLU-26 what ended while Redis was away has ended everywhere when it is back', async () => {
    const { ann, bo } = await cast();
    const hers = await at(two, ann);
    const his = await at(one, bo);
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && p.isOnline);
    await redis.kill();
    await sleep(500);
    await his.close();
    await redis.restart();
    await hers.waitFor('presence_update', (p) => p.userId === bo.id && !p.isOnline, 8_000);
    expect((await presenceAt(two, ann, bo)).lastSeen).not.toBeNull();
    await hers.close();
  });
});
