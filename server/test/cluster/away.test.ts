import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { CONVERSATIONS, MESSAGES, makeDirect, makeGroup, pause, say } from '../support/factories.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { together } from './site.ts';

/** The ways in which Redis can be gone, and how it comes back. */
const WAYS = [
  { way: 'killed', go: (redis: RedisServer) => redis.kill(), back: (redis: RedisServer) => redis.restart() },
  { way: 'frozen', go: async (redis: RedisServer) => redis.freeze(), back: async (redis: RedisServer) => redis.thaw() },
];
const LIMIT = 60_000;

describe.skipIf(NO_REDIS !== null)('nodes without their Redis', () => {
  let redis: RedisServer;
  let cluster: Cluster;

  beforeAll(async () => {
    redis = await startRedis();
    cluster = await startCluster({ nodes: 2, redisUrl: redis.url });
    await together(cluster);
  });
  afterAll(async () => {
    await cluster.stop();
    await redis.stop();
  });

  test.each(WAYS)(
    'RED-2 while Redis is $way sends are acknowledged, and reach other nodes within 5 seconds; 10 seconds after its return all is as before',
    async ({ go, back }) => {
      const [a, b] = [cluster.at(0), cluster.at(1)];
      const { ann, bob } = await a.people('ann', 'bob');
      const direct = await makeDirect(ann, bob);
      const there = await b.connect(bob.token, bob.id);
      const first = await say(ann, direct, 'first');
      await there.waitFor('new_message', ({ id }) => id === first.id);
      await go(redis);
      let longest = 0;
      for (let i = 0; i < 20; i += 1) {
        const began = performance.now();
        const message = await say(ann, direct, `without ${i}`);
        longest = Math.max(longest, performance.now() - began);
        if (i % 5 === 0) await there.waitFor('new_message', ({ id }) => id === message.id, 5_000);
        await pause(50);
      }
      expect(longest).toBeLessThan(3_000);
      await say(b.api(bob.token), direct, 'answer');
      await ann.put(`${MESSAGES}/${first.id}`, { content: 'edited' });
      await there.waitFor('message_updated', ({ content }) => content === 'edited', 5_000);
      await ann.put(`${MESSAGES}/${first.id}/reactions/${encodeURIComponent('👍')}`);
      await there.waitFor('reaction_updated', ({ userId }) => userId === ann.id, 5_000);
      await ann.delete(`${MESSAGES}/${first.id}`);
      await there.waitFor('message_deleted', ({ messageId }) => messageId === first.id, 5_000);
      const group = await makeGroup(ann, [bob]);
      await there.waitFor('conversation_created', ({ id }) => id === group.id, 5_000);
      await back(redis);
      const last = await say(ann, direct, 'last');
      await there.waitFor('new_message', ({ id }) => id === last.id, 10_000);
      await together(cluster, 'up', 10_000);
      const again = await say(ann, direct, 'again');
      await there.waitFor('new_message', ({ id }) => id === again.id, 5_000);
      // What was followed and what was announced is one stream.
      const seqs = there
        .of('new_message')
        .filter(({ conversationId }) => conversationId === direct.id)
        .map(({ seq }) => seq);
      expect(seqs).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
      expect(there.of('conversation_created').filter(({ id }) => id === group.id)).toHaveLength(1);
      await there.close();
    },
    LIMIT,
  );

  test(
    'RED-3 without Redis removed and suspended people are cut off on other nodes within 5 seconds',
    async () => {
      const [a, b] = [cluster.at(0), cluster.at(1)];
      const { cora, dave } = await a.people('cora', 'dave');
      const root = await a.person('root', { role: 'admin' });
      const group = await makeGroup(cora, [dave]);
      const there = await b.connect(dave.token, dave.id);
      const first = await say(cora, group, 'first');
      await there.waitFor('new_message', ({ id }) => id === first.id);
      await redis.kill();
      await cora.delete(`${CONVERSATIONS}/${group.id}/members/${dave.id}`);
      await there.waitFor('conversation_removed', ({ conversationId }) => conversationId === group.id, 5_000);
      await say(cora, group, 'secret');
      await say(b.api(cora.token), group, 'secret too');
      expect((await b.api(dave.token).get(`${CONVERSATIONS}/${group.id}`)).status).toBe(403);
      await root.put(`/api/users/${dave.id}`, { suspended: true });
      const suspendedAt = performance.now();
      await there.closed;
      expect(performance.now() - suspendedAt).toBeLessThan(5_000);
      expect((await b.api(dave.token).get('/api/users/me')).status).toBe(403);
      expect(JSON.stringify(there.heard)).not.toContain('secret');
      await redis.restart();
      await together(cluster, 'up', 10_000);
    },
    LIMIT,
  );

  test(
    'RED-4 FLUSHALL, and a Redis that ends and is there again at once, lose nothing',
    async () => {
      const [a, b] = [cluster.at(0), cluster.at(1)];
      const { eve, fred } = await a.people('eve', 'fred');
      const direct = await makeDirect(eve, fred);
      const there = await b.connect(fred.token, fred.id);
      const say20 = async (text: string) => {
        for (let i = 0; i < 20; i += 1) await say(eve, direct, `${text} ${i}`);
      };
      await Promise.all([say20('flushed'), redis.flush()]);
      await Promise.all([say20('restarted'), redis.kill().then(() => redis.restart())]);
      const last = await say(eve, direct, 'last');
      await there.waitFor('new_message', ({ id }) => id === last.id, 10_000);
      expect(there.of('new_message').map(({ seq }) => seq)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
      await together(cluster, 'up', 10_000);
    },
    LIMIT,
  );
});
