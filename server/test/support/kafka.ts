import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Admin, Consumer, stringDeserializers } from '@platformatic/kafka';
import { inject } from 'vitest';
import { downloadKafka, type KafkaBroker, missingForKafka, startKafka } from '../../../tools/kafka.ts';
import { freePort } from '../../../tools/ports.ts';
import { type OutsideEvent, readOutsideEvent } from './outlets.ts';

/** Why tests with a broker are left out here; null: they are not. */
export const kafkaMissing = await whyMissing();
/** What such a group of tests is called. */
export const withKafka = kafkaMissing === null ? 'with a broker' : `with a broker (left out: ${kafkaMissing})`;

/** A record as it was read back from the broker. */
export type ReadRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** Address of the broker that all tests of the run share: nobody stops it. */
export async function sharedBroker(): Promise<string> {
  const answer = await fetch(inject('kafkaDesk'));
  if (answer.status !== 200) throw new Error(await answer.text());
  return answer.text();
}

/** A broker of one's own, which may be killed, frozen and started again at its address. */
export type OwnBroker = {
  readonly address: string;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Starts it where it is gone, and lets it go on where it is frozen. */
  revive(): Promise<void>;
  close(): Promise<void>;
};

/** Starts one; `settings` are its properties. */
export async function startBroker(settings: Readonly<Record<string, string>> = {}): Promise<OwnBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-kafka-'));
  const port = await freePort();
  let broker: KafkaBroker = await startKafka(port, folder, settings);
  let isGone = false;
  const start = async () => {
    broker = await startKafka(port, folder, settings);
    isGone = false;
  };
  return {
    address: broker.address,
    signal: (name) => void process.kill(broker.pid, name),
    async kill() {
      isGone = true;
      process.kill(broker.pid, 'SIGKILL');
      await broker.ended;
    },
    start,
    async revive() {
      if (isGone) await start();
      else process.kill(broker.pid, 'SIGCONT');
    },
    async close() {
      if (!isGone) process.kill(broker.pid, 'SIGCONT');
      await broker.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a topic with properties of its own. */
export async function makeTopic(
  address: string,
  topic: string,
  partitions: number,
  properties: Readonly<Record<string, string>> = {},
): Promise<void> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [address] });
  try {
    const configs = Object.entries(properties).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [topic], partitions, replicas: 1, configs });
  } finally {
    await admin.close();
  }
}

/** Names of all topics. */
async function topicsOf(address: string): Promise<string[]> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [address] });
  try {
    return await admin.listTopics();
  } finally {
    await admin.close();
  }
}

/** All records of some topics, each partition's by offset; checks that the broker has as many as offsets say. */
export async function readTopics(address: string, topics: readonly string[]): Promise<ReadRecord[]> {
  const there = await topicsOf(address);
  const read = topics.filter((topic) => there.includes(topic));
  if (read.length === 0) return [];
  const consumer = new Consumer({
    clientId: 'test',
    groupId: `test-${crypto.randomUUID()}`,
    bootstrapBrokers: [address],
    deserializers: stringDeserializers,
    autocommit: false,
  });
  try {
    const ends = await consumer.listOffsets({ topics: read });
    let left = [...ends.values()].flat().reduce((sum, end) => sum + Number(end), 0);
    const records: ReadRecord[] = [];
    if (left === 0) return records;
    const stream = await consumer.consume({ topics: read, mode: 'earliest', maxWaitTime: 100 });
    for await (const { topic, partition, offset, key, value, headers } of stream) {
      records.push({ topic, partition, offset: Number(offset), key, value, headers: Object.fromEntries(headers) });
      left -= 1;
      if (left === 0) break;
    }
    return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
  } finally {
    await consumer.close(true);
  }
}

/** The event of a record. */
export function eventOf({ value }: ReadRecord): OutsideEvent {
  return readOutsideEvent({ body: Buffer.from(value) });
}

/** Records without those that came again: a repeat has the id of an earlier one, and its bytes. */
export function firstOnes(records: readonly ReadRecord[]): ReadRecord[] {
  const seen = new Map<string, string>();
  return records.filter(({ headers, value }) => {
    const id = headers['x-parley-delivery'] ?? '';
    const before = seen.get(id);
    if (before !== undefined && before !== value) throw new Error(`two events have the id ${id}`);
    seen.set(id, value);
    return before === undefined;
  });
}

async function whyMissing(): Promise<string | null> {
  const missing = await missingForKafka();
  if (missing !== null) return missing;
  return downloadKafka().then(
    () => null,
    () => 'Kafka cannot be fetched here',
  );
}
