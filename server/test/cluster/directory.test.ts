import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createRedis, type Redis } from '../../src/adapters/redis/redis.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';

const KEY = Buffer.alloc(32, 9);
const TIMES = { timeout: 10_000, interval: 25 };

describe.skipIf(NO_REDIS !== null)('addresses of nodes', () => {
  let server: RedisServer;
  const open: Redis[] = [];

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    await Promise.all(open.map((redis) => redis.close()));
    await server.stop();
  });

  async function join(name: string): Promise<Redis> {
    const redis = createRedis(server.url, KEY, name, () => {}, null);
    open.push(redis);
    await redis.start();
    return redis;
  }

  test('CLU-69 an address is found while its node lives, also without Redis, and again after Redis lost everything', async () => {
    const [a, b] = [await join('aaa'), await join('bbb')];
    expect(await a.directory.addressOf('bbb')).toBeNull();
    b.directory.announce('10.0.0.5:7000');
    await vi.waitFor(async () => expect(await a.directory.addressOf('bbb')).toBe('10.0.0.5:7000'), TIMES);
    await server.flush();
    const c = await join('ccc');
    await vi.waitFor(async () => expect(await c.directory.addressOf('bbb')).toBe('10.0.0.5:7000'), TIMES);
    await vi.waitFor(() => expect(a.directory.addressOf('bbb')).toBe('10.0.0.5:7000'), TIMES);
    await server.kill();
    await vi.waitFor(() => expect(a.connection.isUp).toBe(false), TIMES);
    expect(a.directory.addressOf('bbb')).toBe('10.0.0.5:7000');
    expect(a.directory.addressOf('zzz')).toBeNull();
    await server.restart();
    await vi.waitFor(() => expect(a.nodes.connected && b.nodes.connected).toBe(true), TIMES);
    await b.close();
    await vi.waitFor(() => expect(a.nodes.others()).not.toContain('bbb'), TIMES);
    await server.command('DEL', `${a.prefix}node:bbb:address`);
    expect(await a.directory.addressOf('bbb')).toBeNull();
  });

  test('CLU-69 an address that no node of the site gave is none', async () => {
    const [d, e] = [await join('ddd'), await join('eee')];
    e.directory.announce('10.0.0.6:7000');
    const key = (name: string) => `${d.prefix}node:${name}:address`;
    await vi.waitFor(async () => expect(await server.command('GET', key('eee'))).not.toBeNull(), TIMES);
    const entry = String(await server.command('GET', key('eee')));
    for (const forged of [entry.replace('10.0.0.6', '10.6.6.6'), '10.6.6.6:1', '', 'x'.repeat(10_000)]) {
      await server.command('SET', key('fff'), forged);
      expect(await d.directory.addressOf('fff')).toBeNull();
    }
    // What one node said of itself is not believed of another.
    await server.command('SET', key('ggg'), entry);
    expect(await d.directory.addressOf('ggg')).toBeNull();
    await server.command('SADD', key('hhh'), 'no text');
    expect(await d.directory.addressOf('hhh')).toBeNull();
  });
});
