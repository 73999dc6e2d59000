import {
  type Delivery,
  ENGINE_SCHEMA,
  type Feed,
  type Outlet,
  OutletAway,
  SEND_LIMIT_MS,
} from '../../core/outlets/types.ts';
import { KafkaClient, type KafkaRecord, type KafkaSettings } from './client.ts';
import { Lane, MOST_CHARACTERS } from './lane.ts';
import { createKafkaProbe } from './probe.ts';

/** Milliseconds, with some to spare for what settling takes. */
const LIMIT = SEND_LIMIT_MS - 500;
const KEYS_AT_ONCE = 128;
/** Where the engine's own events go, behind the prefix. */
const ENGINE_TOPIC = 'parley.events';

/** How the events of a feed become records. */
type Form = {
  readonly outlet: string;
  readonly feed: Feed;
  readonly topicOf: (name: string) => string;
  readonly headersOf: (delivery: Delivery) => KafkaRecord['headers'];
};

/**
 * Ways out to a Kafka cluster. The key of a record is the event's, its value the event as JSON, its headers say what it is and bear the
 * id that stays the same each time it is tried. Telehealth's events go each to the topic of its name, the engine's own to one topic, where those
 * of a conversation stay in order whatever they tell. An event is taken when all replicas that are in sync have it. Writes that nobody knows the
 * end of are tried again, so that a record may come twice, but of one key never before all that happened earlier is there.
 */
export function createKafkaOutlets(settings: KafkaSettings): Outlet[] {
  const { topicPrefix } = settings;
  const client = new KafkaClient(settings);
  const probe = createKafkaProbe(settings);
  const events = openOutlet(client, {
    outlet: 'kafka',
    feed: 'events',
    topicOf: (name) => topicPrefix + name,
    headersOf: ({ id, name }) => ({ 'x-parley-event': name, 'x-parley-delivery': id }),
  });
  const engine = openOutlet(client, {
    outlet: 'kafka-engine',
    feed: 'engine',
    topicOf: () => topicPrefix + ENGINE_TOPIC,
    headersOf: ({ id, name }) => ({
      'parley-event': name,
      'parley-event-id': id,
      'parley-schema': String(ENGINE_SCHEMA),
    }),
  });
  // One cluster: it is asked once how it is.
  const close = async () => void (await Promise.all([client.close(), probe.close()]));
  return [{ ...events, check: () => probe.check(), close }, engine];
}

function openOutlet(client: KafkaClient, { outlet, feed, topicOf, headersOf }: Form): Outlet {
  const lanes = new Map<string, Lane>();

  function laneOf(topic: string, partition: number): Lane {
    const name = `${partition} ${topic}`;
    const lane = lanes.get(name) ?? new Lane((records) => client.write(topic, partition, records));
    lanes.set(name, lane);
    return lane;
  }

  /** All of one key and for one topic. */
  async function write(topic: string, key: string, deliveries: readonly Delivery[]): Promise<void> {
    const limit = startLimit();
    let isFound = false;
    try {
      await Promise.race([
        limit.reached,
        (async () => {
          const partition = await client.partitionOf(topic, key);
          isFound = true;
          if (limit.isOver()) return;
          const records = deliveries.map((one) => ({
            key,
            value: one.payload,
            headers: { ...headersOf(one), ...traceOf(one) },
          }));
          await laneOf(topic, partition).push({ records, isOver: limit.isOver });
        })(),
      ]);
    } catch (error) {
      if (!limit.isOver() || isFound) throw error;
      client.renew();
      throw new OutletAway('Kafka cannot be reached: no broker answers');
    } finally {
      limit.stop();
    }
  }

  return {
    name: outlet,
    feed,
    keysAtOnce: KEYS_AT_ONCE,
    send: (delivery) => write(topicOf(delivery.name), delivery.key, [delivery]),
    async sendAll(deliveries) {
      const [first] = deliveries;
      if (!first) return 0;
      const topic = topicOf(first.name);
      let characters = 0;
      const end = deliveries.findIndex(({ name, payload }, index) => {
        characters += payload.length;
        return index > 0 && (topicOf(name) !== topic || characters > MOST_CHARACTERS);
      });
      const together = end === -1 ? deliveries : deliveries.slice(0, end);
      await write(topic, first.key, together);
      return together.length;
    },
    close: () => client.close(),
  };
}

/** The trace that a delivery belongs to, as consumers read it from headers. */
function traceOf({ trace }: Delivery): KafkaRecord['headers'] {
  return trace ? { traceparent: trace } : {};
}

/** `reached` rejects when the time is up. */
function startLimit() {
  let over = false;
  let timer: NodeJS.Timeout;
  const reached = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      over = true;
      reject(new Error('Kafka: no answer in time'));
    }, LIMIT);
  });
  return {
    reached,
    isOver: () => over,
    stop() {
      clearTimeout(timer);
      over = true;
    },
  };
}
