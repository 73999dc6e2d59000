import { type Delivery, type Feed, type Outlet, OutletAway, SEND_LIMIT_MS } from '../../core/outlets/types.ts';
import { KafkaClient, type KafkaSettings } from './client.ts';
import { Lane } from './lane.ts';

/** Milliseconds, with some to spare for what settling takes. */
const LIMIT = SEND_LIMIT_MS - 500;
const KEYS_AT_ONCE = 128;

/** Which topic the events of a feed go to, by an event's name. */
type Topics = { readonly outlet: string; readonly feed: Feed; readonly topicOf: (name: string) => string };

/**
 * Writes events as records: the conversation's id is the key, the event as JSON the value. Headers: `x-parley-event` is its name,
 * `x-parley-delivery` the same id each time it is tried. Telehealth's events go to the topic of their name, behind the prefix. An event is
 * taken when all replicas that are in sync have it. Writes that nobody knows the end of are tried again, so that a record may come
 * twice, but of one key never before all that happened earlier is there.
 */
export function createKafkaOutlets(settings: KafkaSettings): Outlet[] {
  const { topicPrefix } = settings;
  const client = new KafkaClient(settings);
  return [openOutlet(client, { outlet: 'kafka', feed: 'events', topicOf: (name) => topicPrefix + name })];
}

function openOutlet(client: KafkaClient, { outlet, feed, topicOf }: Topics): Outlet {
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
          await laneOf(topic, partition).push({ records: deliveries.map(recordOf), isOver: limit.isOver });
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
      const other = deliveries.findIndex(({ name }) => topicOf(name) !== topic);
      const together = other === -1 ? deliveries : deliveries.slice(0, other);
      await write(topic, first.key, together);
      return together.length;
    },
    close: () => client.close(),
  };
}

function recordOf({ id, name, key, payload }: Delivery) {
  return { key, value: payload, headers: { 'x-parley-event': name, 'x-parley-delivery': id } };
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
