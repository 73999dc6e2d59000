import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { EXPORT_MS } from './tracing.ts';

/**
 * Sends spans to the collector at `url` (OTLP over HTTP), which may be away: then they are tried again for some seconds, dropped,
 * and `onTrouble` is told.
 */
export function createCollector(url: string, onTrouble: (error: unknown) => void): SpanExporter {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS });
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error) onTrouble(result.error);
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
