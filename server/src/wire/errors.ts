import type { FastifyError } from 'fastify';
import { type ErrorCode, ParleyError, toParleyError } from '../core/errors.ts';

/** The HTTP status of each error of the catalogue. */
const STATUS = {
  validation_failed: 400,
  invalid_json: 400,
  invalid_cursor: 400,
  unsupported_file_type: 400,
  file_type_mismatch: 400,
  unauthorized: 401,
  forbidden: 403,
  not_a_member: 403,
  blocked: 403,
  not_found: 404,
  user_not_found: 404,
  conflict: 409,
  invalid_transition: 409,
  ticket_closed: 409,
  conversation_closed: 409,
  message_deleted: 409,
  not_a_group: 409,
  resync_required: 410,
  file_too_large: 413,
  payload_too_large: 413,
  rate_limited: 429,
  internal_error: 500,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

/** The HTTP status of an error; a contract may have another for some. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code];
}

/** Errors of the HTTP layer itself, brought into the catalogue. */
function fromFastify(error: FastifyError): ParleyError | null {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ParleyError('payload_too_large', 'The body is too large');
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new ParleyError('invalid_json', 'The body must be JSON, with content-type application/json');
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500) {
    return new ParleyError('invalid_json', 'The request is malformed');
  }
  return null;
}

/** Any thrown value as an error of the catalogue. `isOutage` tells faults of the database that a retry may mend. */
export function catalogued(error: unknown, isOutage: (error: unknown) => boolean): ParleyError {
  if (error instanceof ParleyError) return error;
  if (isOutage(error)) return new ParleyError('unavailable', 'The database cannot be reached', { retryAfter: 1 });
  if (error instanceof Error && 'code' in error) {
    const mapped = fromFastify(error as FastifyError);
    if (mapped) return mapped;
  }
  return toParleyError(error);
}
