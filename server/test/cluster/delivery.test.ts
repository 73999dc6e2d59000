import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Cluster, startCluster, type TestNode } from '../support/cluster.ts';
import { CONVERSATIONS, MESSAGES, makeDirect, makeGroup, pause, say } from '../support/factories.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { together } from './site.ts';

describe.skipIf(NO_REDIS !== null).each([{ cluster: 0 }, { cluster: 3 }])('delivery between nodes (%o)', (options) => {
  let redis: RedisServer;
  let cluster: Cluster;

  beforeAll(async () => {
    redis = await startRedis(options);
    cluster = await startCluster({ nodes: 3, redisUrl: redis.url });
    await together(cluster);
  });
  afterAll(async () => {
    await cluster.stop();
    await redis.stop();
  });

  test('CLU-3 what is sent through one node reaches connections on others once and in order', async () => {
    const [a, b, c] = [cluster.at(0), cluster.at(1), cluster.at(2)];
    const { ann, bob } = await a.people('ann', 'bob');
    const direct = await makeDirect(ann, bob);
    const wires = await Promise.all([b.connect(bob.token, bob.id), c.connect(bob.token, bob.id)]);
    const sender = await a.connect(ann.token, ann.id);
    const sendThere = b.api(bob.token);
    for (let i = 0; i < 20; i += 1) {
      await Promise.all([
        sender.ask('send_message', { conversationId: direct.id, content: `a${i}` }),
        say(ann, direct, `b${i}`),
        say(sendThere, direct, `c${i}`),
      ]);
    }
    for (const wire of wires) {
      await vi.waitFor(() => expect(wire.of('new_message')).toHaveLength(60), { timeout: 5_000 });
      expect(wire.of('new_message').map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    }
    await vi.waitFor(() => expect(sender.of('new_message')).toHaveLength(40), { timeout: 5_000 });
  });

  test('CLU-3 edits, reactions, deletions, receipts, typing and new conversations cross nodes as well', async () => {
    const [a, b] = [cluster.at(0), cluster.at(1)];
    const { cora, dave } = await a.people('cora', 'dave');
    const there = await b.connect(dave.token, dave.id);
    const here = await a.connect(cora.token, cora.id);
    const group = await makeGroup(cora, [dave]);
    await there.waitFor('conversation_created', ({ id }) => id === group.id);
    const message = await say(cora, group, 'first');
    await there.waitFor('new_message', ({ id }) => id === message.id);
    await cora.put(`${MESSAGES}/${message.id}`, { content: 'second' });
    await there.waitFor('message_updated', ({ content }) => content === 'second');
    await b.api(dave.token).put(`${MESSAGES}/${message.id}/reactions/${encodeURIComponent('👍')}`);
    await here.waitFor('reaction_updated', ({ userId }) => userId === dave.id);
    await b.api(dave.token).post(`${CONVERSATIONS}/${group.id}/read`, { seq: message.seq });
    await here.waitFor('message_read_receipt', ({ seq }) => seq === message.seq);
    there.tell('typing_start', { conversationId: group.id });
    await here.waitFor('typing_indicator', ({ isTyping }) => isTyping);
    await cora.delete(`${MESSAGES}/${message.id}`);
    await there.waitFor('message_deleted', ({ messageId }) => messageId === message.id);
    await a.api(cora.token).put(`${CONVERSATIONS}/${group.id}`, { title: 'Other' });
    await there.waitFor('conversation_updated', ({ title }) => title === 'Other');
  });

  test('CLU-3 that a message reached several people is told of each, once, on every node', async () => {
    const [a, b, c] = [cluster.at(0), cluster.at(1), cluster.at(2)];
    const { eve, fay, gus, hal } = await a.people('eve', 'fay', 'gus', 'hal');
    const readers = [fay, gus, hal];
    const senders = await Promise.all([a.connect(eve.token, eve.id), c.connect(eve.token, eve.id)]);
    await Promise.all(readers.map((reader, n) => (n < 2 ? b : c).connect(reader.token, reader.id)));
    const group = await makeGroup(eve, readers);
    for (let seq = 1; seq <= 3; seq += 1) {
      const { seq: last } = await say(eve, group, `no. ${seq}`);
      for (const sender of senders) {
        const mine = () => sender.of('message_delivered').filter((mark) => mark.conversationId === group.id);
        await vi.waitFor(
          () =>
            expect(
              mine()
                .filter((mark) => mark.seq === last)
                .map(({ userId }) => userId)
                .sort(),
            ).toEqual(readers.map(({ id }) => id).sort()),
          { timeout: 5_000 },
        );
      }
    }
  });

  test('CLU-4 somebody who comes to a node hears what follows at once, whatever passed there before', async () => {
    const [a, b] = [cluster.at(0), cluster.at(1)];
    const { eve, fred } = await a.people('eve', 'fred');
    const direct = await makeDirect(eve, fred);
    const first = await b.connect(fred.token, fred.id);
    await say(eve, direct, 'one');
    await first.waitFor('new_message');
    await first.close();
    for (let i = 0; i < 5; i += 1) await say(eve, direct, `unheard ${i}`);
    await pause(1_000); // what is on its way to the node still would rightly be heard
    const second = await b.connect(fred.token, fred.id);
    const began = performance.now();
    const last = await say(eve, direct, 'last');
    await second.waitFor('new_message', ({ seq }) => seq === last.seq);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(second.of('new_message').map(({ seq }) => seq)).toEqual([last.seq]);
  });

  test('CLU-4 nor what was sent a moment before they came, to a node of theirs or to a new one', async () => {
    const [a, b] = [cluster.at(0), cluster.at(1)];
    const { ivy, jon } = await a.people('ivy', 'jon');
    const direct = await makeDirect(ivy, jon);
    const before = await a.connect(jon.token, jon.id);
    const heardAt = async (node: TestNode) => {
      const wire = await node.connect(jon.token, jon.id);
      const last = await say(ivy, direct, 'last');
      await wire.waitFor('new_message', ({ seq }) => seq === last.seq);
      expect(wire.of('new_message').map(({ seq }) => seq)).toEqual([last.seq]);
    };
    for (let i = 0; i < 10; i += 1) await say(ivy, direct, `to the node of before ${i}`);
    await before.waitFor('new_message', ({ seq }) => seq === 10);
    await pause(300); // it came to the other nodes as well, who have nobody to tell
    await heardAt(b);

    let stopped = false;
    const talk = (async () => {
      while (!stopped) {
        await say(ivy, direct, 'and on');
        await pause(20);
      }
    })();
    const late = await cluster.addNode().finally(() => {
      stopped = true;
    });
    await talk;
    await pause(300);
    await heardAt(late);
    await late.close();
  });

  test('CLU-5 removed and suspended people are cut off on all nodes within a second', async () => {
    const [a, b, c] = [cluster.at(0), cluster.at(1), cluster.at(2)];
    const { gina, hugo } = await a.people('gina', 'hugo');
    const root = await a.person('root', { role: 'admin' });
    const group = await makeGroup(gina, [hugo]);
    const wires = await Promise.all([b.connect(hugo.token, hugo.id), c.connect(hugo.token, hugo.id)]);
    await say(gina, group, 'before');
    for (const wire of wires) await wire.waitFor('new_message');
    await gina.delete(`${CONVERSATIONS}/${group.id}/members/${hugo.id}`);
    const removedAt = performance.now();
    for (const wire of wires)
      await wire.waitFor('conversation_removed', ({ conversationId }) => conversationId === group.id);
    expect(performance.now() - removedAt).toBeLessThan(1_000);
    await say(b.api(gina.token), group, 'secret');
    expect((await c.api(hugo.token).get(`${CONVERSATIONS}/${group.id}`)).status).toBe(403);
    await root.put(`/api/users/${hugo.id}`, { suspended: true });
    const suspendedAt = performance.now();
    await Promise.all(wires.map(({ closed }) => closed));
    expect(performance.now() - suspendedAt).toBeLessThan(1_000);
    expect((await c.api(hugo.token).get('/api/users/me')).status).toBe(403);
    for (const wire of wires) expect(JSON.stringify(wire.heard)).not.toContain('secret');
  });
});
