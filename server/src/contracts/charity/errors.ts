import type { ErrorCode, ParleyError } from '../../core/errors.ts';
import { statusOf } from '../../wire/errors.ts';

/** What clients know failures by; a contract of few words. */
type PublicCode =
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONVERSATION_CLOSED'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'RATE_LIMITED'
  | 'INTERNAL_ERROR';

function publicCode(code: ErrorCode): PublicCode | null {
  switch (statusOf(code)) {
    case 400:
      return null;
    case 401:
      return 'UNAUTHORIZED';
    case 403:
      return 'FORBIDDEN';
    case 404:
      return 'NOT_FOUND';
    case 409:
      return code === 'conversation_closed' || code === 'ticket_closed' ? 'CONVERSATION_CLOSED' : 'CONFLICT';
    case 413:
      return 'PAYLOAD_TOO_LARGE';
    case 429:
      return 'RATE_LIMITED';
    default:
      return 'INTERNAL_ERROR';
  }
}

/** The HTTP status; the contract knows of no other failure of ours than 500. */
export function httpStatusOf(code: ErrorCode): number {
  return Math.min(statusOf(code), 500);
}

/** What is nobody's mistake is told without what it was. */
function textOf({ code, message }: ParleyError): string {
  if (statusOf(code) >= 500) return 'Something went wrong; try again later';
  return code === 'conflict' ? 'clientMessageId was used before for another content' : message;
}

/** The body of an answer that is an error. */
export function errorBody(error: ParleyError) {
  return { success: false, error: { code: publicCode(error.code) ?? 'VALIDATION_ERROR', message: textOf(error) } };
}

/** The frame that tells a connection what became of one of its own. */
export function errorFrame(error: ParleyError) {
  const { code, retryAfter } = error;
  const shown = publicCode(code) ?? 'INVALID_MESSAGE';
  return { type: 'error', code: shown, message: textOf(error), ...(code === 'rate_limited' && { retryAfter }) };
}
