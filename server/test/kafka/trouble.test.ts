import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { startChild } from '../faults/child.ts';
import { makeFolder, serve } from '../startup/program.ts';
import { createClients } from '../support/clients.ts';
import { eventually, pause, say } from '../support/factories.ts';
import {
  firstOnes,
  kafkaMissing,
  makeTopic,
  type OwnBroker,
  readTopics,
  startBroker,
  withKafka,
} from '../support/kafka.ts';
import { type Consultation, consult, outboxSize, sql } from '../support/outlets.ts';
import { createDatabase } from '../support/postgres.ts';
import { startServer, startServerOn, type TestServer } from '../support/server.ts';
import { testVariables } from '../support/settings.ts';
import { chatter, engineTopic, expectRecords, makePrefix, telehealthTopics } from './talk.ts';

/** Milliseconds. */
const PATIENCE = 60_000;
const LIMIT = 240_000;

describe.skipIf(kafkaMissing !== null)(withKafka, async () => {
  if (kafkaMissing !== null) return;
  const broker: OwnBroker = await startBroker({ 'auto.create.topics.enable': 'false' });
  afterAll(() => broker.close());
  // Whatever became of the test before.
  beforeEach(() => broker.revive(), LIMIT);
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  }, LIMIT);

  /** Topics that nobody else uses, and what makes a server write to them. */
  async function openTopics() {
    const prefix = makePrefix();
    const topics = telehealthTopics(prefix);
    await Promise.all([...topics, engineTopic(prefix)].map((topic) => makeTopic(broker.address, topic, 3)));
    return { topics, settings: { KAFKA_BROKERS: broker.address, KAFKA_TOPIC_PREFIX: prefix } };
  }

  async function open() {
    const { topics, settings } = await openTopics();
    const server = await startServer(settings);
    closing.push(() => server.stop());
    const consultations = await Promise.all(Array.from({ length: 6 }, () => consult(server)));
    return { topics, settings, server, consultations };
  }

  // Longer than it takes where nothing else runs: what counts is that it ends.
  const empty = ({ databaseUrl }: Pick<TestServer, 'databaseUrl'>) =>
    eventually('nothing waits', async () => (await outboxSize(databaseUrl)) === 0, PATIENCE);

  /** Milliseconds that the middle one of some sends takes. */
  async function medianOf({ patient, chat }: Consultation, count: number): Promise<number> {
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const began = performance.now();
      await say(patient, chat, 'Is anybody there?');
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b)[count >> 1] ?? Number.POSITIVE_INFINITY;
  }

  /** What was said before, and then what was said after. */
  const joined = (...parts: readonly ReadonlyMap<string, readonly string[]>[]) =>
    new Map([...(parts[0]?.keys() ?? [])].map((id) => [id, parts.flatMap((part) => part.get(id) ?? [])]));

  test(
    'KAF-5 a broker that is killed delays events and loses none; sends take no longer, and no conversation is blamed',
    async () => {
      const { topics, server, consultations } = await open();
      const before = await chatter(consultations, 4);
      const patience = await consult(server);
      const calm = await medianOf(patience, 40);
      await broker.kill();
      const during = await chatter(consultations, 4);
      await pause(5_000);
      expect(await medianOf(patience, 40)).toBeLessThan(Math.max(100, 3 * calm));
      const failing = await sql(server.databaseUrl, 'SELECT max(failures)::int AS failures FROM event_queues');
      expect(failing[0]?.failures).toBeLessThanOrEqual(2);
      await broker.start();
      await empty(server);
      const after = await chatter(consultations, 4);
      await empty(server);
      const records = await readTopics(broker.address, topics);
      expectRecords(records, joined(before, during, after));
      const metrics = (await server.anonymous.get('/metrics')).text;
      expect(metrics).not.toMatch(/outcome="parked"\} [1-9]/);
      expect(await sql(server.databaseUrl, 'SELECT 1 FROM event_deliveries')).toEqual([]);
    },
    LIMIT,
  );

  test(
    'KAF-6 a broker that hangs delays events, and what it had taken meanwhile comes again under the same id',
    async () => {
      const { topics, server, consultations } = await open();
      const before = await chatter(consultations, 3);
      const patience = await consult(server);
      const calm = await medianOf(patience, 40);
      broker.signal('SIGSTOP');
      const during = await chatter(consultations, 3);
      expect(await medianOf(patience, 40)).toBeLessThan(Math.max(100, 3 * calm));
      await pause(6_000);
      broker.signal('SIGCONT');
      await empty(server);
      const after = await chatter(consultations, 3);
      await empty(server);
      expectRecords(await readTopics(broker.address, topics), joined(before, during, after));
    },
    LIMIT,
  );

  test(
    'KAF-7 a server that is killed after the broker took events tells them again under the same ids, in order',
    async () => {
      const { topics, settings } = await openTopics();
      const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
      closing.push(() => database.drop());
      const folder = await makeFolder();
      closing.push(() => folder.remove());
      const script = join(import.meta.dirname, '../faults/server.ts');
      const variables = { ...testVariables(database.url, join(folder.path, 'data'), settings), PATH: process.env.PATH };
      const people = await startServerOnce(database.url);
      const consultations = await Promise.all(Array.from({ length: 6 }, () => consult(people)));
      const parts: Map<string, string[]>[] = [];
      for (const pass of ['1', '4', '9']) {
        const child = startChild(script, ['--failpoint', 'P6', '--pass', pass], variables, folder.path);
        closing.push(() => child.end('SIGKILL'));
        parts.push(await chatter(consultations, 4));
        await child.ended;
        expect(child.said('HIT P6')).toBe(true);
      }
      const next = await startServerOn(database.url, settings);
      closing.push(() => next.close());
      await empty({ databaseUrl: database.url });
      const records = await readTopics(broker.address, topics);
      expectRecords(records, joined(...parts));
      expect(records.length).toBeGreaterThan(firstOnes(records).length);
    },
    LIMIT,
  );

  /** A server that puts events down for Kafka and reaches none, so that only others send them. */
  async function startServerOnce(databaseUrl: string) {
    const folder = await makeFolder();
    closing.push(() => folder.remove());
    const settings = { KAFKA_BROKERS: '127.0.0.1:1' };
    const program = await serve(folder.path, testVariables(databaseUrl, join(folder.path, 'data'), settings));
    const { leave, ...clients } = createClients(program.url);
    closing.push(async () => {
      leave();
      program.signal('SIGTERM');
      await program.ended;
    });
    return clients;
  }

  test(
    'KAF-8 a topic that is missing and not made delays its own events only, until somebody makes it',
    async () => {
      const prefix = makePrefix();
      const [sent = '', delivered = '', read = ''] = telehealthTopics(prefix);
      await makeTopic(broker.address, sent, 1);
      await makeTopic(broker.address, delivered, 1);
      await makeTopic(broker.address, engineTopic(prefix), 1);
      const server = await startServer({ KAFKA_BROKERS: broker.address, KAFKA_TOPIC_PREFIX: prefix });
      closing.push(() => server.stop());
      const consultations = await Promise.all([consult(server), consult(server)]);
      const before = await chatter(consultations, 3);
      await eventually(
        'it has been tried',
        async () => {
          const metrics = (await server.anonymous.get('/metrics')).text;
          return /outlet="kafka",outcome="failed"\} [1-9]/.test(metrics);
        },
        PATIENCE,
      );
      const other = await consult(server);
      await say(other.patient, other.chat, 'not read by anybody');
      const keys = async () => (await readTopics(broker.address, [sent])).map(({ key }) => key);
      await eventually('the others go on', async () => (await keys()).includes(other.chat.id), PATIENCE);
      await makeTopic(broker.address, read, 1);
      await sql(server.databaseUrl, 'UPDATE event_queues SET next_at = now()');
      await empty(server);
      expectRecords(await readTopics(broker.address, [sent, delivered, read]), before);
    },
    LIMIT,
  );

  test(
    'KAF-9 no word of a message stands in a record or a log, and a server ends in time while its broker hangs',
    async () => {
      const { topics, settings } = await openTopics();
      const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
      closing.push(() => database.drop());
      const folder = await makeFolder();
      closing.push(() => folder.remove());
      const variables = testVariables(database.url, join(folder.path, 'data'), { ...settings, LOG_LEVEL: 'debug' });
      const program = await serve(folder.path, variables);
      const { leave, ...clients } = createClients(program.url);
      const { patient, chat } = await consult(clients);
      await say(patient, chat, 'canary-text', { metadata: { note: 'canary-metadata' }, clientId: 'canary-client' });
      await empty({ databaseUrl: database.url });
      const records = await readTopics(broker.address, topics);
      broker.signal('SIGSTOP');
      await say(patient, chat, 'canary-text again');
      await eventually(
        'it is known to hang',
        async () => {
          const metrics = (await clients.anonymous.get('/metrics')).text;
          return /outlet="kafka",outcome="failed"\} [1-9]/.test(metrics);
        },
        PATIENCE,
      );
      leave();
      const began = performance.now();
      program.signal('SIGTERM');
      const { code, stdout, stderr } = await program.ended;
      expect([code, stderr]).toEqual([0, '']);
      expect(performance.now() - began).toBeLessThan(10_000);
      broker.signal('SIGCONT');
      expect(records.length).toBeGreaterThan(0);
      expect(stdout).toContain('another service does not take');
      expect(`${stdout} ${JSON.stringify(records)}`).not.toContain('canary');
    },
    LIMIT,
  );
});
