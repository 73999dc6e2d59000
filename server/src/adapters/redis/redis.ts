import type { BusFilter, BusInterest } from '../../core/realtime/bus.ts';
import type { NodeDirectory } from '../../core/realtime/directory.ts';
import type { Nodes } from '../../core/realtime/nodes.ts';
import type { Tracing } from '../../core/tracing.ts';
import type { Failpoints } from '../postgres/failpoints.ts';
import { createRedisBus, type RedisBus } from './bus.ts';
import { createRedisConnection, type RedisConnection } from './connection.ts';
import { createRedisDirectory } from './directory.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { createHeartbeats, type Heartbeats } from './heartbeats.ts';
import { createPacketSeal } from './packet.ts';

/** All that a node does through Redis. */
export type Redis = {
  readonly connection: RedisConnection;
  readonly exchange: Exchange;
  readonly nodes: Nodes & Pick<Heartbeats, 'onBeat'> & Pick<Exchange, 'onLoss'>;
  readonly directory: NodeDirectory;
  /** Begins the name of each key and channel that only this site uses. */
  readonly prefix: string;
  /** Whether others can be heard, and how long a heartbeat last took to come back. */
  health(): { readonly up: boolean; readonly latencyMs: number | null };
  /** How this node stands to the others. */
  view(): { readonly connected: boolean; readonly nodes: number; readonly dropped: number };
  /** Hears how long each heartbeat took to come back, in milliseconds. */
  onRoundTrip(listener: (ms: number) => void): void;
  /** The bus of the site; once. */
  createBus(interest: BusInterest, filter: BusFilter, failpoints?: Failpoints): RedisBus;
  /** Begins; waits for Redis, but not for ever. */
  start(): Promise<void>;
  close(): Promise<void>;
};

/** Everything is listened to before it starts. `siteKey` is what the nodes of a site share and nobody else has. */
export function createRedis(
  url: string,
  siteKey: Uint8Array,
  nodeId: string,
  onTrouble: (error: Error) => void,
  tracing: Tracing | null,
): Redis {
  const connection = createRedisConnection(url, onTrouble);
  const seal = createPacketSeal(siteKey, nodeId);
  const exchange = createExchange(connection, seal);
  const clock = () => performance.now();
  const nodes = createHeartbeats(connection, exchange, nodeId, clock);
  return {
    connection,
    exchange,
    nodes: Object.assign(nodes, { onLoss: exchange.onLoss }),
    directory: createRedisDirectory({ connection, nodes, prefix: seal.prefix }, siteKey, clock),
    prefix: seal.prefix,
    health: () => ({ up: nodes.connected, latencyMs: nodes.connected ? nodes.latencyMs : null }),
    view: () => ({ connected: nodes.connected, nodes: nodes.others().length + 1, dropped: exchange.dropped }),
    onRoundTrip: (listener) =>
      exchange.onBeat((node) => {
        if (node === nodeId && nodes.latencyMs !== null) listener(nodes.latencyMs);
      }),
    createBus: (interest, filter, failpoints) => createRedisBus(exchange, interest, filter, tracing, failpoints),
    async start() {
      nodes.start();
      await connection.start();
    },
    async close() {
      exchange.flush();
      nodes.close();
      await connection.close();
    },
  };
}
