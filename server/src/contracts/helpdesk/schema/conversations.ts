import { z } from 'zod';
import { cursor, flag, idText, limit, nonEmptyText, text, time } from '../../../wire/schema.ts';
import { metadata } from './metadata.ts';
import { category, description, priority, subject } from './tickets.ts';

const participantIds = z.array(idText);

/** An existing ticket's conversation, or what a new ticket says. */
function supportBody(categories: readonly string[]) {
  return z
    .object({
      type: z.literal('support'),
      ticketId: z.string().nullish(),
      subject: subject.nullish(),
      description: description.nullish(),
      category: category(categories).nullish(),
      priority: priority.nullish(),
      metadata: metadata.default({}),
    })
    .superRefine((body, issues) => {
      if (body.ticketId == null && body.subject == null)
        issues.addIssue({ code: 'custom', path: ['subject'], message: 'is required' });
    });
}

export const createConversation = (categories: readonly string[]) =>
  z
    .discriminatedUnion(
      'type',
      [
        z.object({
          type: z.literal('direct'),
          participantIds: participantIds.min(1, 'must name exactly one other person').max(1000),
          metadata: metadata.default({}),
        }),
        z.object({
          type: z.literal('group'),
          participantIds: participantIds
            .min(1, 'must name 1 to 999 other people')
            .max(1000, 'must name 1 to 999 other people'),
          title: nonEmptyText(100),
          metadata: metadata.default({}),
        }),
        supportBody(categories),
      ],
      { error: 'must be direct, group or support' },
    )
    .meta({ examples: [{ type: 'direct', participantIds: ['bo'] }] });

export const listConversationsQuery = z.object({
  type: z.enum(['direct', 'group', 'support']).optional(),
  archived: z.enum(['true', 'false', 'all']).default('false'),
  unread: flag.optional(),
  q: text(200).optional(),
  cursor,
  limit: limit(20),
});

export const conversationParams = z.object({ id: z.string() });

export const updateConversation = z
  .object({
    title: nonEmptyText(100).optional(),
    avatar: text(2048).nullable().optional(),
    metadata: metadata.optional(),
    status: z.enum(['active', 'closed']).optional(),
  })
  .meta({ examples: [{ title: 'Another title' }] });

export const addMembers = z
  .object({
    userIds: z.array(idText).min(1, 'must name at least one person').max(999, 'must name at most 999 people'),
  })
  .meta({ examples: [{ userIds: ['cy'] }] });

export const memberParams = z.object({ id: z.string(), userId: z.string() });

export const setRole = z.object({ role: z.enum(['owner', 'admin', 'member']) });

export const arrange = z
  .object({
    isArchived: z.boolean().optional(),
    isPinned: z.boolean().optional(),
    mutedUntil: time.nullable().optional(),
  })
  .meta({ examples: [{ isPinned: true }] });

const seq = z.int('must be a whole number').min(0, 'must be at least 0').max(2_147_483_647, 'is too large');

export const markRead = z
  .object({ messageId: z.string().optional(), upToSeq: seq.optional() })
  .refine((body) => body.messageId === undefined || body.upToSeq === undefined, {
    path: ['upToSeq'],
    error: 'cannot be given together with messageId',
  });

/** An empty body means everything. */
export const markReadBody = markRead.optional().meta({ examples: [{ upToSeq: 1 }] });
