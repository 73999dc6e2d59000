import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Clients } from '../support/clients.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';

const health = z.object({ dependencies: z.object({ redis: z.unknown() }) });

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

  const redisOf = async (clients: Clients | undefined) => {
    const answer = await clients?.anonymous.get('/health');
    return { status: answer?.status, redis: answer?.as(health).dependencies.redis };
  };

  test('RED-1 health says whether Redis is there; a node without it serves, and is healthy', async () => {
    await vi.waitFor(async () =>
      expect(await redisOf(cluster.nodes[0])).toEqual({
        status: 200,
        redis: { status: 'up', latencyMs: expect.any(Number) },
      }),
    );
    await redis.kill();
    await vi.waitFor(
      async () =>
        expect(await redisOf(cluster.nodes[0])).toEqual({ status: 200, redis: { status: 'down', latencyMs: null } }),
      { timeout: 3_000 },
    );
    const began = performance.now();
    await cluster.addNode();
    expect(performance.now() - began).toBeLessThan(9_000);
    expect(await redisOf(cluster.nodes[1])).toEqual({ status: 200, redis: { status: 'down', latencyMs: null } });
    await redis.restart();
    await vi.waitFor(async () => expect(await redisOf(cluster.nodes[1])).toMatchObject({ redis: { status: 'up' } }), {
      timeout: 5_000,
    });
    expect(await redisOf(await cluster.addProcess())).toMatchObject({ redis: { status: 'up' } });
  }, 40_000);
});
