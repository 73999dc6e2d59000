import { z } from 'zod';
import { isBlank } from '../../../core/text.ts';
import { idText, text } from '../../../wire/schema.ts';
import { withoutScripts } from '../sanitize.ts';

/** A whole number from 1 in a query. */
const wholeNumber = z
  .string()
  .regex(/^0*[1-9]\d*$/, 'must be a whole number of at least 1')
  .transform((digits) => Math.min(Number(digits), 1_000_000_000));

/** Which page; the first when it is not said. */
export const page = wholeNumber.default(1).meta({ type: 'integer', minimum: 1, default: 1 });

/** How many; more than 100 are lowered to that. */
export function limit(fallback: number) {
  return wholeNumber
    .transform((value) => Math.min(value, 100))
    .default(fallback)
    .meta({ type: 'integer', minimum: 1, maximum: 100, default: fallback });
}

/** Where a list goes on. */
export const cursor = z.string().optional().meta({ description: 'nextCursor of the answer before, in place of page' });

/** Whether something is left of a text when it loses what could run in a page, or there was nothing in it before. */
export function leavesSomething(value: string): boolean {
  return isBlank(value) || !isBlank(withoutScripts(value));
}

/** Text of at most `max` characters that loses what could run in a page, and not everything. */
export function safeText(max: number) {
  return text(max).refine(leavesSomething, 'must not be empty').transform(withoutScripts);
}

/** `safeText` that is more than white space, before and after. */
export function safeNonEmptyText(max: number) {
  return safeText(max).refine((value) => !isBlank(value), 'must not be empty');
}

/** An id in a path: one that could not exist is as unknown as any. */
export const anyId = z.string();

export { idText };

export const conversationParams = z.object({ id: anyId });
