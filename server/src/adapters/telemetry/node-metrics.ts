import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What a node knows of the site that it belongs to. */
export type SiteView = {
  /** Whether other nodes can be heard. */
  readonly connected: boolean;
  /** Nodes that live, this one among them. */
  readonly nodes: number;
  /** Packets that were dropped so far. */
  readonly dropped: number;
};

/**
 * Shows how a node stands to the others, read at each scrape.
 * @returns what counts a way through Redis and back, in milliseconds.
 */
export function exposeSite(registry: Registry, read: () => SiteView): (roundTripMs: number) => void {
  const registers = [registry];
  new Gauge({
    name: 'parley_redis_up',
    help: '1 while other nodes can be heard through Redis',
    registers,
    collect() {
      this.set(Number(read().connected));
    },
  });
  new Gauge({
    name: 'parley_nodes',
    help: 'Nodes that this one knows to live, itself among them',
    registers,
    collect() {
      this.set(read().nodes);
    },
  });
  new Counter({
    name: 'parley_bus_packets_dropped_total',
    help: 'Packets that no node of this site made, that came twice, or that were of no known form',
    registers,
    collect() {
      this.reset();
      this.inc(read().dropped);
    },
  });
  const trips = new Histogram({
    name: 'parley_bus_round_trip_seconds',
    help: 'From saying something to other nodes to hearing it come back, measured by heartbeats',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers,
  });
  return (roundTripMs) => trips.observe(roundTripMs / 1_000);
}
