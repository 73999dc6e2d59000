import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { makeDirect, say } from '../support/factories.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { together } from './site.ts';

const LIMIT = 60_000;

describe.skipIf(NO_REDIS !== null)('the death of a node', () => {
  let redis: RedisServer;
  let cluster: Cluster;

  beforeAll(async () => {
    redis = await startRedis();
    cluster = await startCluster({ nodes: 1, redisUrl: redis.url });
    await together(cluster);
  });
  afterAll(async () => {
    await cluster.stop();
    await redis.stop();
  });

  test.each(['P4', 'P5'])(
    'CLU-6 what a node committed and could not announce before it died (%s), others announce within 2 seconds',
    async (failpoint) => {
      const here = cluster.at(0);
      const { ann, bob } = await here.people('ann', 'bob');
      const direct = await makeDirect(ann, bob);
      const dying = await cluster.addProcess({}, { failpoint, pass: 4 });
      const wire = await here.connect(bob.token, bob.id);
      const sender = await dying.connect(ann.token, ann.id);
      for (let i = 0; i < 3; i += 1) {
        expect((await sender.ask('send_message', { conversationId: direct.id, content: `m${i}` })).ok).toBe(true);
      }
      sender.tell('send_message', { conversationId: direct.id, content: 'last' });
      const { signal } = await dying.child.ended;
      const diedAt = performance.now();
      expect(signal).toBe('SIGKILL');
      await wire.waitFor('new_message', ({ seq }) => seq === 4, 5_000);
      expect(performance.now() - diedAt).toBeLessThan(2_000);
      expect(wire.of('new_message').map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    },
    LIMIT,
  );

  test(
    'CLU-7 a node that was frozen and goes on has missed nothing, and says nothing with rights of yesterday',
    async () => {
      const here = cluster.at(0);
      const { cora, dave } = await here.people('cora', 'dave');
      const direct = await makeDirect(cora, dave);
      const zombie = await cluster.addProcess();
      const wire = await zombie.connect(dave.token, dave.id);
      const first = await say(cora, direct, 'first');
      await wire.waitFor('new_message', ({ id }) => id === first.id);
      zombie.freeze();
      for (let i = 0; i < 5; i += 1) await say(cora, direct, `meanwhile ${i}`);
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect((await cora.put(`/api/users/${dave.id}/block`)).status).toBeLessThan(300);
      zombie.thaw();
      await wire.waitFor('new_message', ({ seq }) => seq === 6, 8_000);
      const blocked = await zombie
        .api(dave.token)
        .post('/api/messaging/messages', { conversationId: direct.id, content: 'no' });
      expect(blocked.status).toBe(403);
      const back = await say(cora, direct, 'back');
      await wire.waitFor('new_message', ({ id }) => id === back.id, 5_000);
      expect(wire.of('new_message').map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    },
    LIMIT,
  );
});
