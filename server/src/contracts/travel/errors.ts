import { type ErrorCode, ParleyError } from '../../core/errors.ts';
import { statusOf } from '../../wire/errors.ts';

/** What a request without a token is told. */
export const NO_TOKEN = 'No token provided';

/** What the contract's clients know an error by, where the core says it otherwise. */
const TEXTS: Partial<Record<ErrorCode, string>> = {
  user_not_found: 'User not found',
  ticket_closed: 'Ticket is closed',
  conflict: 'Conflict',
};

/** The sentence that a client is given for an error. */
export function textOf({ code, message }: ParleyError): string {
  if (code === 'unauthorized') return message === NO_TOKEN ? message : 'Invalid token';
  return TEXTS[code] ?? message;
}

/** The HTTP status; the contract knows of no other failure of ours than 500. */
export function httpStatusOf({ code }: ParleyError): number {
  const status = statusOf(code);
  return status === 503 ? 500 : status;
}

export const MISSING = {
  conversation: 'Conversation not found',
  message: 'Message not found',
  ticket: 'Support ticket not found',
} as const;

/** That something is not there, in the contract's words. */
export function missing(what: keyof typeof MISSING): ParleyError {
  return new ParleyError('not_found', MISSING[what]);
}

/** Does `work`; what it does not find is called `what`. */
export async function seeking<T>(what: keyof typeof MISSING, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ParleyError && error.code === 'not_found' ? missing(what) : error;
  }
}
