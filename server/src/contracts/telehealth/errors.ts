import type { ErrorCode, ParleyError } from '../../core/errors.ts';
import { statusOf as httpStatusOf } from '../../wire/errors.ts';

/** The status of an error in this contract, which knows no 413: what is too large is bad input. */
export function statusOf(code: ErrorCode): number {
  const status = httpStatusOf(code);
  return status === 413 ? 400 : status;
}

/** What an error says, in this contract's words for what clients name. */
export function messageOf({ code, message }: ParleyError): string {
  return code === 'conflict' ? 'tempId was used before for another message' : message;
}
