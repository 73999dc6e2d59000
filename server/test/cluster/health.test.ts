import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';

describe.skipIf(NO_REDIS !== null)('health with Redis', () => {
  let redis: RedisServer;
  let cluster: Cluster;

  beforeAll(async () => {
    redis = await startRedis();
    cluster = await startCluster({ nodes: 1, redisUrl: redis.url });
  });
  afterAll(async () => {
    await cluster.stop();
    await redis.stop();
  });

  const redisOf = async (index: number) => {
    const { status, body } = await cluster.nodes[index]?.anonymous.get('/health');
    return { status, redis: body.dependencies.redis };
  };

  test('RED-1 health says whether Redis is there; a node without it serves, and is healthy', async () => {
    await vi.waitFor(async () =>
      expect(await redisOf(0)).toEqual({ status: 200, redis: { status: 'up', latencyMs: expect.any(Number) } }),
    );
    await redis.kill();
    await vi.waitFor(
      async () => expect(await redisOf(0)).toEqual({ status: 200, redis: { status: 'down', latencyMs: null } }),
      { timeout: 3_000 },
    );
    const began = performance.now();
    await cluster.addNode();
    expect(performance.now() - began).toBeLessThan(9_000);
    expect(await redisOf(1)).toEqual({ status: 200, redis: { status: 'down', latencyMs: null } });
    await redis.restart();
    await vi.waitFor(async () => expect(await redisOf(1)).toMatchObject({ redis: { status: 'up' } }), {
      timeout: 5_000,
    });
    const child = await cluster.addProcess();
    const answer = await child.anonymous.get('/health');
    expect(answer.body.dependencies.redis).toMatchObject({ status: 'up' });
  });
});
