import {
  type Context,
  type Link,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Span, SpanFacts, Tracing } from '../../core/tracing.ts';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

/** A span waits this long for others to be sent with (milliseconds). */
const GATHER_MS = 1_000;
/** A collector that has not taken a batch within this time does not get it (milliseconds). */
export const EXPORT_MS = 3_000;
/** Spans that may wait; what ends while so many do is dropped. */
const MOST_WAITING = 8_192;

/** Which span is under way, in each chain of calls. */
type Contexts = AsyncLocalStorageContextManager;

class OwnSpan implements Span {
  readonly span: OtelSpan;
  readonly #context: Context;
  readonly #contexts: Contexts;

  constructor(span: OtelSpan, parent: Context, contexts: Contexts) {
    this.span = span;
    this.#context = trace.setSpan(parent, span);
    this.#contexts = contexts;
  }

  run<T>(work: () => T): T {
    return this.#contexts.with(this.#context, work);
  }

  note(facts: SpanFacts): void {
    this.span.setAttributes(facts);
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  place(): string {
    return writeTraceparent(this.span.spanContext());
  }

  end(error?: string): void {
    if (!this.span.isRecording()) return;
    if (error !== undefined)
      this.span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR, message: error });
    this.span.end();
  }
}

/** A request's span, and whether a client's own trace goes on with it. */
type Begun = { readonly span: OwnSpan; readonly continued: boolean };

/**
 * Traces that leave by `exporter`, some at a time. Nothing of it is global: each server of a process has its own.
 * `close` sends what is left, and then gives up whatever was not taken.
 */
export function createTracing(
  exporter: SpanExporter,
  version: string,
  nodeId: string,
): Tracing & { close(): Promise<void> } {
  const processor = new BatchSpanProcessor(exporter, {
    scheduledDelayMillis: GATHER_MS,
    exportTimeoutMillis: EXPORT_MS,
    maxQueueSize: MOST_WAITING,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'parley',
      'service.version': version,
      'service.instance.id': nodeId,
    }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('parley', version);
  const contexts = new AsyncLocalStorageContextManager();
  const requests = new WeakMap<object, Begun>();
  /** What events come from. */
  const origins = new WeakMap<object, Context>();

  const begin = (name: string, kind: SpanKind, parent: Context, facts: SpanFacts, links: Link[] = []) =>
    new OwnSpan(tracer.startSpan(name, { kind, attributes: facts, links }, parent), parent, contexts);

  return {
    place() {
      const span = trace.getSpan(contexts.active());
      return span?.isRecording() ? writeTraceparent(span.spanContext()) : null;
    },
    onward(place, name, facts) {
      const from = readTraceparent({ traceparent: place });
      return from && begin(name, SpanKind.PRODUCER, trace.setSpanContext(ROOT_CONTEXT, from), facts);
    },
    note(event, place) {
      const from = place === undefined ? null : readTraceparent({ traceparent: place });
      const context = from ? trace.setSpanContext(ROOT_CONTEXT, from) : contexts.active();
      if (from || (!origins.has(event) && trace.getSpan(context)?.isRecording())) origins.set(event, context);
    },
    shown(event, name, facts) {
      const context = origins.get(event);
      if (!context) return null;
      const isRemote = trace.getSpanContext(context)?.isRemote === true;
      return begin(name, isRemote ? SpanKind.CONSUMER : SpanKind.INTERNAL, context, facts);
    },
    incoming(request, name, facts) {
      const from = readTraceparent(request.headers);
      const parent = from === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, from);
      const span = begin(name, SpanKind.SERVER, parent, facts);
      requests.set(request, { span, continued: from !== null });
      return span;
    },
    spanOf: (request) => requests.get(request)?.span ?? null,
    connection(request, shared) {
      const opened = requests.get(request);
      const place = opened?.span.span.spanContext();
      const parent = place && opened?.continued ? trace.setSpanContext(ROOT_CONTEXT, place) : ROOT_CONTEXT;
      const links = place && !opened?.continued ? [{ context: place }] : [];
      return { frame: (name, facts) => begin(name, SpanKind.SERVER, parent, { ...shared, ...facts }, links) };
    },
    below(name, facts) {
      const context = contexts.active();
      // What goes on after an answer was given is no part of giving it.
      return trace.getSpan(context)?.isRecording() ? begin(name, SpanKind.CLIENT, context, facts) : null;
    },
    apart: (work) => contexts.with(ROOT_CONTEXT, work),
    async close() {
      await provider.shutdown().catch(() => {}); // The exporter tells of what it could not send.
    },
  };
}
