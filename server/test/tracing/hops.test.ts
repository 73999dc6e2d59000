import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { together } from '../cluster/site.ts';
import { makePrefix } from '../kafka/talk.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { type Collector, openCollector, type SentSpan } from '../support/collector.ts';
import { eventually } from '../support/factories.ts';
import { kafkaMissing, type ReadRecord, readTopics, sharedBroker, withKafka } from '../support/kafka.ts';
import { consult } from '../support/outlets.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import type { Settings } from '../support/settings.ts';

const LIMIT = 120_000;
const PLACE = /00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]/;
const [CLIENT, PRODUCER, CONSUMER] = [3, 4, 5];
const acked = z.looseObject({ ok: z.literal(true) });

describe.skipIf(NO_REDIS !== null)('two nodes on one Redis', () => {
  let redis: RedisServer;
  let collector: Collector;
  const clusters: Cluster[] = [];
  beforeAll(async () => {
    [redis, collector] = await Promise.all([startRedis(), openCollector()]);
  }, LIMIT);
  afterAll(async () => {
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    await collector.close();
    await redis.stop();
  });

  const traced = () => ({ OTEL_TRACES_ENABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: collector.listener.url });

  async function start(settings: Settings): Promise<Cluster> {
    const cluster = await startCluster({ nodes: 2, redisUrl: redis.url, settings });
    clusters.push(cluster);
    await together(cluster);
    return cluster;
  }

  /** A patient says something over a socket of the first node, which a doctor at the second one hears. */
  async function talk(cluster: Cluster): Promise<void> {
    const { doctor, patient, chat } = await consult(cluster.at(0));
    const [speaking, hearing] = [await patient.connect(), await cluster.at(1).connect(doctor.token, doctor.id)];
    const said = { conversationId: chat.id, content: 'Geheimes Leiden', tempId: 'one' };
    acked.parse(await speaking.ask('send_message', said));
    await hearing.waitFor('new_message', ({ conversationId }) => conversationId === chat.id);
  }

  /** All that nodes say to each other, as text. */
  async function overhear() {
    const client = createClient({ url: redis.url });
    client.on('error', () => {});
    await client.connect();
    const heard: string[] = [];
    await client.pSubscribe('parley:*', (packet) => void heard.push(packet));
    return { text: () => heard.join('\n'), close: () => client.destroy() };
  }

  const named = (name: string, more: (span: SentSpan) => boolean) =>
    collector.find(name, (span) => span.name === name && more(span));

  test('TRACE-8 a message is followed from its frame to its commit and to its showing on another node', {
    timeout: LIMIT,
  }, async () => {
    const cluster = await start(traced());
    const ear = await overhear();
    await talk(cluster);
    const frame = await named('WS send_message', () => true);
    const { traceId, node } = frame;
    const commit = await named('write message', (span) => span.traceId === traceId);
    expect(commit).toMatchObject({ parent: frame.spanId, kind: CLIENT, node });
    const there = await named('deliver message.sent', (span) => span.traceId === traceId && span.node !== node);
    expect(there).toMatchObject({ parent: frame.spanId, kind: CONSUMER, status: { code: 0 } });
    expect(there.startedAt).toBeGreaterThan(commit.startedAt);
    const here = await named('deliver message.sent', (span) => span.traceId === traceId && span.node === node);
    expect(here.parent).toBe(frame.spanId);
    expect(ear.text()).toContain(traceId);
    expect(collector.text()).not.toContain('Geheimes');
    ear.close();
  });

  test('TRACE-8 without traces nothing of any is in what nodes say to each other', { timeout: LIMIT }, async () => {
    const cluster = await start({});
    const ear = await overhear();
    await talk(cluster);
    await eventually('it was heard', async () => ear.text().includes('Geheimes'), 5_000);
    expect(ear.text()).not.toMatch(PLACE);
    ear.close();
  });

  test.skipIf(kafkaMissing !== null)(
    `TRACE-8 and to its records in Kafka (${withKafka})`,
    {
      timeout: LIMIT,
    },
    async () => {
      const [address, prefix] = [await sharedBroker(), makePrefix()];
      const cluster = await start({ ...traced(), KAFKA_BROKERS: address, KAFKA_TOPIC_PREFIX: prefix });
      await talk(cluster);
      const topics = [`${prefix}message.sent`, `${prefix}parley.events`];
      let records: ReadRecord[] = [];
      const sent = () =>
        records.filter(({ headers }) => (headers['x-parley-event'] ?? headers['parley-event']) === 'message.sent');
      await eventually(
        'both records',
        async () => {
          records = await readTopics(address, topics);
          return sent().length === 2;
        },
        30_000,
      );
      for (const { topic, headers } of sent()) {
        const [, traceId, spanId] = (headers.traceparent ?? '').split('-');
        const sending = await named('send kafka', (span) => span.spanId === spanId).catch(() =>
          named('send kafka-engine', (span) => span.spanId === spanId),
        );
        expect([topic, sending.traceId, sending.kind]).toEqual([topic, traceId, PRODUCER]);
        const frame = await named('WS send_message', (span) => span.traceId === traceId);
        expect(sending.parent).toBe(frame.spanId);
        await named('write message', (span) => span.parent === frame.spanId);
        await named('deliver message.sent', (span) => span.parent === frame.spanId && span.node !== frame.node);
      }
      const health = await cluster.at(0).anonymous.get('/health/ready');
      expect(health.text).toContain('"kafka":{"status":"up"}');
    },
  );
});
