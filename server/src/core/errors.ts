/**
 * The closed catalogue of everything that can go wrong for a caller. Contracts map a code to their own status and
 * shape; a fault that is not in this list never reaches the wire as itself, it becomes `internal_error`.
 */
export const ERRORS = {
  validation_failed: { title: 'Validation failed', temporary: false },
  invalid_json: { title: 'Invalid JSON', temporary: false },
  invalid_cursor: { title: 'Invalid cursor', temporary: false },
  unsupported_file_type: { title: 'Unsupported file type', temporary: false },
  file_type_mismatch: { title: 'File type mismatch', temporary: false },
  unauthorized: { title: 'Unauthorized', temporary: false },
  forbidden: { title: 'Forbidden', temporary: false },
  not_a_member: { title: 'Not a member', temporary: false },
  blocked: { title: 'Blocked', temporary: false },
  not_found: { title: 'Not found', temporary: false },
  user_not_found: { title: 'User not found', temporary: false },
  conflict: { title: 'Conflict', temporary: false },
  invalid_transition: { title: 'Invalid transition', temporary: false },
  ticket_closed: { title: 'Ticket closed', temporary: false },
  conversation_closed: { title: 'Conversation closed', temporary: false },
  message_deleted: { title: 'Message deleted', temporary: false },
  not_a_group: { title: 'Not a group', temporary: false },
  resync_required: { title: 'Resync required', temporary: false },
  file_too_large: { title: 'File too large', temporary: false },
  payload_too_large: { title: 'Payload too large', temporary: false },
  rate_limited: { title: 'Rate limited', temporary: true },
  internal_error: { title: 'Internal error', temporary: true },
  unavailable: { title: 'Unavailable', temporary: true },
} as const satisfies Record<string, { title: string; temporary: boolean }>;

export type ErrorCode = keyof typeof ERRORS;

/** One offending field; `path` is dotted (`participantIds.0`). */
export type FieldIssue = { readonly path: string; readonly message: string };

/** An error that a caller may see. `detail` is a sentence for people and never holds secrets or message text. */
export class ParleyError extends Error {
  readonly code: ErrorCode;
  readonly issues: readonly FieldIssue[];
  /** Whole seconds after which a retry makes sense; set with `rate_limited` and `unavailable`. */
  readonly retryAfter: number | null;

  constructor(code: ErrorCode, detail: string, extra: { issues?: readonly FieldIssue[]; retryAfter?: number } = {}) {
    super(detail);
    this.name = 'ParleyError';
    this.code = code;
    this.issues = extra.issues ?? [];
    this.retryAfter = extra.retryAfter ?? null;
  }
}

/** A `validation_failed` about one field, e.g. `invalid('content', 'must not be empty')`. */
export function invalid(path: string, message: string): ParleyError {
  return new ParleyError('validation_failed', `${path} ${message}`, { issues: [{ path, message }] });
}

/** A `user_not_found` that names where in the input the unknown user stood. */
export function unknownUser(path: string): ParleyError {
  return new ParleyError('user_not_found', `${path} names a user who does not exist`, {
    issues: [{ path, message: 'names a user who does not exist' }],
  });
}

/** Brings any thrown value into the catalogue; what is not a `ParleyError` tells nothing of the inside. */
export function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error;
  return new ParleyError('internal_error', 'Something went wrong on our side');
}
