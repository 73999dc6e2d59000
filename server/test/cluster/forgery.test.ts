import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAttachmentStore } from '../../src/adapters/postgres/attachments.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createPacketSeal, type PacketSeal } from '../../src/adapters/redis/packet.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { makeDirect, makeGroup, pause, say } from '../support/factories.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { quiet } from '../support/wire.ts';
import { together } from './site.ts';

const LIMIT = 60_000;
const SHARDS = 16;

describe.skipIf(NO_REDIS !== null)('T29 packets that no node of the site made', () => {
  let redis: RedisServer;
  let cluster: Cluster;
  let siteKey: Uint8Array;

  beforeAll(async () => {
    redis = await startRedis();
    cluster = await startCluster({ nodes: 2, redisUrl: redis.url });
    await together(cluster);
    const pool = createPool(cluster.databaseUrl, 1);
    siteKey = await createAttachmentStore(pool).siteKey();
    await pool.end();
  });
  afterAll(async () => {
    await cluster.stop();
    await redis.stop();
  });

  const channelsOf = (seal: PacketSeal) => Array.from({ length: SHARDS }, (_, i) => `${seal.prefix}{${i}}`);

  /** Publishes in all channels what `make` gives for each. */
  async function publish(make: (channel: string) => Buffer): Promise<void> {
    for (const channel of channelsOf(createPacketSeal(siteKey, 'name')))
      await redis.command('PUBLISH', channel, make(channel));
  }

  async function dropped(): Promise<number> {
    const { text } = await cluster.at(1).anonymous.get('/metrics');
    return Number(/^parley_bus_packets_dropped_total (\d+)$/m.exec(text)?.[1]);
  }

  test(
    'CLU-8 forged and malformed packets are dropped and counted, and nobody hears of them',
    async () => {
      const [a, b] = [cluster.at(0), cluster.at(1)];
      const { ann, bob, eve } = await a.people('ann', 'bob', 'eve');
      const direct = await makeDirect(ann, bob);
      const wire = await b.connect(bob.token, bob.id);
      const first = await say(ann, direct, 'first');
      await wire.waitFor('new_message', ({ id }) => id === first.id);
      await quiet([wire]);
      const before = await dropped();
      const message = { ...first, seq: 2, id: `${first.id.slice(0, -1)}2`, content: 'forged', senderId: ann.id };
      const event = { type: 'message.sent', conversationId: direct.id, message, connectionId: null };
      const line = (body: object) => `event ${direct.id} ${JSON.stringify(body)}`;
      const [stranger, own] = [createPacketSeal(Buffer.alloc(32, 1), 'stranger'), createPacketSeal(siteKey, 'insider')];
      const sealed = (by: PacketSeal, body: string, number: number) => (channel: string) =>
        by.seal(channel, { kind: 'data', number, body });
      const packets: ((channel: string) => Buffer)[] = [
        () => Buffer.alloc(0),
        () => Buffer.from('1d'),
        () => Buffer.from(JSON.stringify(event)),
        () => Buffer.alloc(1_000_000, 0x31),
        sealed(stranger, line(event), 1),
        // Sealed for another channel, then changed in one bit.
        () => own.seal('elsewhere', { kind: 'data', number: 1, body: line(event) }),
        (channel) => {
          const packet = own.seal(channel, { kind: 'data', number: 1, body: line(event) });
          packet[packet.length - 1] = (packet.at(-1) ?? 0) ^ 1;
          return packet;
        },
        // What verifies and is of no known form.
        sealed(own, line({ ...event, type: 'message.invented' }), 1),
        sealed(own, line({ ...event, type: 'constructor' }), 2),
        sealed(own, line({ ...event, message: { ...message, seq: 'two' } }), 3),
        sealed(own, line({ ...event, conversationId: 'another' }), 4),
        sealed(own, `event ${direct.id} {"type":`, 5),
        sealed(own, `unknown ${direct.id} {}`, 6),
        sealed(own, '\n\n \n', 7),
        // The same once more.
        sealed(own, line(event), 5),
      ];
      for (const packet of packets) await publish(packet);
      await pause(300);
      await quiet([wire]);
      expect(JSON.stringify(wire.heard)).not.toContain('forged');
      expect((await dropped()) - before).toBeGreaterThanOrEqual(packets.length * SHARDS);
      const second = await say(ann, direct, 'second');
      await wire.waitFor('new_message', ({ id }) => id === second.id, 5_000);
      // Even a packet that a node could have made reaches only those whom this node knows to be members.
      const group = await makeGroup(ann, [eve], 'Elsewhere');
      const secret = {
        ...event,
        conversationId: group.id,
        message: { ...message, conversationId: group.id, content: 'canary' },
      };
      await publish(sealed(own, `event ${group.id} 2\t${bob.id}\t${JSON.stringify(secret)}`, 20));
      await pause(300);
      expect(JSON.stringify(wire.heard)).not.toContain('canary');
    },
    LIMIT,
  );
});
