import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Clients } from '../support/clients.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { eventually, makeDirect, say } from '../support/factories.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { startServer } from '../support/server.ts';

const LIMIT = 60_000;
const part = z.looseObject({ status: z.enum(['up', 'down', 'not_configured']) });
const readyShape = z.strictObject({
  status: z.enum(['ready', 'not_ready']),
  dependencies: z.strictObject({ database: part, redis: part, kafka: part, storage: part, websocket: part }),
});

/** The answer's status, what it says of each part, and the milliseconds that it took. */
async function readiness({ anonymous }: Pick<Clients, 'anonymous'>) {
  const began = performance.now();
  const answer = await anonymous.get('/health/ready');
  const { status, dependencies } = answer.as(readyShape);
  const parts = Object.fromEntries(Object.entries(dependencies).map(([name, one]) => [name, one.status]));
  return { code: answer.status, status, parts, took: performance.now() - began };
}

/** A port of a server that takes connections and never says a word. */
async function openSilence() {
  const silent = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { port: address.port, close: () => silent.close() };
}

test('OPS-13 parts that nobody configured are told of as such', async () => {
  const server = await startServer();
  expect(await readiness(server)).toMatchObject({
    code: 200,
    status: 'ready',
    parts: { database: 'up', redis: 'not_configured', kafka: 'not_configured', storage: 'up', websocket: 'up' },
  });
  await server.stop();
});

test.each(['gone', 'silent'])(
  'OPS-13 a server whose broker and object storage are %s is ready, and tells',
  {
    timeout: LIMIT,
  },
  async (way) => {
    const silence = way === 'silent' ? await openSilence() : null;
    const port = silence?.port ?? 9; // nobody listens there
    const server = await startServer({
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_S3_BUCKET: 'files',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    const { code, status, parts, took } = await readiness(server);
    expect({ code, status, parts }).toEqual({
      code: 200,
      status: 'ready',
      parts: { database: 'up', redis: 'not_configured', kafka: 'down', storage: 'down', websocket: 'up' },
    });
    expect(took).toBeLessThan(4_000);
    const { ann, bob } = await server.people('ann', 'bob');
    await say(ann, await makeDirect(ann, bob), 'served all the same');
    if (way === 'gone') {
      const { text } = await server.anonymous.get('/metrics');
      expect(Number(/^parley_storage_errors_total (\d+)/m.exec(text)?.[1])).toBeGreaterThan(0);
      expect(text).toMatch(/^parley_outlet_parked\{outlet="kafka"\} 0$/m);
    }
    await server.stop();
    silence?.close();
  },
);

describe.skipIf(NO_REDIS !== null)('with Redis', () => {
  let redis: RedisServer;
  let cluster: Cluster;
  beforeAll(async () => {
    redis = await startRedis();
    cluster = await startCluster({ nodes: 2, redisUrl: redis.url });
  }, LIMIT);
  afterAll(async () => {
    await cluster.stop();
    await redis.stop();
  });

  const redisIs = (wanted: string) =>
    eventually(`Redis is ${wanted}`, async () => (await readiness(cluster.at(0))).parts.redis === wanted, 10_000);

  test('OPS-14 figures tell how the way between nodes is', { timeout: LIMIT }, async () => {
    await redisIs('up');
    const figures = async () => (await cluster.at(0).anonymous.get('/metrics')).text;
    await eventually('two nodes', async () => /^parley_nodes 2$/m.test(await figures()), 10_000);
    const text = await figures();
    expect(text).toMatch(/^parley_redis_up 1$/m);
    expect(text).toMatch(/^parley_bus_packets_dropped_total 0$/m);
    expect(Number(/^parley_bus_round_trip_seconds_count (\d+)/m.exec(text)?.[1])).toBeGreaterThan(0);
    const sum = Number(/^parley_bus_round_trip_seconds_sum ([\d.e-]+)/m.exec(text)?.[1]);
    expect(sum).toBeGreaterThan(0);
  });

  test('OPS-13 a server whose Redis is gone is ready, and tells', { timeout: LIMIT }, async () => {
    await redisIs('up');
    await redis.kill();
    await redisIs('down');
    expect(await readiness(cluster.at(0))).toMatchObject({ code: 200, status: 'ready', parts: { database: 'up' } });
    await redis.restart();
    await redisIs('up');
  });
});
