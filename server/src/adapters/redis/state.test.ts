import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_REDIS, type RedisServer, startRedis } from '../../../test/support/redis.ts';
import { describePresence } from '../../core/realtime/presence.suite.ts';
import { describeRooms } from '../../core/realtime/rooms.suite.ts';
import { Rooms } from '../../core/realtime/rooms.ts';
import { describeTyping } from '../../core/realtime/typing.suite.ts';
import { createMemoryPresence } from '../memory/presence.ts';
import { createMemoryTyping } from '../memory/typing.ts';
import type { Change } from './node-maps.ts';
import { createRedis } from './redis.ts';

import { createNodeState } from './state.ts';

const TYPING_MS = 200;
const SITE = Buffer.alloc(32, 5);

describe.skipIf(NO_REDIS !== null).each([{ cluster: 0 }, { cluster: 1 }])('state of nodes (%o)', (options) => {
  let server: RedisServer;
  let made = 0;
  beforeAll(async () => {
    server = await startRedis(options);
  });
  afterAll(() => server.stop());

  /** A node of one site, or of a site of its own. */
  async function open(site: Uint8Array = SITE) {
    made += 1;
    const redis = createRedis(server.url, site, `node${made}`, () => {}, null);
    const drifted: unknown[] = [];
    const state = createNodeState({
      ...redis,
      local: { presence: createMemoryPresence(), typing: createMemoryTyping(TYPING_MS), rooms: new Rooms() },
      now: Date.now,
      onPresenceDrift: (people) => drifted.push(...people.keys()),
      onTypingDrift: (ceased) => drifted.push(...ceased),
      onRoomDrift: (drifts) => drifted.push(...drifts),
    });
    await redis.start();
    await state.settled();
    return {
      ...state,
      redis,
      drifted,
      async close() {
        await state.close();
        await redis.close();
      },
    };
  }
  const alone = () => open(Buffer.alloc(32, 100 + made));

  if (options.cluster === 0) {
    describePresence('Redis', alone);
    describeTyping('Redis', async () => ({ ...(await alone()), durationMs: TYPING_MS }));
    describeRooms('Redis', alone);
  }

  test('CLU-50 a node knows what others have, the late ones too, until they end', async () => {
    const one = await open();
    const changes: Change[] = [];
    one.replica.set('x', 'topic with ⚡ and\nlines', 'a', 'first');
    one.replica.set('x', 'gone', '', 'soon');
    const two = await open();
    two.replica.onChange('x', (change) => changes.push(change));
    const seen = () => two.replica.others('x', 'topic with ⚡ and\nlines', 'a').get(one.redis.nodes.self);
    expect(seen()).toBe('first');
    one.replica.set('x', 'topic with ⚡ and\nlines', 'a', 'second');
    one.replica.set('x', 'gone', '', null);
    await expect.poll(seen).toBe('second');
    await expect.poll(() => two.replica.about('x', 'gone').size).toBe(0);
    expect(changes.map(({ cause, topic }) => [cause, topic])).toEqual([
      ['told', 'topic with ⚡ and\nlines'],
      ['told', 'gone'],
    ]);
    await one.close();
    await expect.poll(() => two.replica.hasAny('x')).toBe(false);
    expect(changes.at(-1)).toMatchObject({ cause: 'lost', node: one.redis.nodes.self });
    expect(await server.command('KEYS', `*node:${one.redis.nodes.self}`)).toEqual([]);
    await two.close();
  });

  test('CLU-51 what was lost on the way is found again, and what Redis forgot is written anew', async () => {
    const one = await open();
    const two = await open();
    const values = () => two.replica.others('x', 'about', 'r');
    one.replica.set('x', 'about', 'r', '1');
    await expect.poll(() => values().size).toBe(1);
    // Two does not hear this one: its connection is being opened anew.
    two.redis.connection.reset(new Error('for a moment'));
    one.replica.set('x', 'about', 'r', '2');
    one.replica.set('x', 'about', 's', '3');
    await expect.poll(() => [...values().values()], { timeout: 4_000 }).toEqual(['2']);
    await expect.poll(() => two.replica.others('x', 'about', 's').size, { timeout: 4_000 }).toBe(1);
    await server.flush();
    const three = await open();
    await expect.poll(() => three.replica.others('x', 'about', 's').size, { timeout: 4_000 }).toBe(1);
    expect(values().size).toBe(1);
    for (const node of [one, two, three]) await node.close();
  });

  test('CLU-51 what a node writes right after Redis forgot everything does not pass for all that it has', async () => {
    const one = await open();
    const two = await open();
    for (const rest of ['a', 'b', 'c']) one.replica.set('x', 'kept', rest, 'before');
    await expect.poll(() => two.replica.about('x', 'kept').size).toBe(3);
    await server.flush();
    one.replica.set('x', 'kept', 'd', 'after');
    // Read again by one that was cut off, and for the first time by one that comes.
    two.redis.connection.reset(new Error('for a moment'));
    const three = await open();
    for (const node of [two, three])
      await expect
        .poll(() => [...node.replica.about('x', 'kept').keys()].sort(), { timeout: 4_000 })
        .toEqual(['a', 'b', 'c', 'd']);
    for (const node of [one, two, three]) await node.close();
  });

  test('CLU-52 thousands of entries are read as they are, while they change', { timeout: 60_000 }, async () => {
    const one = await open();
    const name = (n: number) => `user ${n}`;
    for (let n = 0; n < 3_000; n += 1) one.presence.declare(name(n), 'c', 'online');
    const opening = open();
    const moves = Array.from({ length: 300 }, (_, n) => n * 10);
    for (const n of moves) {
      one.presence.remove(name(n), 'c');
      if (n % 100 === 0) await sleep(10);
      if (n % 30 === 0) one.presence.declare(name(n), 'c', 'busy');
    }
    const two = await opening;
    await expect.poll(() => two.presence.count(), { timeout: 10_000 }).toBe(one.presence.count());
    expect(one.presence.count()).toBe(3_000 - 200);
    for (const n of moves) expect(two.presence.of(name(n))).toEqual(one.presence.of(name(n)));
    await one.close();
    await expect.poll(() => two.presence.count(), { timeout: 10_000 }).toBe(0);
    await two.close();
  });

  test('CLU-53 who claims a place at the same moment on several nodes knows of those before it', async () => {
    const nodes = [await open(), await open(), await open()];
    for (let round = 0; round < 20; round += 1) {
      const totals = await Promise.all(
        Array.from({ length: 12 }, async (_, n) => {
          const { tally } = nodes[n % 3] as (typeof nodes)[number];
          const mine = Math.floor(n / 3) + 1;
          const elsewhere = tally.claim('kind', `person ${round}`, mine);
          // What is open is told to all at the same time.
          tally.set('kind', `person ${round}`, mine);
          return mine + (await elsewhere);
        }),
      );
      expect(totals.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    }
    await nodes[2]?.close();
    const [one] = nodes;
    await expect.poll(() => one?.tally.claim('kind', 'person 0', 4)).toBe(4);
    for (const node of nodes.slice(0, 2)) await node.close();
  });
});
