import type { ErrorCode } from '../../core/errors.ts';
import { statusOf as httpStatusOf } from '../../wire/errors.ts';

/** The status of an error in this contract, which knows no 413: what is too large is bad input. */
export function statusOf(code: ErrorCode): number {
  const status = httpStatusOf(code);
  return status === 413 ? 400 : status;
}
