import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { redisOf, together } from './site.ts';

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

  test('RED-1 health says whether Redis is there; a node without it serves, and is healthy', async () => {
    await together(cluster);
    expect(await redisOf(cluster.at(0))).toEqual({ status: 'up', latencyMs: expect.any(Number) });
    await redis.kill();
    await together(cluster, 'down');
    const began = performance.now();
    const second = await cluster.addNode();
    expect(performance.now() - began).toBeLessThan(10_000);
    const answer = await second.anonymous.get('/health');
    expect([answer.status, await redisOf(second)]).toEqual([200, { status: 'down', latencyMs: null }]);
    await redis.restart();
    await together(cluster);
    expect(await redisOf(await cluster.addProcess())).toMatchObject({ status: 'up' });
  }, 60_000);
});
