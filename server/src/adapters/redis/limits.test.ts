import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_REDIS, type RedisServer, startRedis } from '../../../test/support/redis.ts';
import { describeLimits } from '../../core/realtime/limits.suite.ts';
import { createMemoryLimits } from '../memory/limits.ts';
import { createRedisConnection } from './connection.ts';
import { createRedisLimits } from './limits.ts';

describe.skipIf(NO_REDIS !== null)('through Redis', () => {
  let redis: RedisServer;
  let made = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  async function open(nodes: number) {
    made += 1;
    const prefix = `limits:${made}:`;
    const troubles: unknown[] = [];
    const list = await Promise.all(
      Array.from({ length: nodes }, async () => {
        const connection = createRedisConnection(redis.url, () => {});
        await connection.start();
        const limits = createRedisLimits({
          connection,
          prefix,
          local: createMemoryLimits(Date.now),
          nodes: () => nodes,
          now: Date.now,
          onTrouble: (error) => troubles.push(error),
        });
        return { connection, limits };
      }),
    );
    return {
      list,
      prefix,
      troubles,
      async close() {
        for (const { limits } of list) await limits.close();
        for (const { connection } of list) connection.close();
      },
    };
  }

  describeLimits('Redis', async () => {
    const { list, close } = await open(1);
    const [node] = list;
    if (!node) throw new Error('there is none');
    const windowMs = 1_000;
    return { limits: node.limits, windowMs, pass: () => sleep(windowMs), close };
  });

  const count = (waits: readonly number[]) => waits.filter((wait) => wait === 0).length;

  test('RED-20 what is taken through one node counts on all', async () => {
    const { list, close } = await open(3);
    const waits: number[] = [];
    for (let asked = 0; asked < 60; asked += 1) {
      waits.push(await Promise.resolve(list[asked % 3]?.limits.take('send', 'ann', 40, 60_000) ?? -1));
    }
    expect(count(waits)).toBe(40);
    expect(count(waits.slice(0, 40))).toBe(40);
    list[0]?.limits.giveBack('send', 'ann', 3);
    await sleep(50);
    expect(await list[2]?.limits.take('send', 'ann', 40, 60_000, 4)).toBeGreaterThan(0);
    expect(await list[1]?.limits.take('send', 'ann', 40, 60_000, 3)).toBe(0);
    await close();
  });

  test('RED-21 a burst through all nodes passes a limit by a twenty-fifth at most, and not at all where it is small', async () => {
    for (const [max, most] of [
      [60, 60],
      [1_000, 1_040],
    ] as const) {
      const { list, close } = await open(3);
      const asked = Array.from({ length: max }, () =>
        list.map(({ limits }) => limits.take('request', 'ann', max, 60_000)),
      );
      const passed = count(await Promise.all(asked.flat().map((one) => Promise.resolve(one))));
      expect(passed).toBeGreaterThanOrEqual(max);
      expect(passed).toBeLessThanOrEqual(most);
      await close();
    }
  });

  test('RED-21 whoever is far from a limit is answered at once, and counted all the same', async () => {
    const { list, prefix, close } = await open(2);
    const [first] = list;
    expect(first?.limits.take('send', 'ann', 3_600, 3_600_000)).toBeInstanceOf(Promise);
    await sleep(50);
    for (let sent = 0; sent < 20; sent += 1) expect(first?.limits.take('send', 'ann', 3_600, 3_600_000)).toBe(0);
    await close();
    expect(await redis.command('GET', `${prefix}limit:send:ann`)).toBe('21');
    expect(Number(await redis.command('PTTL', `${prefix}limit:send:ann`))).toBeGreaterThan(3_590_000);
  });

  test('RED-22 without Redis each node counts by itself, and nobody waits for one that does not answer', async () => {
    const { list, close, troubles } = await open(1);
    const [node] = list;
    if (!node) throw new Error('there is none');
    const take = async () => await node.limits.take('send', 'ann', 5, 60_000);
    expect(await take()).toBe(0);
    redis.freeze();
    const began = performance.now();
    expect(count(await Promise.all(Array.from({ length: 8 }, take)))).toBe(5);
    expect(performance.now() - began).toBeLessThan(900);
    expect(node.limits.take('send', 'bob', 5, 60_000)).toBe(0);
    redis.thaw();
    await sleep(300);
    expect(node.limits.take('send', 'carl', 5, 60_000)).toBeInstanceOf(Promise);
    await redis.kill();
    await expect.poll(() => node.connection.isUp).toBe(false);
    expect(node.limits.take('send', 'dora', 5, 60_000)).toBe(0);
    await redis.restart();
    await expect.poll(() => node.connection.isUp, { timeout: 5_000 }).toBe(true);
    expect(await take()).toBe(0);
    expect(troubles).toEqual([]);
    await close();
  });
});
