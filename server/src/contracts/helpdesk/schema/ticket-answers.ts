import { z } from 'zod';
import { TICKET_ACTIONS, TICKET_PRIORITIES, TICKET_STATUSES } from '../../../core/tickets/types.ts';
import { attachment, userRef } from './answers.ts';
import { slaRates, ticketSla } from './sla.ts';

const time = z.iso.datetime();

export const ticketAnswer = z
  .object({
    id: z.string(),
    number: z.int(),
    subject: z.string(),
    description: z.string(),
    status: z.enum(TICKET_STATUSES),
    priority: z.enum(TICKET_PRIORITIES),
    category: z.string(),
    tags: z.array(z.string()),
    requesterId: z.string(),
    requester: userRef,
    assigneeId: z.string().nullable(),
    assignee: userRef.nullable(),
    conversationId: z.string(),
    attachments: z.array(attachment),
    metadata: z.record(z.string(), z.unknown()),
    commentCount: z.int(),
    firstRespondedAt: time.nullable(),
    resolvedAt: time.nullable(),
    closedAt: time.nullable(),
    reopenedCount: z.int(),
    sla: ticketSla.nullable(),
    rating: z.object({ score: z.int(), comment: z.string().nullable(), ratedAt: time }).nullable(),
    createdAt: time,
    updatedAt: time,
    lastActivityAt: time,
  })
  .meta({ id: 'Ticket' });

export const commentAnswer = z
  .object({
    id: z.string(),
    ticketId: z.string(),
    authorId: z.string(),
    author: userRef.nullable(),
    content: z.string(),
    internal: z.boolean(),
    attachments: z.array(attachment),
    messageId: z.string().nullable(),
    seq: z.int().nullable(),
    createdAt: time,
    editedAt: time.nullable(),
    deletedAt: time.nullable(),
  })
  .meta({ id: 'Comment' });

export const ticketWithComments = ticketAnswer.extend({ comments: z.array(commentAnswer) });

/** `highlight` is escaped HTML with the matches in `<mark>`. */
export const foundTicket = ticketAnswer.extend({ highlight: z.string() });

export const ticketEvent = z
  .object({
    id: z.string(),
    at: time,
    actorId: z.string().nullable(),
    actor: userRef.nullable(),
    action: z.enum(TICKET_ACTIONS),
    field: z.string().nullable(),
    from: z.unknown(),
    to: z.unknown(),
  })
  .meta({ id: 'TicketEvent' });

/** What changed, beside a ticket in an event. */
export const fieldChange = z.object({ field: z.string(), from: z.unknown(), to: z.unknown() });

export const categoryAnswer = z.object({ slug: z.string(), name: z.string() });

/** A page of a list that says how long it is as a whole. */
export function countedListOf(item: z.ZodType) {
  return z.object({ data: z.array(item), page: z.object({ next: z.string().nullable(), total: z.int() }) });
}

const counts = z.record(z.string(), z.int());
const duration = z.object({
  count: z.int(),
  averageSeconds: z.number().nullable(),
  medianSeconds: z.number().nullable(),
});

export const ticketStats = z.object({
  from: time.nullable(),
  to: time.nullable(),
  total: z.int(),
  unassigned: z.int(),
  byStatus: counts,
  byPriority: counts,
  byCategory: counts,
  byAssignee: z.array(z.object({ assigneeId: z.string(), name: z.string(), open: z.int(), resolved: z.int() })),
  firstResponse: duration,
  resolution: duration,
  csat: z.object({ count: z.int(), average: z.number().nullable() }),
  sla: slaRates,
  backlog: z.array(z.object({ date: z.iso.date(), open: z.int() })),
});

export const cannedAnswer = z
  .object({
    id: z.string(),
    title: z.string(),
    body: z.string(),
    tags: z.array(z.string()),
    shared: z.boolean(),
    createdBy: z.string(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'CannedResponse' });
