import { afterAll, describe, expect, test } from 'vitest';
import { readWithConsole } from '../../../tools/kafka.ts';
import { eventually, say } from '../support/factories.ts';
import { eventOf, firstOnes, kafkaMissing, makeTopic, readTopics, sharedBroker, withKafka } from '../support/kafka.ts';
import { consult, markRead, outboxSize, sql } from '../support/outlets.ts';
import { startServer, startServerOn, type TestServer } from '../support/server.ts';
import { chatter, expectRecords, makePrefix, telehealthTopics } from './talk.ts';

/** Milliseconds: longer than it takes where nothing else runs. */
const PATIENCE = 60_000;

describe.skipIf(kafkaMissing !== null)(withKafka, { timeout: 2 * PATIENCE }, async () => {
  if (kafkaMissing !== null) return;
  const address = await sharedBroker();
  const prefix = makePrefix();
  const topics = telehealthTopics(prefix);
  const server = await startServer({ KAFKA_BROKERS: `${address},${address}`, KAFKA_TOPIC_PREFIX: prefix });
  afterAll(() => server.stop());

  const empty = ({ databaseUrl }: Pick<TestServer, 'databaseUrl'> = server, within = PATIENCE) =>
    eventually('nothing waits', async () => (await outboxSize(databaseUrl)) === 0, within);
  const figures = async () => (await server.anonymous.get('/metrics')).text;

  test('KAF-1 telehealth’s events are records of the topic of their name, with the conversation as key', async () => {
    const { doctor, patient, chat } = await consult(server);
    const message = await say(patient, chat, 'It hurts when I laugh');
    await markRead(doctor, chat, 1);
    await empty();
    const records = (await readTopics(address, topics)).filter(({ key }) => key === chat.id);
    const told = Object.fromEntries(records.map((record) => [record.topic.slice(prefix.length), eventOf(record)]));
    expect(told).toEqual({
      'message.sent': {
        eventType: 'message.sent',
        messageId: message.id,
        conversationId: chat.id,
        senderId: patient.id,
        receiverId: doctor.id,
        messageType: 'text',
        timestamp: Date.parse(message.createdAt),
        isReceiverOnline: false,
      },
      'message.delivered': { eventType: 'message.delivered', messageId: message.id, deliveredAt: expect.any(Number) },
      'message.read': {
        eventType: 'message.read',
        conversationId: chat.id,
        messageIds: [message.id],
        readBy: doctor.id,
        readAt: expect.any(Number),
      },
    });
    for (const { topic, headers } of records)
      expect(headers).toEqual({
        'x-parley-event': topic.slice(prefix.length),
        'x-parley-delivery': expect.stringMatching(/^e\w{10,}$/),
      });
  });

  test('KAF-1 Kafka’s own consumer reads them, at the offsets and in the partitions that were acknowledged', async () => {
    const { patient, chat } = await consult(server);
    await say(patient, chat, 'Good morning');
    await empty();
    const records = await readTopics(address, topics.slice(0, 1));
    const record = records.find(({ key }) => key === chat.id);
    if (!record) throw new Error('nothing was written');
    const { partition, offset, headers, value } = record;
    const shown = Object.entries(headers).map(([name, one]) => `${name}:${one}`);
    const lines = await readWithConsole(address, record.topic, records.length, PATIENCE);
    expect(lines.split('\n')).toContain(
      [`Partition:${partition}`, `Offset:${offset}`, shown.join(','), chat.id, value].join('\t'),
    );
  });

  test('KAF-2 events of a conversation are in order, each once, many conversations at once', async () => {
    const consultations = await Promise.all(Array.from({ length: 24 }, () => consult(server)));
    const said = await chatter(consultations, 12);
    await empty();
    const records = await readTopics(address, topics);
    expectRecords(records, said);
    expect(firstOnes(records)).toHaveLength(records.length);
    for (const id of said.keys())
      for (const mine of Map.groupBy(
        records.filter(({ key }) => key === id),
        ({ topic }) => topic,
      ).values())
        expect(new Set(mine.map(({ partition }) => partition)).size).toBe(1);
  });

  test('KAF-3 an event that a broker refuses for good is parked at once, and nothing else waits for it', async () => {
    await makeTopic(address, `${prefix}large`, 1, { 'max.message.bytes': '2000' });
    const put = (key: string, name: string, id: string, size: number) =>
      sql(
        server.databaseUrl,
        `INSERT INTO event_deliveries (outlet, key, event_id, name, payload, created_at)
         VALUES ('kafka', $1, $2, $3, to_json(repeat('x', $4::int))::text, now())`,
        [key, id, name, size],
      );
    const [one, two] = ['c-one', 'c-two'];
    for (const id of ['a1', 'a2']) await put(one, 'large', id, 10);
    await put(one, 'large', 'a3', 5_000);
    await put(one, 'no topic!', 'a4', 10);
    await put(one, 'large', 'a5', 10);
    for (const id of ['b1', 'b2', 'b3']) await put(two, 'large', id, 600);
    await sql(
      server.databaseUrl,
      `INSERT INTO event_queues (outlet, key, next_at) VALUES ('kafka', $1, now()), ('kafka', $2, now())`,
      [one, two],
    );
    const parked = () =>
      sql(server.databaseUrl, 'SELECT event_id FROM event_deliveries WHERE parked_at IS NOT NULL ORDER BY id');
    await eventually(
      'two are parked',
      async () => (await parked()).length === 2 && (await outboxSize(server.databaseUrl)) === 2,
    );
    expect(await parked()).toEqual([{ event_id: 'a3' }, { event_id: 'a4' }]);
    const records = firstOnes(await readTopics(address, [`${prefix}large`]));
    const idsOf = (key: string) =>
      records.filter((record) => record.key === key).map(({ headers }) => headers['x-parley-delivery']);
    expect([idsOf(one), idsOf(two)]).toEqual([
      ['a1', 'a2', 'a5'],
      ['b1', 'b2', 'b3'],
    ]);
    expect(await figures()).toMatch(/^parley_outlet_deliveries_total\{outlet="kafka",outcome="parked"\} 2$/m);
    await sql(server.databaseUrl, 'TRUNCATE event_deliveries');
  });

  test('KAF-4 several processes share the work: each event once, in order', async () => {
    const settings = { KAFKA_BROKER: address, KAFKA_TOPIC_PREFIX: prefix };
    const others = await Promise.all([1, 2].map(() => startServerOn(server.databaseUrl, settings)));
    try {
      const consultations = await Promise.all(Array.from({ length: 12 }, () => consult(server)));
      const said = await chatter(consultations, 12);
      await empty();
      const records = await readTopics(address, topics);
      expectRecords(records, said);
      expect(firstOnes(records)).toHaveLength(records.length);
    } finally {
      await Promise.all(others.map((other) => other.close()));
    }
  });
});
