import { isIP } from 'node:net';
import {
  compatibilityPartitioner,
  findErrorBy,
  ProduceAcks,
  Producer,
  SASLMechanisms,
  stringSerializers,
} from '@platformatic/kafka';
import { OutletAway, Undeliverable } from '../../core/outlets/types.ts';

export type KafkaSettings = {
  /** `host:port` of some of the cluster's brokers; the others are learned from them. At least one. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Put before the name of each topic. */
  readonly topicPrefix: string;
  /** Null: connections are plain. `ca` is PEM; null: the usual authorities count. */
  readonly tls: { readonly ca: string | null } | null;
  /** Null: nobody logs in. */
  readonly login: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  } | null;
};

const MECHANISMS = {
  plain: SASLMechanisms.PLAIN,
  'scram-sha-256': SASLMechanisms.SCRAM_SHA_256,
  'scram-sha-512': SASLMechanisms.SCRAM_SHA_512,
} as const;

/** What is written: a record of one partition, as text. */
export type KafkaRecord = {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** Milliseconds. */
const CONNECT = 2_000;
/** How long a broker may take to have records on all replicas that are in sync, and to answer at all. */
const REPLICATE = 3_000;
const ANSWER = 3_500;
const RETRY = 200;
const TOPICS_KEPT = 30_000;
/** Looks for a topic: one that is made by being asked for takes a moment. */
const LOOKS = 5;
/** Partitions that are written to at once. */
const AT_ONCE = 64;

/** What brokers refuse for ever, whoever asks. */
const FINAL = ['INVALID_TOPIC_EXCEPTION', 'MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'] as const;

/**
 * A Kafka cluster to write to. Connects when there is something to write, and again whenever that is needed. Its errors are `OutletAway` where no
 * broker answers, `Undeliverable` where one refuses for ever, and plain ones for all that may pass.
 */
export class KafkaClient {
  readonly #settings: KafkaSettings;
  #producer: Producer<string, string, string, string>;
  #openedAt = performance.now();

  constructor(settings: KafkaSettings) {
    this.#settings = settings;
    this.#producer = openProducer(settings);
  }

  /**
   * The partition of a key, as the Java client finds it. A topic that is missing is made where the cluster permits that.
   * May take longer than anybody waits: see `renew`.
   */
  async partitionOf(topic: string, key: string): Promise<number> {
    try {
      const { topics } = await this.#producer.metadata({ topics: [topic], autocreateTopics: true, retries: LOOKS });
      const count = topics.get(topic)?.partitionsCount ?? 0;
      if (count === 0) throw new Error(`Kafka: ${topic} has no partitions`);
      return compatibilityPartitioner({ topic }, Buffer.from(key)) % count;
    } catch (error) {
      throw isAnswer(error) ? translated(error) : new OutletAway(`Kafka cannot be reached: ${reasonOf(error)}`);
    }
  }

  /** Resolves once all replicas that are in sync have all of the records, in this order; rejected, none or all of them are there. */
  async write(topic: string, partition: number, records: readonly KafkaRecord[]): Promise<void> {
    try {
      await this.#producer.send({
        acks: ProduceAcks.ALL,
        messages: records.map((one) => ({ ...one, topic, partition })),
      });
    } catch (error) {
      // Somebody else may lead the partition by now.
      this.#producer.clearMetadata();
      throw translated(error);
    }
  }

  /** Leaves all connections behind and begins with new ones: for when answers do not come. Whoever asks right after another asks for the same. */
  renew(): void {
    if (performance.now() - this.#openedAt < ANSWER) return;
    this.#openedAt = performance.now();
    void this.close().catch(() => {});
    this.#producer = openProducer(this.#settings);
  }

  async close(): Promise<void> {
    await this.#producer.close(true);
  }
}

/** What speaks to a cluster; connects when it is asked something. Gives up soon, and never tries again by itself. */
export function openProducer({
  brokers,
  clientId,
  tls,
  login,
}: KafkaSettings): Producer<string, string, string, string> {
  const producer = new Producer<string, string, string, string>({
    clientId,
    bootstrapBrokers: [...brokers],
    serializers: stringSerializers,
    connectTimeout: CONNECT,
    requestTimeout: ANSWER,
    timeout: REPLICATE,
    retries: 0,
    retryDelay: RETRY,
    maxInflights: AT_ONCE,
    metadataMaxAge: TOPICS_KEPT,
    // A name is told to whoever serves several; an address is none (RFC 6066, section 3).
    ...(tls && { tls: tls.ca === null ? {} : { ca: tls.ca }, tlsServerName: !brokers.some(isAddress) }),
    ...(login && { sasl: { ...login, mechanism: MECHANISMS[login.mechanism] } }),
  });
  // What goes wrong with a connection is told to those who wait for it; said to nobody else it would end the process.
  producer.connections.on('connecting', ({ connection }) => connection.on('error', () => {}));
  return producer;
}

function isAddress(broker: string): boolean {
  return broker.startsWith('[') || isIP(broker.replace(/:\d+$/, '')) !== 0;
}

/** True where a broker answered, whatever it said. */
function isAnswer(error: unknown): boolean {
  const known = error instanceof Error ? error : null;
  return (
    known !== null &&
    !findErrorBy(known, 'code', 'PLT_KFK_NETWORK') &&
    !findErrorBy(known, 'code', 'PLT_KFK_AUTHENTICATION')
  );
}

function translated(error: unknown): Error {
  const known = error instanceof Error ? error : null;
  const final = FINAL.find((id) => findErrorBy(known, 'apiId', id) !== null);
  return final ? new Undeliverable(`Kafka refuses it: ${final}`) : new Error(`Kafka: ${reasonOf(error)}`);
}

/** What happened, in one line; errors of the library hold whole requests. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(reasonOf))].join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} ${reasonOf(error.cause)}` : error.message;
}
