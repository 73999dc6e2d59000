import { createTraceState, isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api';

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** What comes with it from other systems is carried on up to this length (characters). */
const MOST_STATE = 512;

/** A place in a trace, as it travels. */
export function writeTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/**
 * The place in somebody's trace that the headers of a request name; null where they name none. Later versions are read as far
 * as they are like the first.
 *
 * @see https://www.w3.org/TR/trace-context/
 */
export function readTraceparent(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): SpanContext | null {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string') return null;
  const [, version, traceId = '', spanId = '', flags = '', rest] = FORM.exec(traceparent.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return null;
  const state = typeof tracestate === 'string' ? tracestate : (tracestate?.join(',') ?? '');
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(state !== '' && state.length <= MOST_STATE && { traceState: createTraceState(state) }),
  };
  return isSpanContextValid(context) ? context : null;
}
