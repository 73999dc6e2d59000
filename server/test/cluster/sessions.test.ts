import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Balancer, startBalancer } from '../support/balancer.ts';
import { type Cluster, startCluster, type TestNode } from '../support/cluster.ts';
import { historyOf, makeDirect, say } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { checkHistory, writeByHttp, writeBySocket } from './writers.ts';

const TIMES = { timeout: 20_000, interval: 20 };
const patient = 240_000; // with servers that start on a busy machine

describe.skipIf(NO_REDIS !== null)('sessions that begin by polling', () => {
  let redis: RedisServer;
  let cluster: Cluster;
  let balancer: Balancer;
  let ann: Person;
  let bob: Person;
  let conversation: string;
  const sockets: Socket[] = [];

  const node = (index: number): TestNode => {
    const found = cluster.nodes[index];
    if (!found) throw new Error(`there is no node ${index}`);
    return found;
  };

  beforeAll(async () => {
    redis = await startRedis();
    cluster = await startCluster({ nodes: 3, redisUrl: redis.url });
    balancer = await startBalancer(cluster.nodes.map(({ url }) => url));
    ({ Ann: ann, Bob: bob } = await node(0).people('Ann', 'Bob'));
    ({ id: conversation } = await makeDirect(ann, bob));
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  afterAll(async () => {
    await balancer.close();
    await cluster.stop();
    await redis.stop();
  });

  function open(who: Person, options: object = {}): Socket {
    const socket = io(balancer.url, { forceNew: true, auth: { token: who.token }, ...options });
    sockets.push(socket);
    return socket;
  }

  const connected = (socket: Socket) => vi.waitFor(() => expect(socket.connected).toBe(true), TIMES);

  function send(socket: Socket, text: string): Promise<{ ok: boolean; message: { seq: number } }> {
    return socket.timeout(5_000).emitWithAck('send_message', {
      conversationId: conversation,
      content: text,
      clientId: `${text}-${Math.random()}`,
    });
  }

  test('CLU-61 a client that only polls is served through a balancer that takes each request to another node', async () => {
    const socket = open(ann, { transports: ['polling'] });
    await connected(socket);
    const heard: string[] = [];
    socket.on('new_message', ({ content }) => heard.push(content));
    for (let i = 0; i < 6; i += 1) {
      expect(await send(socket, `polled ${i}`)).toMatchObject({ ok: true });
      await say(node(i % 3).api(bob.token), { id: conversation }, `heard ${i}`);
    }
    await vi.waitFor(() => expect(heard).toEqual(Array.from({ length: 6 }, (_, i) => `heard ${i}`)), TIMES);
    expect(socket.io.engine.transport.name).toBe('polling');
    expect(socket.id).toBeDefined();
    for (const { url } of cluster.nodes) expect(balancer.given.get(url)).toBeGreaterThan(2);
  });

  test('CLU-62 a client that begins by polling goes over to WebSocket, whichever node its upgrade comes to', async () => {
    const clients = Array.from({ length: 6 }, () => open(ann));
    for (const socket of clients) {
      await connected(socket);
      await vi.waitFor(() => expect(socket.io.engine.transport.name).toBe('websocket'), TIMES);
      expect(await send(socket, 'over it is')).toMatchObject({ ok: true });
    }
  });

  test('CLU-62 a WebSocket that was passed on ends when its client does, and its presence with it', async () => {
    const socket = open(bob);
    await connected(socket);
    await vi.waitFor(() => expect(socket.io.engine.transport.name).toBe('websocket'), TIMES);
    const openNow = async () => {
      const texts = await Promise.all(cluster.nodes.map(({ anonymous }) => anonymous.get('/metrics')));
      return texts.reduce((sum, { text }) => sum + Number(/^parley_socket_connections (\d+)$/m.exec(text)?.[1]), 0);
    };
    const before = await openNow();
    socket.disconnect();
    await vi.waitFor(async () => expect(await openNow()).toBe(before - 1), TIMES);
  });

  test('CLU-63 the session of a node that is gone is unknown, and its client begins anew', {
    timeout: patient,
  }, async () => {
    const dying = await cluster.addProcess();
    balancer.use([dying.url]);
    const polling = open(ann, { transports: ['polling'], reconnectionDelay: 50 });
    const upgraded = open(ann, { reconnectionDelay: 50 });
    await connected(polling);
    await connected(upgraded);
    const first = [polling.id, upgraded.id];
    balancer.use(cluster.nodes.map(({ url }) => url));
    expect(await send(polling, 'still there')).toMatchObject({ ok: true });
    await dying.kill();
    await vi.waitFor(() => {
      expect(polling.connected && upgraded.connected).toBe(true);
      expect(first).not.toContain(polling.id);
      expect(first).not.toContain(upgraded.id);
    }, TIMES);
    expect(await send(polling, 'begun anew')).toMatchObject({ ok: true });
    const answer = await fetch(`${balancer.url}/socket.io/?EIO=4&transport=polling&sid=nobody0000-abc`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ code: 1, message: 'Session ID unknown' });
  });

  test('CLU-64 a node that stops ends what it passes on at once, and stops in time', { timeout: patient }, async () => {
    const stopping = await cluster.addNode();
    balancer.use([node(0).url]);
    const polling = open(ann, { transports: ['polling'], reconnectionDelay: 50 });
    const native = open(ann, { transports: ['websocket'], reconnectionDelay: 50 });
    await connected(polling);
    await connected(native);
    balancer.use([stopping.url]);
    const upgraded = open(ann, { reconnectionDelay: 50 });
    await connected(upgraded);
    await vi.waitFor(() => expect(upgraded.io.engine.transport.name).toBe('websocket'), TIMES);
    expect(await send(polling, 'through the other')).toMatchObject({ ok: true });
    balancer.use([node(1).url, node(2).url]);
    const began = performance.now();
    await stopping.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    for (const socket of [polling, native, upgraded]) {
      await vi.waitFor(async () => expect(await send(socket, 'goes on')).toMatchObject({ ok: true }), TIMES);
    }
  });

  test('CLU-65 nodes behind a balancer are replaced one by one under load: no send is lost or fails, order is kept', {
    timeout: patient,
  }, async () => {
    let running = [await cluster.addNode(), await cluster.addNode()];
    balancer.use(running.map(({ url }) => url));
    const direct = await makeDirect(ann, (await node(0).people('Cid')).Cid);
    const writers = [
      writeBySocket(balancer.url, ann, direct.id),
      writeBySocket(balancer.url, ann, direct.id, { transports: ['polling'] }),
      writeBySocket(balancer.url, ann, direct.id, { transports: ['websocket'] }),
      writeByHttp(balancer.url, ann, direct.id),
    ];
    const goOn = async () => {
      const counts = writers.map(({ acked }) => acked.size);
      const more = () => writers.every(({ acked }, at) => acked.size > (counts[at] ?? 0) + 10);
      await vi.waitFor(() => expect(more()).toBe(true), { timeout: 60_000, interval: 50 });
    };
    await goOn();
    for (const old of running) {
      running = [...running.filter((one) => one !== old), await cluster.addNode()];
      balancer.use(running.map(({ url }) => url));
      await goOn();
      await old.close();
      await goOn();
    }
    await Promise.all(writers.map((writer) => writer.stop()));
    checkHistory(writers, await historyOf(ann, direct));
    balancer.use(cluster.nodes.slice(0, 3).map(({ url }) => url));
    await Promise.all(running.map((one) => one.close()));
  });
});
