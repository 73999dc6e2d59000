import { z } from 'zod';
import type { DigestJob, NoticeJob, UnreadJob } from '../../core/notifications/jobs.ts';

const notice: z.ZodType<NoticeJob> = z.object({
  id: z.string(),
  userId: z.string(),
  at: z.string(),
  notice: z.object({
    kind: z.enum([
      'ticket.assigned',
      'ticket.commented',
      'ticket.status_changed',
      'group.added',
      'offer.received',
      'booking.requested',
    ]),
    actorId: z.string(),
    ticketId: z.string().nullable(),
    conversationId: z.string().nullable(),
    seq: z.int().nullable(),
    noteId: z.string().nullable(),
    userIds: z.array(z.string()),
    status: z.string().nullable(),
  }),
});

const unread: z.ZodType<UnreadJob> = z.object({
  id: z.string(),
  userId: z.string(),
  items: z.array(z.object({ conversationId: z.string(), fromSeq: z.int(), toSeq: z.int() })),
});

const digest: z.ZodType<DigestJob> = z.object({
  id: z.string(),
  userId: z.string(),
  frequency: z.enum(['daily', 'weekly']),
  since: z.string(),
});

/** What jobs carry, as it comes back out of the database: another version may have put it there. */
export const payloadSchemas = { notice, unread, digest };
