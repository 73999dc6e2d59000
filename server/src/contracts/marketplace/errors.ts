import { type ErrorCode, ParleyError } from '../../core/errors.ts';
import { statusOf as httpStatusOf } from '../../wire/errors.ts';

/** What a request or a handshake without a token is told. */
export const NO_TOKEN = 'No token provided';

/** Statuses that this contract does not have, and what it answers instead. */
const OTHERWISE: Partial<Record<number, number>> = { 409: 400, 410: 400, 503: 500 };

const TEXTS: Partial<Record<ErrorCode, string>> = {
  conflict: 'clientMessageId was used before for another message',
  rate_limited: 'Rate limit exceeded',
};

/** The status of an error here, over HTTP and on a socket. */
function statusOf(code: ErrorCode): number {
  const status = httpStatusOf(code);
  return OTHERWISE[status] ?? status;
}

/** The sentence that a client is given for an error. */
export function textOf({ code, message }: ParleyError): string {
  if (code === 'unauthorized') return message === NO_TOKEN ? message : 'Invalid token';
  return TEXTS[code] ?? message;
}

/** The body of an error over HTTP. */
export function errorBody(error: ParleyError) {
  return { success: false as const, statusCode: statusOf(error.code), error: textOf(error) };
}

export const MISSING = {
  conversation: 'Conversation not found',
  message: 'Message not found',
  user: 'User not found',
  file: 'File not found',
} as const;

/** That something is not there. */
export function missing(what: keyof typeof MISSING): ParleyError {
  return new ParleyError('not_found', MISSING[what]);
}
