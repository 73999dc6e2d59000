import { createListenerSet } from '../../core/listeners.ts';
import type { NodeDeath, Nodes } from '../../core/realtime/nodes.ts';
import type { RedisConnection } from './connection.ts';
import type { Exchange } from './exchange.ts';

const BEAT_MS = 300;
/** Of silence, after which a node is dead and Redis away. */
const SILENCE_MS = 1_000;
/** A tick that comes this much too late was held up here: what was not heard meanwhile says nothing of others. */
const HELD_UP_MS = 400;
/** What others may take longer to find Redis again than this node. */
const RETURN_MS = 2_000;
/** How many that said goodbye are remembered. */
const GONE = 1_000;

export type Heartbeats = Nodes & {
  /** How long an own heartbeat last took to come back. */
  readonly latencyMs: number | null;
  start(): void;
  /** Called at each beat while Redis is up: what is kept there for a while is to be prolonged. */
  onBeat(listener: () => void): void;
  /** Says goodbye, so that nobody waits for this node's death. */
  close(): void;
};

/**
 * Who lives, by heartbeats that every node sends to all. The own ones come back as well: while they do not, nothing is concluded
 * about others, and the connection is opened anew. `clock` counts milliseconds and is not set by anybody.
 */
export function createHeartbeats(
  connection: RedisConnection,
  exchange: Exchange,
  self: string,
  clock: () => number,
): Heartbeats {
  const joined = createListenerSet<[node: string]>();
  const died = createListenerSet<[death: NodeDeath]>();
  const away = createListenerSet<[]>();
  const back = createListenerSet<[]>();
  const beats = createListenerSet<[]>();
  /** When each other node was last heard. */
  const lastHeard = new Map<string, number>();
  /** When the own heartbeat last came back, by channel. */
  const echoes = new Map<string, number>();
  const gone = new Set<string>();
  let connected = false;
  let timer: NodeJS.Timeout | undefined;
  let lastTick = 0;
  let saidAt = 0;
  let latencyMs: number | null = null;

  function say(): void {
    saidAt = clock();
    exchange.beat('beat');
  }

  /** Silence counts from now on; that of others after `patienceMs`. */
  function forgive(patienceMs = 0): void {
    const time = clock();
    for (const channel of exchange.beatChannels()) echoes.set(channel, time);
    for (const node of lastHeard.keys()) lastHeard.set(node, time + patienceMs);
  }

  function bury(node: string, orderly: boolean): void {
    const at = lastHeard.get(node);
    if (at === undefined) return;
    lastHeard.delete(node);
    died.tell({ node, silentMs: Math.max(0, clock() - at), orderly });
  }

  /** Others are measured by the own heartbeats that came back, so that a Redis which holds everything up kills nobody. */
  function buryTheSilent(): void {
    const heardUpTo = Math.min(...echoes.values());
    for (const [node, at] of lastHeard) if (heardUpTo - at > SILENCE_MS) bury(node, false);
  }

  function sayGoodbye(node: string): void {
    gone.add(node);
    const [oldest] = gone;
    if (gone.size > GONE && oldest !== undefined) gone.delete(oldest);
    bury(node, true);
  }

  function tick(): void {
    const time = clock();
    const heldUp = time - lastTick > BEAT_MS + HELD_UP_MS;
    lastTick = time;
    if (!connection.isUp) return;
    if (heldUp) forgive();
    if (exchange.beatChannels().some((channel) => time - (echoes.get(channel) ?? time) > SILENCE_MS)) {
      connection.reset(new Error('Redis has been silent for too long'));
      return;
    }
    say();
    beats.tell();
  }

  exchange.onBeat((node, word, channel) => {
    if (node === self) {
      echoes.set(channel, clock());
      latencyMs = Math.round((clock() - saidAt) * 10) / 10;
      if (connected) buryTheSilent();
      if (connected || !connection.isUp) return;
      forgive(RETURN_MS);
      connected = true;
      back.tell();
    } else if (word === 'bye') sayGoodbye(node);
    else if (!gone.has(node)) {
      const isNew = !lastHeard.has(node);
      lastHeard.set(node, clock());
      if (isNew) joined.tell(node);
    }
  });
  connection.onBack(() => {
    echoes.clear();
    forgive();
    say();
  });
  connection.onAway(() => {
    if (!connected) return;
    connected = false;
    away.tell();
  });

  return {
    self,
    alone: false,
    get connected() {
      return connected;
    },
    get latencyMs() {
      return latencyMs;
    },
    others: () => [...lastHeard.keys()],
    onJoined: joined.add,
    onDied: died.add,
    onAway: away.add,
    onBack: back.add,
    onBeat: (listener) => void beats.add(listener),
    start() {
      lastTick = clock();
      timer = setInterval(tick, BEAT_MS);
      timer.unref();
    },
    close() {
      clearInterval(timer);
      if (connection.isUp) exchange.beat('bye');
    },
  };
}
