/** What is noted about a span. Never anything that somebody wrote, never a token, and no text of an error: those may quote both. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

/** A stretch of work with a beginning and an end. */
export type Span = {
  /** Runs `work`: spans that it begins with `Tracing.below`, at once or after what it awaits, are below this one. */
  run<T>(work: () => T): T;
  note(facts: SpanFacts): void;
  /** Gives it another name, which comes from a closed list. */
  rename(name: string): void;
  /** Where it stands, for whoever goes on with it elsewhere: a `traceparent`. */
  place(): string;
  /** `error` is the code of what it failed with. Only the first call counts; afterwards nothing more is put below it. */
  end(error?: string): void;
};

/** Makes the spans of what one connection asks for. */
export type ConnectionTrace = {
  /** The span of one frame; `name` comes from a closed list, never from the client. */
  frame(name: string, facts: SpanFacts): Span;
};

/** A request as it came in: what a trace is continued from. */
type Incoming = { readonly headers: Readonly<Record<string, string | readonly string[] | undefined>> };

/**
 * Tells an operator's collector what was done and how long it took. Where no traces are wanted there is none of it: whoever
 * could use one holds `Tracing | null`, and does nothing for null. No call waits, and none throws.
 */
export type Tracing = {
  /** The span of a request, as part of the trace that its `traceparent` names, else of a new one. */
  incoming(request: Incoming, name: string, facts: SpanFacts): Span;
  /** The span that `incoming` made for this request. */
  spanOf(request: object): Span | null;
  /**
   * For the frames of a connection that `request` opened. They belong to the request's trace where a client continued its own
   * with it. Else each has a trace of its own, which names the request: a connection may live for days. All have `facts`.
   */
  connection(request: object, facts: SpanFacts): ConnectionTrace;
  /** A span of a call to something outside the process, below the one under way; null while none is, so that work behind the scenes leaves no traces. */
  below(name: string, facts: SpanFacts): Span | null;
  /** Where the span under way stands, as a `traceparent` that may be kept or travel; null while none is. */
  place(): string | null;
  /** A span of what goes on from a `place` later or elsewhere, as its sending to somebody; null for what is no place. */
  onward(place: string, name: string, facts: SpanFacts): Span | null;
  /** Notes what an event comes from: the span under way or, given a place, what another process was at. */
  note(event: object, place?: string): void;
  /** The span of showing an event that was noted, however much later; null for others. */
  shown(event: object, name: string, facts: SpanFacts): Span | null;
  /** Runs `work`, which serves many at once, below none of them. */
  apart<T>(work: () => T): T;
};

/** Runs `work` as a span below the one under way; its end is the work's. Without traces that is the work and nothing else. */
export function traced<T>(tracing: Tracing | null, name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T> {
  const span = tracing === null ? null : tracing.below(name, facts);
  if (span === null) return work();
  const result = span.run(work);
  result.then(
    () => span.end(),
    (error: unknown) => span.end(errorCode(error)),
  );
  return result;
}

/** What kind of failure it is, in a word that quotes nobody. */
function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
}
