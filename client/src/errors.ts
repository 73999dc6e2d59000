/** What can be wrong with one field of a request; `path` is dotted, `participantIds.0`. */
export type FieldProblem = { readonly path: string; readonly message: string };

type Details = {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  readonly retryAfter?: number | null;
};

/** Codes of what may be different the next time, whatever was asked. */
const PASSING = new Set(['offline', 'timeout', 'rate_limited', 'unavailable', 'internal_error']);

/**
 * Whatever the server refused or the way to it did not let through. `code` is one of the server's (`not_a_member`,
 * `validation_failed` …), or `offline`, `timeout`, `cancelled` where no answer came. `retryAfter`: seconds to wait, when the server says so.
 */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldProblem[];
  readonly retryAfter: number | null;

  constructor({ status, code, detail, errors = [], retryAfter = null }: Details) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed later. */
  get isTemporary(): boolean {
    return PASSING.has(this.code) || this.status === 429 || this.status >= 500;
  }
}

/** No answer came: what was asked may have been done or not. */
export function offline(detail = 'The server cannot be reached'): ParleyError {
  return new ParleyError({ status: 0, code: 'offline', detail });
}

/** It was given up on request. */
export function cancelled(detail = 'Cancelled'): ParleyError {
  return new ParleyError({ status: 0, code: 'cancelled', detail });
}

/** `error` as one of ours; what it was made of is its `cause`. */
export function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error;
  const isAbort = error instanceof DOMException && error.name === 'AbortError';
  const made = isAbort ? cancelled() : offline(error instanceof Error ? error.message : String(error));
  made.cause = error;
  return made;
}

/** The problem that a body describes (RFC 9457), or one made of the status where it describes none. */
export function problemOf(status: number, body: unknown, retryAfter: number | null): ParleyError {
  const found = isRecord(body) ? body : {};
  const errors = Array.isArray(found.errors) ? found.errors.filter(isFieldProblem) : [];
  return new ParleyError({
    status,
    code: typeof found.code === 'string' ? found.code : status >= 500 ? 'unavailable' : 'unexpected',
    detail: typeof found.detail === 'string' ? found.detail : `The server answered ${status}`,
    errors,
    retryAfter,
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && typeof value.path === 'string' && typeof value.message === 'string';
}
