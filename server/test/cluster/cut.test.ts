import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Cluster, startCluster, type TestNode } from '../support/cluster.ts';
import { CONVERSATIONS, makeDirect, makeGroup, pause, say } from '../support/factories.ts';
import { type Line, startProxy } from '../support/proxy.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { redisOf, together } from './site.ts';

const LIMIT = 60_000;
const FAULTS: readonly { fault: string; break: (line: Line) => void }[] = [
  { fault: 'is cut', break: (line) => line.cut() },
  { fault: 'carries nothing', break: (line) => line.hold() },
];

describe.skipIf(NO_REDIS !== null)('a node whose way to Redis breaks, while Redis lives', () => {
  let redis: RedisServer;
  let line: Line;
  let cluster: Cluster;
  let near: TestNode;
  let far: TestNode;

  beforeAll(async () => {
    redis = await startRedis();
    line = await startProxy(redis.url);
    cluster = await startCluster({ nodes: 0 });
    near = await cluster.addNode({ REDIS_URL: redis.url });
    far = await cluster.addNode({ REDIS_URL: line.url });
    await together(cluster);
  });
  afterAll(async () => {
    await cluster.stop();
    await line.close();
    await redis.stop();
  });

  test.each(FAULTS)(
    'CLU-9 when the way $fault both sides hear each other within 5 seconds, again and again, and all is as before when it is mended',
    async (fault) => {
      const { ann, bob } = await near.people('ann', 'bob');
      const direct = await makeDirect(ann, bob);
      const group = await makeGroup(ann, [bob]);
      const wires = { near: await near.connect(ann.token, ann.id), far: await far.connect(bob.token, bob.id) };
      const first = await say(ann, direct, 'first');
      await wires.far.waitFor('new_message', ({ id }) => id === first.id);
      fault.break(line);
      // For longer than the other side waits before it takes the node for dead.
      for (let i = 0; i < 6; i += 1) {
        const there = await say(ann, direct, `to the far side ${i}`);
        const here = await say(far.api(bob.token), direct, `to the near side ${i}`);
        await wires.far.waitFor('new_message', ({ id }) => id === there.id, 5_000);
        await wires.near.waitFor('new_message', ({ id }) => id === here.id, 5_000);
        await pause(1_000);
      }
      expect([(await redisOf(near)).status, (await redisOf(far)).status]).toEqual(['up', 'down']);
      await near.api(ann.token).delete(`${CONVERSATIONS}/${group.id}/members/${bob.id}`);
      await wires.far.waitFor('conversation_removed', ({ conversationId }) => conversationId === group.id, 5_000);
      line.mend();
      await together(cluster, 'up', 10_000);
      const last = await say(far.api(bob.token), direct, 'last');
      await wires.near.waitFor('new_message', ({ id }) => id === last.id, 5_000);
      await vi.waitFor(() =>
        expect(wires.far.of('new_message').filter(({ conversationId }) => conversationId === direct.id)).toHaveLength(
          14,
        ),
      );
      for (const wire of Object.values(wires)) {
        const seqs = wire
          .of('new_message')
          .filter(({ conversationId }) => conversationId === direct.id)
          .map(({ seq }) => seq);
        expect(seqs).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
        await wire.close();
      }
    },
    LIMIT,
  );
});
