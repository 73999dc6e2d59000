import { z } from 'zod';
import { isBlank } from '../../../core/text.ts';
import { text } from '../../../wire/schema.ts';
import { withoutScripts } from '../sanitize.ts';
import { cursor, limit, page } from './basics.ts';
import { ownIdOf, ownIds, SENDABLE } from './messages.ts';

/** The body of an edit; whether it may be empty depends on the message. */
export function editMessage(maxLength: number) {
  return z.object({
    content: text(maxLength)
      .refine((value) => value === '' || !isBlank(withoutScripts(value)), 'must not be empty')
      .transform(withoutScripts),
  });
}

export const messageParams = z.object({ id: z.string() });

const MAX_NAMED = 100;

/** The body of `bulk-mark-read`; none: everything. */
export const bulkRead = z
  .object({
    messageIds: z
      .array(z.string())
      .min(1, `must name 1 to ${MAX_NAMED} messages`)
      .max(MAX_NAMED, `must name 1 to ${MAX_NAMED} messages`)
      .optional(),
  })
  .default({});

const reactionText = text(32)
  .transform(withoutScripts)
  .refine((value) => !isBlank(value), 'must not be empty')
  .nullish();

/** The body of a reaction. */
export const reaction = z
  .object({ reactionType: reactionText, reaction: reactionText, emoji: reactionText })
  .transform(({ reactionType, reaction: other, emoji }, problems) => {
    const chosen = reactionType ?? other ?? emoji;
    if (chosen) return { emoji: chosen };
    problems.addIssue({ code: 'custom', path: ['reactionType'], message: 'is required' });
    return z.NEVER;
  });

const MAX_TARGETS = 20;

/** The body of a forward. */
export const forward = z
  .object({
    conversationIds: z
      .array(z.string().min(1, 'must not be empty'))
      .min(1, `must name 1 to ${MAX_TARGETS} conversations`)
      .max(MAX_TARGETS, `must name 1 to ${MAX_TARGETS} conversations`),
    ...ownIds,
  })
  .transform(({ conversationIds, ...ids }) => ({ conversationIds, clientId: ownIdOf(ids) }));

/** The query of a conversation's messages. */
export function listMessages(perPage: number) {
  return z
    .object({
      page,
      limit: limit(perPage),
      before: z.string().optional().meta({ description: 'The id of a message' }),
      after: z.string().optional().meta({ description: 'The id of a message' }),
      cursor,
    })
    .refine(
      ({ before, after, cursor: goingOn }) => [before, after, goingOn].filter((one) => one !== undefined).length <= 1,
      { path: ['before'], error: 'cannot be given together with after or cursor' },
    );
}

/** The query of the search. */
export const search = z
  .object({
    q: text(200).refine((value) => !isBlank(value), 'must not be empty'),
    conversationId: z.string().optional(),
    type: z.enum([...SENDABLE, 'system']).optional(),
    page,
    limit: limit(50),
    cursor,
    before: cursor,
  })
  .refine(({ cursor: goingOn, before }) => goingOn === undefined || before === undefined, {
    path: ['before'],
    error: 'cannot be given together with cursor',
  })
  .transform(({ before, cursor: goingOn, ...query }) => ({ ...query, cursor: goingOn ?? before }));
