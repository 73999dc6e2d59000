import type { FieldProblem } from '../errors.ts';

const STATUSES = {
  validation_failed: 400,
  invalid_cursor: 400,
  unauthorized: 401,
  forbidden: 403,
  not_a_member: 403,
  blocked: 403,
  not_found: 404,
  user_not_found: 404,
  conflict: 409,
  invalid_transition: 409,
  conversation_closed: 409,
  ticket_closed: 409,
  message_deleted: 409,
  not_a_group: 409,
  resync_required: 410,
  file_too_large: 413,
  rate_limited: 429,
  internal_error: 500,
  unavailable: 503,
} as const;

export type RefusalCode = keyof typeof STATUSES;

/** What the server does not do, by one of the codes of the native API. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly errors: readonly FieldProblem[];
  readonly retryAfter: number | null;

  constructor(code: RefusalCode, detail: string, more: { path?: string; retryAfter?: number } = {}) {
    super(more.path === undefined ? detail : `${more.path} ${detail}`);
    this.code = code;
    this.status = STATUSES[code];
    this.errors = more.path === undefined ? [] : [{ path: more.path, message: detail }];
    this.retryAfter = more.retryAfter ?? null;
  }

  /** As HTTP tells it (RFC 9457). */
  toResponse(): Response {
    const { code, status, message, errors, retryAfter } = this;
    const problem = { type: `/problems/${code}`, title: code.replaceAll('_', ' '), status, code, detail: message };
    const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
    if (retryAfter !== null) headers['retry-after'] = String(retryAfter);
    return new Response(JSON.stringify(errors.length > 0 ? { ...problem, errors } : problem), { status, headers });
  }

  /** As an ack tells it. */
  toAck(): object {
    const { code, message, retryAfter } = this;
    return { ok: false, error: { code, message, ...(retryAfter !== null && { retryAfter }) } };
  }
}

/** A field that cannot be so. */
export function invalid(path: string, detail: string): Refusal {
  return new Refusal('validation_failed', detail, { path });
}
