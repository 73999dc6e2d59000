import { createListenerSet } from '../../core/listeners.ts';
import type { RedisConnection } from './connection.ts';
import type { Packet, PacketSeal } from './packet.ts';

/** Channels of a site. All nodes must have the same number, and listen to all of them. */
const SHARDS = 16;
/** How many nodes are remembered, dead ones too: what they said does not count twice. */
const NODES = 1_000;
const LINE = /^([a-z]+) (\S*) ([\s\S]*)$/;

/** One thing that another node says. */
export type Saying = {
  readonly node: string;
  /** What it is about, without white space: a receiver that has no use for it need not look into `text`. */
  readonly topic: string;
  /** JSON on one line. */
  readonly text: string;
};

export type BeatWord = 'beat' | 'bye';

/** What nodes say to each other: sealed, in order per topic and speaker, without promise of arrival. */
export type Exchange = {
  /** Tells all other nodes; what is said in one turn of the event loop travels together. `kind`: small letters. */
  say(kind: string, topic: string, text: string): void;
  /** Only before the connection starts. `listener` must not throw; false: this is of no form that it knows. */
  on(kind: string, listener: (saying: Saying) => boolean): void;
  /** Sends a heartbeat, on a cluster through each channel. It says how many packets there were, so that a lost one is missed. */
  beat(word: BeatWord): void;
  /** Hears of each heartbeat, with the channel in which it came, also of the own. */
  onBeat(listener: (node: string, word: BeatWord, channel: string) => void): void;
  /** Channels in which heartbeats come. */
  beatChannels(): readonly string[];
  /** Hears that something of a node was lost on the way. */
  onLoss(listener: (node: string) => void): void;
  /** Sends what waits, now. */
  flush(): void;
  /** Packets that were not of this site, came twice, or were, or held something, of no known form. */
  readonly dropped: number;
};

/** Makes the exchange of a site over its Redis. */
export function createExchange(connection: RedisConnection, seal: PacketSeal): Exchange {
  const channels: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => `${seal.prefix}{${shard}}`);
  const waiting = new Map<string, string[]>();
  /** The numbers of the last packets sent, by channel. */
  const sent = new Map(channels.map((channel) => [channel, 0]));
  /** The same of other nodes, by node and channel. */
  const received = new Map<string, Map<string, number>>();
  const listeners = new Map<string, (saying: Saying) => boolean>();
  const beats = createListenerSet<[node: string, word: BeatWord, channel: string]>();
  const losses = createListenerSet<[node: string]>();
  let scheduled = false;
  let dropped = 0;

  function nextNumber(channel: string): number {
    const number = (sent.get(channel) ?? 0) + 1;
    sent.set(channel, number);
    return number;
  }

  function flush(): void {
    scheduled = false;
    for (const [channel, lines] of waiting) {
      const number = nextNumber(channel);
      connection.publish(channel, seal.seal(channel, { kind: 'data', number, body: lines.join('\n') }));
    }
    waiting.clear();
  }

  function numbersOf(node: string): Map<string, number> {
    const known = received.get(node);
    if (known) return known;
    const numbers = new Map<string, number>();
    received.set(node, numbers);
    const [oldest] = received.keys();
    if (received.size > NODES && oldest !== undefined) received.delete(oldest);
    return numbers;
  }

  function receive(channel: string, bytes: Buffer): void {
    if (seal.isOwnData(bytes)) return;
    const packet = seal.open(channel, bytes);
    if (packet?.kind === 'beat') receiveBeat(channel, packet);
    else if (packet && isNext(channel, packet)) hear(packet);
    else dropped += 1;
  }

  /** False for what was heard before. Numbers that were left out are a loss. */
  function isNext(channel: string, { node, number }: Packet): boolean {
    const numbers = numbersOf(node);
    const last = numbers.get(channel) ?? number - 1;
    if (number <= last) return false;
    numbers.set(channel, number);
    if (number > last + 1) losses.tell(node);
    return true;
  }

  function hear({ node, body }: Packet): void {
    for (const line of body.split('\n')) {
      const [, kind = '', topic = '', text = ''] = LINE.exec(line) ?? [];
      if (!listeners.get(kind)?.({ node, topic, text })) dropped += 1;
    }
  }

  function receiveBeat(channel: string, { node, body }: Packet): void {
    const [word, ...counts] = body.split(' ');
    if (word !== 'beat' && word !== 'bye') return;
    if (node !== seal.self) {
      const numbers = numbersOf(node);
      const behind = counts.filter((count) => {
        const [shard, number] = count.split(':').map(Number);
        const of = channels[shard ?? -1];
        if (of === undefined || number === undefined || !Number.isSafeInteger(number)) return false;
        const last = numbers.get(of) ?? number;
        numbers.set(of, Math.max(last, number));
        return number > last;
      });
      if (behind.length > 0) losses.tell(node);
    }
    beats.tell(node, word, channel);
  }

  for (const channel of channels) connection.listen(channel, (bytes) => receive(channel, bytes));
  const beatChannels = () => (connection.isSharded ? channels : channels.slice(0, 1));

  return {
    say(kind, topic, text) {
      const channel = channels[shardOf(topic)] ?? '';
      if (!connection.isUp) {
        nextNumber(channel); // whoever hears the next number knows that there was another
        return;
      }
      const line = `${kind} ${topic} ${text}`;
      const lines = waiting.get(channel);
      if (lines) lines.push(line);
      else waiting.set(channel, [line]);
      if (scheduled) return;
      scheduled = true;
      setImmediate(flush);
    },
    on(kind, listener) {
      listeners.set(kind, listener);
    },
    beat(word) {
      flush();
      const counts = channels.map((channel, shard) => `${shard}:${sent.get(channel)}`);
      for (const channel of beatChannels()) {
        const told = connection.isSharded ? counts[channels.indexOf(channel)] : counts.join(' ');
        connection.publish(channel, seal.seal(channel, { kind: 'beat', number: 0, body: `${word} ${told}` }));
      }
    },
    onBeat: (listener) => void beats.add(listener),
    beatChannels,
    onLoss: (listener) => void losses.add(listener),
    flush,
    get dropped() {
      return dropped;
    },
  };
}

/** A small hash of a text: topics spread evenly, and everybody agrees. */
function shardOf(topic: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < topic.length; i += 1) hash = Math.imul(hash ^ topic.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % SHARDS;
}
