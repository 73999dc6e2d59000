import { vi } from 'vitest';
import { z } from 'zod';
import type { Clients } from '../support/clients.ts';
import type { Cluster } from '../support/cluster.ts';

const health = z.object({ dependencies: z.object({ redis: z.looseObject({ status: z.string() }) }) });

/** What a node says of its Redis. */
export async function redisOf(node: Clients): Promise<z.infer<typeof health>['dependencies']['redis']> {
  return (await node.anonymous.get('/health')).as(health).dependencies.redis;
}

/** Waits until each node says so of its Redis. */
export async function together(cluster: Pick<Cluster, 'nodes'>, status = 'up', timeout = 8_000): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const node of cluster.nodes) {
        const redis = await redisOf(node);
        if (redis.status !== status) throw new Error(`Redis is ${redis.status}`);
      }
    },
    { timeout, interval: 50 },
  );
}
