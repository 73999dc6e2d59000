import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster, type TestNode } from '../support/cluster.ts';
import { MESSAGES, makeDirect } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import type { Settings } from '../support/settings.ts';

describe.skipIf(NO_REDIS !== null)('limits over nodes', { timeout: 60_000 }, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  async function on(settings: Settings, play: (nodes: readonly TestNode[], cluster: Cluster) => Promise<void>) {
    // A node that ended while Redis was away left what it had said there, until that expires.
    await redis.command('FLUSHALL');
    const cluster = await startCluster({ nodes: 3, redisUrl: redis.url, settings });
    try {
      await play(cluster.nodes, cluster);
    } finally {
      await cluster.stop();
    }
  }
  function firstOf(nodes: readonly TestNode[]): TestNode {
    const [first] = nodes;
    if (!first) throw new Error('there is no node');
    return first;
  }
  const count = (list: readonly boolean[]) => list.filter(Boolean).length;

  test('RED-20 sends count together over nodes and transports, to the last one', async () => {
    await on({ RATE_LIMIT_MESSAGES_PER_HOUR: '20' }, async (nodes) => {
      const first = firstOf(nodes);
      const { ann, bo } = await first.people('ann', 'bo');
      const { id: conversationId } = await makeDirect(ann, bo);
      const wires = await Promise.all(nodes.map((node) => node.connect(ann.token, ann.id)));
      const sent: boolean[] = [];
      for (let turn = 0; turn < 30; turn += 1) {
        const node = turn % 3;
        const body = { conversationId, content: `no. ${turn}` };
        if (turn % 2 === 0) sent.push((await nodes[node]?.api(ann.token).post(MESSAGES, body))?.status === 201);
        else sent.push((await wires[node]?.ask('send_message', body))?.ok === true);
      }
      expect(count(sent.slice(0, 20))).toBe(20);
      expect(count(sent)).toBe(20);
      expect((await nodes[1]?.api(ann.token).post(MESSAGES, { conversationId, content: 'x' }))?.status).toBe(429);
      expect((await wires[2]?.ask('send_message', { conversationId, content: 'x' }))?.code).toBe('rate_limited');
      expect((await nodes[2]?.api(bo.token).post(MESSAGES, { conversationId, content: 'mine' }))?.status).toBe(201);
    });
  });

  test('RED-21 many at once through three nodes pass a limit by a twentieth at most', async () => {
    await on({ RATE_LIMIT_MAX_REQUESTS: '300' }, async (nodes) => {
      const { ann, bo } = await firstOf(nodes).people('ann', 'bo');
      const wires = await Promise.all(nodes.map((node) => node.connect(ann.token, ann.id)));
      const answers = await Promise.all(
        Array.from({ length: 450 }, async (_, turn) => {
          const node = turn % 3;
          if (turn % 2 === 0) return (await nodes[node]?.api(ann.token).get('/api/users/me'))?.status === 200;
          return (await wires[node]?.ask('resume', { conversations: {} }))?.ok === true;
        }),
      );
      // Introducing her was a request, too.
      expect(count(answers)).toBeGreaterThanOrEqual(299);
      expect(count(answers)).toBeLessThanOrEqual(315);
      for (const node of nodes) expect((await node.api(bo.token).get('/api/users/me')).status).toBe(200);
    });
  });

  test('LIMIT-3 a household’s addresses and headers of its own making count as one, on all nodes', async () => {
    await on({ RATE_LIMIT_MAX_REQUESTS: '12', TRUST_PROXY: '1' }, async (nodes) => {
      const ask = async (turn: number, address: string) =>
        (await nodes[turn % 3]?.anonymous.get('/api/users/me', { headers: { 'x-forwarded-for': address } }))?.status;
      const statuses: (number | undefined)[] = [];
      for (let turn = 0; turn < 30; turn += 1)
        statuses.push(await ask(turn, `10.0.0.${turn}, 2001:db8:7:8:${turn.toString(16)}::${turn}`));
      expect(statuses.filter((status) => status === 401)).toHaveLength(12);
      expect(statuses.slice(12).every((status) => status === 429)).toBe(true);
      expect(await ask(0, '2001:db8:7:9::1')).toBe(401);
      for (let turn = 0; turn < 14; turn += 1)
        statuses.push(await ask(turn, turn % 2 === 0 ? '198.51.100.7' : '::ffff:198.51.100.7'));
      expect(statuses.slice(30).filter((status) => status === 401)).toHaveLength(12);
      expect(await ask(0, '::ffff:198.51.100.8')).toBe(401);
    });
  });

  test('RED-22 without Redis limits hold on each node, and frames keep their order', async () => {
    await on({ RATE_LIMIT_MESSAGES_PER_HOUR: '10' }, async (nodes) => {
      const first = firstOf(nodes);
      const { ann, bo } = await first.people('ann', 'bo');
      const { id: conversationId } = await makeDirect(ann, bo);
      const wire = await first.connect(ann.token, ann.id);
      const send = (from: number, to: number) =>
        Promise.all(
          Array.from({ length: to - from }, (_, n) =>
            wire.ask('send_message', { conversationId, content: `${from + n}` }),
          ),
        );
      const early = send(0, 4);
      await redis.kill();
      const late = send(4, 20);
      const acks = [...(await early), ...(await late)];
      const texts = acks.flatMap(({ ok, raw }) =>
        ok ? [(raw as { message: { content: string; seq: number } }).message] : [],
      );
      expect(texts.length).toBeGreaterThanOrEqual(10);
      expect(texts.length).toBeLessThanOrEqual(14);
      expect(texts.map(({ content }) => Number(content))).toEqual(
        texts.map(({ content }) => Number(content)).sort((a, b) => a - b),
      );
      expect(texts.map(({ seq }) => seq)).toEqual(texts.map((_, n) => n + 1));
      await redis.restart();
    });
  });

  test('CLU-45 connections to marketplace are counted over all nodes, and free again when a node dies', async () => {
    await on({ MAX_CONNECTIONS_PER_USER: '3' }, async (nodes, cluster) => {
      const third = await cluster.addProcess();
      const ann = await firstOf(nodes).person('ann');
      const open = (node: { readonly url: string }, who: Person) => {
        const socket = io(`${node.url}/chat`, {
          path: '/marketplace/socket.io',
          transports: ['websocket'],
          forceNew: true,
          reconnection: false,
          auth: { token: who.token },
        });
        return new Promise<() => void>((resolve, reject) => {
          socket.on('connect', () => resolve(() => void socket.disconnect()));
          socket.on('connect_error', reject);
        });
      };
      const [one, two] = nodes as [TestNode, TestNode];
      const rush = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => open(n % 2 === 0 ? one : two, ann)));
      const entered = rush.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(entered).toHaveLength(3);
      for (const close of entered) close();
      const again = async (): Promise<(() => void)[] | null> => {
        const opened = await Promise.allSettled([one, two, third].map((node) => open(node, ann)));
        const closers = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
        if (closers.length === 3) return closers;
        for (const close of closers) close();
        return null;
      };
      const closers: (() => void)[] = [];
      await expect.poll(async () => closers.push(...((await again()) ?? []))).toBe(3);
      await expect.poll(() => redis.command('KEYS', `*:node:${'?'.repeat(10)}`)).toHaveLength(4);
      for (const node of [one, two, third]) await expect(open(node, ann)).rejects.toThrow('Too many connections');
      closers[1]?.();
      await expect.poll(() => open(one, ann).then((close) => void closers.push(close), String)).toBeUndefined();
      await expect(open(two, ann)).rejects.toThrow('Too many connections');
      await third.kill();
      await expect
        .poll(() => open(two, ann).then((close) => void closers.push(close), String), { timeout: 4_000 })
        .toBeUndefined();
      for (const close of closers) close();
    });
  });
});
