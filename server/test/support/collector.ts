import { z } from 'zod';
import { eventually } from './factories.ts';
import { type Listener, openListener } from './listener.ts';

const valueShape = z.union([
  z.object({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.object({ intValue: z.union([z.number(), z.string()]) }).transform(({ intValue }) => Number(intValue)),
  z.object({ boolValue: z.boolean() }).transform(({ boolValue }) => boolValue),
]);
const attributesShape = z
  .array(z.object({ key: z.string(), value: valueShape }))
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));
const id = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
const linkShape = z.object({ traceId: id(32), spanId: id(16) });
const spanShape = z
  .object({
    ...linkShape.shape,
    parentSpanId: z.string().optional(),
    name: z.string(),
    kind: z.int(),
    startTimeUnixNano: z.string(),
    endTimeUnixNano: z.string(),
    attributes: attributesShape,
    events: z.array(z.unknown()).default([]),
    links: z.array(linkShape).default([]),
    status: z.object({ code: z.int().default(0), message: z.string().optional() }),
  })
  .transform(({ startTimeUnixNano, endTimeUnixNano, parentSpanId, ...span }) => ({
    ...span,
    parent: parentSpanId === '' ? null : (parentSpanId ?? null),
    /** Milliseconds since 1970. */
    startedAt: Number(BigInt(startTimeUnixNano) / 1_000n) / 1_000,
    endedAt: Number(BigInt(endTimeUnixNano) / 1_000n) / 1_000,
  }));
const exportShape = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: attributesShape }),
      scopeSpans: z.array(z.object({ spans: z.array(spanShape) })),
    }),
  ),
});

/** A span as a collector is sent it. */
export type SentSpan = z.infer<typeof spanShape> & {
  /** The server that sent it. */
  readonly node: string;
};

/** A collector of traces (OTLP over HTTP, JSON). */
export type Collector = {
  readonly listener: Listener;
  spans(): SentSpan[];
  /** What it was told of the program that sends. */
  resources(): Readonly<Record<string, unknown>>[];
  /** All that it was sent, as text. */
  text(): string;
  /** The span that fits, once it is there. */
  find(what: string, fits: (span: SentSpan) => boolean): Promise<SentSpan>;
  /** What stands directly below a span. */
  below(span: SentSpan): SentSpan[];
  close(): Promise<void>;
};

/** Opens one that takes traces at `path`. */
export async function openCollector(path = '/v1/traces'): Promise<Collector> {
  const listener = await openListener();
  listener.answer(path, 200);
  const all = () =>
    listener.at(path).flatMap(({ body }) => exportShape.parse(JSON.parse(body.toString())).resourceSpans);
  const spans = () =>
    all().flatMap(({ resource, scopeSpans }) => {
      const node = String(resource.attributes['service.instance.id']);
      return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, node })));
    });
  return {
    listener,
    spans,
    resources: () => all().map(({ resource }) => resource.attributes),
    text: () => listener.received.map(({ body }) => body.toString()).join('\n'),
    async find(what, fits) {
      await eventually(`a span: ${what}`, async () => spans().some(fits), 10_000);
      const found = spans().find(fits);
      if (!found) throw new Error(`${what} is gone`);
      return found;
    },
    below: (span) => spans().filter(({ traceId, parent }) => traceId === span.traceId && parent === span.spanId),
    close: () => listener.close(),
  };
}
