import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Backlog } from '../../core/outlets/store.ts';
import { Durations } from './durations.ts';
import { exposeSite, type SiteView } from './node-metrics.ts';

/** What gauges read at the moment of a scrape. */
export type MetricsSources = { connections(): number; onlineUsers(): number };

/**
 * The figures of one server in Prometheus' form. Labels hold routes and statuses, never ids.
 * Sources are read when somebody scrapes.
 */
export function createMetrics(sources: MetricsSources) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Durations(
    'http_request_duration_seconds',
    'Time from the first byte of a request to the end of its answer',
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  );
  const sent = new Counter({
    name: 'parley_messages_sent_total',
    help: 'Messages that were stored',
    registers: [registry],
  });
  new Gauge({
    name: 'parley_socket_connections',
    help: 'Open realtime connections',
    registers: [registry],
    collect() {
      this.set(sources.connections());
    },
  });
  new Gauge({
    name: 'parley_online_users',
    help: 'People with a connection open',
    registers: [registry],
    collect() {
      this.set(sources.onlineUsers());
    },
  });
  const deliveries = new Counter({
    name: 'parley_outlet_deliveries_total',
    help: 'Attempts to hand an event to an outlet, by what came of them; expired ones were dropped, parked ones given up',
    labelNames: ['outlet', 'outcome'] as const,
    registers: [registry],
  });
  const storageErrors = new Counter({
    name: 'parley_storage_errors_total',
    help: 'Requests that the object storage did not answer, or refused',
    registers: [registry],
  });
  return {
    storageError: () => storageErrors.inc(),
    outletDelivery(outlet: string, outcome: 'sent' | 'failed' | 'expired' | 'parked'): void {
      deliveries.inc({ outlet, outcome });
    },
    /** Shows what waits for outlets, read at each scrape; when that fails these figures are left out. */
    exposeBacklog(read: () => Promise<readonly Backlog[]>): void {
      const gauge = (name: string, help: string, figure: (backlog: Backlog) => number) =>
        new Gauge({
          name,
          help,
          labelNames: ['outlet'] as const,
          registers: [registry],
          async collect() {
            this.reset();
            for (const backlog of await read().catch(() => [])) this.set({ outlet: backlog.outlet }, figure(backlog));
          },
        });
      gauge(
        'parley_outlet_waiting',
        'Events that wait for an outlet; outbox: what was not made events yet',
        ({ waiting }) => waiting,
      );
      gauge(
        'parley_outlet_oldest_seconds',
        'Seconds since the event in front happened; 0 where none waits',
        ({ oldestMs }) => oldestMs / 1_000,
      );
      gauge('parley_outlet_parked', 'Events that were given up in the last seven days', ({ parked }) => parked);
    },
    /** Shows how this node stands to others. */
    exposeSite: (read: () => SiteView) => exposeSite(registry, read),
    requestsOf: (contract: string) => requests.of(contract),
    messageSent(): void {
      sent.inc();
    },
    async render() {
      return { contentType: registry.contentType, text: `${await registry.metrics()}\n${requests.render()}` };
    },
  };
}
