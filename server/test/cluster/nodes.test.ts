import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { RedisAwayError } from '../../src/adapters/redis/connection.ts';
import { createRedis, type Redis } from '../../src/adapters/redis/redis.ts';
import type { NodeDeath } from '../../src/core/realtime/nodes.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';

const KEY = Buffer.alloc(32, 7);
const TIMES = { timeout: 6_000, interval: 20 };

type Heard = { joined: string[]; died: NodeDeath[]; away: number; back: number };

describe.skipIf(NO_REDIS !== null).each([{ cluster: 0 }, { cluster: 3 }])('nodes (%o)', (options) => {
  let server: RedisServer;
  const open: Redis[] = [];

  beforeAll(async () => {
    server = await startRedis(options);
  });
  afterAll(async () => {
    await Promise.all(open.map((redis) => redis.close()));
    await server.stop();
  });

  async function join(name: string, key: Uint8Array = KEY): Promise<{ redis: Redis; heard: Heard }> {
    const redis = createRedis(server.url, key, name, () => {}, null);
    open.push(redis);
    const heard: Heard = { joined: [], died: [], away: 0, back: 0 };
    redis.nodes.onJoined((node) => heard.joined.push(node));
    redis.nodes.onDied((death) => heard.died.push(death));
    redis.nodes.onAway(() => {
      heard.away += 1;
    });
    redis.nodes.onBack(() => {
      heard.back += 1;
    });
    await redis.start();
    return { redis, heard };
  }

  test('CLU-1 nodes of one site know each other, and hear when one says goodbye or falls silent', async () => {
    const one = await join('one');
    const two = await join('two');
    const alien = await join('alien', Buffer.alloc(32, 8));
    await vi.waitFor(() => expect(one.redis.nodes.others()).toEqual(['two']), TIMES);
    await vi.waitFor(() => expect(two.redis.nodes.others()).toEqual(['one']), TIMES);
    expect(alien.redis.nodes.others()).toEqual([]);
    await two.redis.close();
    await vi.waitFor(() => expect(one.heard.died).toHaveLength(1), TIMES);
    expect(one.heard.died[0]).toMatchObject({ node: 'two', orderly: true });
    const three = await join('three');
    await vi.waitFor(() => expect(one.redis.nodes.others()).toEqual(['three']), TIMES);
    await three.redis.connection.close();
    await vi.waitFor(() => expect(one.heard.died).toHaveLength(2), TIMES);
    expect(one.heard.died[1]).toMatchObject({ node: 'three', orderly: false });
    expect(one.heard.died[1]?.silentMs).toBeLessThan(1_700);
    await Promise.all([one.redis.close(), alien.redis.close()]);
  });

  test('CLU-2 while Redis is silent, gone or anew nobody is taken for dead, and all find each other again', async () => {
    const one = await join('four');
    const two = await join('five');
    const together = () => {
      expect(one.redis.nodes.others()).toEqual(['five']);
      expect(two.redis.nodes.others()).toEqual(['four']);
      expect([one.redis.nodes.connected, two.redis.nodes.connected]).toEqual([true, true]);
    };
    const apart = () => expect([one.redis.nodes.connected, two.redis.nodes.connected]).toEqual([false, false]);
    await vi.waitFor(together, TIMES);
    server.freeze();
    await vi.waitFor(apart, { ...TIMES, timeout: 2_500 });
    server.thaw();
    await vi.waitFor(together, TIMES);
    await server.kill();
    await vi.waitFor(apart, TIMES);
    await expect(one.redis.connection.send('k', 'GET', 'k')).rejects.toThrow(RedisAwayError);
    await server.restart();
    await vi.waitFor(together, TIMES);
    expect(await one.redis.connection.send('k', 'INCRBY', 'k', '5')).toBe(5);
    expect(
      await one.redis.connection.transaction('k', [
        ['INCRBY', 'k', '1'],
        ['PTTL', 'k'],
      ]),
    ).toEqual([6, -1]);
    await server.flush();
    expect(await one.redis.connection.send('k', 'GET', 'k')).toBeNull();
    expect([one.heard, two.heard]).toEqual([
      expect.objectContaining({ died: [], away: 2, back: 3 }),
      expect.objectContaining({ died: [], away: 2, back: 3 }),
    ]);
  }, 40_000);
});
