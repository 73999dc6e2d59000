import { z } from 'zod';
import { limit } from '../../../wire/schema.ts';
import { anyId } from './ids.ts';

/** `page` of a list, from 1. */
const page = z
  .string()
  .regex(/^\d+$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1, 'must be at least 1')
  .refine(Number.isSafeInteger, 'is too large')
  .meta({ type: 'integer', minimum: 1, default: 1 });

/** `page` and `limit` of a list that is shown whole where it is short. */
export const paging = { page: page.default(1), limit: limit(100) };

const cursors = { before: anyId.optional(), after: anyId.optional() };

function notBoth(query: { before?: string | undefined; after?: string | undefined }): boolean {
  return query.before === undefined || query.after === undefined;
}

const BOTH = { path: ['before'], error: 'and after exclude each other' };

/** A window of a history of messages. */
export function historyQuery(fallback: number) {
  return z
    .object({ limit: limit(fallback), ...cursors, page: page.optional() })
    .refine(notBoth, BOTH)
    .refine(({ before, after, page: one }) => one === undefined || (before ?? after) === undefined, {
      path: ['page'],
      error: 'does not go together with before or after',
    });
}

/** A window of a ticket's messages; without any of it they come as they are. */
export const ticketWindow = z.object({ limit: limit(50).removeDefault().optional(), ...cursors }).refine(notBoth, BOTH);
