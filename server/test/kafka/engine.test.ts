import { afterAll, describe, expect, test } from 'vitest';
import { engineEvent } from '../../src/contracts/helpdesk/schema/outside.ts';
import { eventually, MESSAGES, makeGroup, say, sayAll } from '../support/factories.ts';
import { kafkaMissing, readTopics, sharedBroker, withKafka } from '../support/kafka.ts';
import { markRead, outboxSize } from '../support/outlets.ts';
import { startServer } from '../support/server.ts';
import { engineTopic, makePrefix } from './talk.ts';

/** Milliseconds: longer than it takes where nothing else runs. */
const PATIENCE = 60_000;

describe.skipIf(kafkaMissing !== null)(withKafka, { timeout: 2 * PATIENCE }, async () => {
  if (kafkaMissing !== null) return;
  const address = await sharedBroker();
  const prefix = makePrefix();
  const topic = engineTopic(prefix);
  const server = await startServer({ KAFKA_BROKERS: address, KAFKA_TOPIC_PREFIX: prefix });
  afterAll(() => server.stop());
  const told = async () =>
    (await readTopics(address, [topic])).map((record) => ({
      record,
      event: engineEvent.parse(JSON.parse(record.value)),
    }));
  const empty = () => eventually('nothing waits', async () => (await outboxSize(server.databaseUrl)) === 0, PATIENCE);

  test('KAF-1 the engine’s own events are records of one topic, a conversation’s in their order whatever they tell', async () => {
    const { ann, bo } = await server.people('ann', 'bo');
    const group = await makeGroup(ann, [bo], 'canary title');
    const [first] = await sayAll(ann, group, 'canary one', 'canary two');
    await ann.put(`${MESSAGES}/${first?.id}/reactions/👍`);
    await markRead(bo, group, 2);
    await say(bo, group, 'canary three');
    await empty();
    const all = await told();
    for (const { record, event } of all) {
      expect(record.headers).toEqual({ 'parley-event': event.type, 'parley-event-id': event.id, 'parley-schema': '1' });
      expect(record.key).toBe('conversationId' in event.data ? event.data.conversationId : record.key);
    }
    const mine = all.filter(({ record }) => record.key === group.id);
    expect(new Set(mine.map(({ record }) => record.partition)).size).toBe(1);
    expect(mine.map(({ event }) => event.type).filter((type) => type !== 'message.delivered')).toEqual([
      'conversation.created',
      'conversation.joined',
      'message.sent',
      'message.sent',
      'message.reacted',
      'message.read',
      'message.sent',
    ]);
    expect(all.filter(({ record }) => record.key === ann.id).map(({ event }) => event.type)).toContain('user.created');
    expect(JSON.stringify(all)).not.toContain('canary');
  });

  test('KAF-2 many conversations at once: of each, every message in its order', async () => {
    const { ann, bo } = await server.people('ann', 'bo');
    const groups = await Promise.all(Array.from({ length: 20 }, () => makeGroup(ann, [bo])));
    await Promise.all(
      groups.map((group) => sayAll(ann, group, ...Array.from({ length: 15 }, (_, n) => `number ${n}`))),
    );
    await empty();
    const all = await told();
    expect(new Set(all.map(({ event }) => event.id)).size).toBe(all.length);
    for (const { id } of groups) {
      const seqs = all.flatMap(({ event: { type, data } }) =>
        type === 'message.sent' && data.conversationId === id ? data.seq : [],
      );
      expect(seqs).toEqual(Array.from({ length: 15 }, (_, n) => n + 1));
    }
  });
});
