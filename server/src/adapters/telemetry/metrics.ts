import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What gauges read at the moment of a scrape. */
export type MetricsSources = { connections(): number; onlineUsers(): number };

/**
 * The figures of one server in Prometheus' form. Labels hold routes and statuses, never ids.
 * Sources are read when somebody scrapes.
 */
export function createMetrics(sources: MetricsSources) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  /** Each series once: looking labels up anew costs more than the observation. */
  const known = new Map<string, ReturnType<typeof requests.labels>>();
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
  return {
    observeRequest(method: string, route: string, status: number, seconds: number): void {
      const key = `${status} ${method} ${route}`;
      let series = known.get(key);
      if (!series) {
        series = requests.labels({ method, route, status });
        known.set(key, series);
      }
      series.observe(seconds);
    },
    messageSent(): void {
      sent.inc();
    },
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
