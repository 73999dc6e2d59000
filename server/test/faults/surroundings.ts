import { randomBytes } from 'node:crypto';
import { type Balancer, startBalancer } from '../support/balancer.ts';
import type { OwnBroker } from '../support/kafka.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { type Link, openLink } from './link.ts';

/** What a node is joined to the others by. */
export type Ways = { redis: Link; database: Link };

/** What several nodes share beside the database: a Redis, a load balancer and, where there is one, a Kafka. */
export type Surroundings = {
  readonly redis: RedisServer;
  readonly balancer: Balancer;
  readonly kafka: OwnBroker | null;
  /** Where the engine's events of this site are. */
  readonly topic: string;
  /** By node. */
  readonly ways: readonly Ways[];
  /** What the node at this place is to be started with. */
  environment(index: number): NodeJS.ProcessEnv;
  close(): Promise<void>;
};

/** Starts all of it. `urls`: the nodes. The broker is shared with other runs, and stays. */
export async function openSurroundings(
  urls: readonly string[],
  databaseUrl: string,
  kafka: OwnBroker | null,
): Promise<Surroundings> {
  const redis = await startRedis();
  const balancer = await startBalancer(urls, { isSilent: true });
  const ways = await Promise.all(
    urls.map(async () => ({ redis: await openLink(redis.url), database: await openLink(databaseUrl) })),
  );
  const prefix = `run-${randomBytes(6).toString('hex')}.`;
  return {
    redis,
    balancer,
    kafka,
    topic: `${prefix}parley.events`,
    ways,
    environment: (index) => ({
      REDIS_URL: ways[index]?.redis.url,
      DATABASE_URL: ways[index]?.database.url,
      DATABASE_POOL_SIZE: '6',
      ...(kafka === null ? {} : { KAFKA_BROKERS: kafka.address, KAFKA_TOPIC_PREFIX: prefix }),
    }),
    async close() {
      await balancer.close();
      await Promise.all(ways.flatMap((way) => [way.redis.close(), way.database.close()]));
      await redis.stop();
    },
  };
}
