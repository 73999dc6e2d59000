import { z } from 'zod';
import { TICKET_PRIORITIES, type TicketStatus } from '../../../core/tickets/types.ts';
import { nonEmptyText } from '../../../wire/schema.ts';
import { paging } from './lists.ts';
import { tempId } from './socket.ts';

/** What a ticket's status looks like here: the engine's `pending` is one way of being in progress. */
export const STATUSES = ['open', 'in_progress', 'resolved', 'closed'] as const;
export type ShownStatus = (typeof STATUSES)[number];

/** What a ticket that is opened here can be about, whatever else the site's tickets are about. */
const CATEGORIES = ['general', 'booking', 'destination', 'complaint'] as const;

/** The engine's statuses that are shown as one of ours. */
export function enginesOf(status: ShownStatus | undefined): readonly TicketStatus[] {
  if (status === undefined) return [];
  return status === 'in_progress' ? ['in_progress', 'pending'] : [status];
}

export const createTicket = z
  .object({
    subject: nonEmptyText(255),
    description: nonEmptyText(10_000),
    category: z.enum(CATEGORIES).default('general'),
    priority: z.enum(TICKET_PRIORITIES).default('medium'),
  })
  .meta({
    examples: [{ subject: 'Problem with my booking', description: 'No confirmation came yet.', category: 'booking' }],
  });

export const ticketParams = z.object({ ticketId: z.string() });

const status = z.enum(STATUSES).optional();

export const ownTickets = z.object({ status, ...paging });

/** `known`: the site's own categories, which tickets that were opened elsewhere may have. */
export function allTickets(known: readonly string[]) {
  const categories = [...new Set([...CATEGORIES, ...known])];
  return z.object({
    status,
    category: z.enum(categories).optional(),
    priority: z.enum(TICKET_PRIORITIES).optional(),
    ...paging,
  });
}

/** What an admin answers; text and status go by two names each, of which the first counts. */
export function respond(maxLength: number) {
  const message = nonEmptyText(maxLength);
  return z
    .object({
      message: message.optional(),
      message_text: message.optional(),
      status,
      newStatus: status,
      tempId,
    })
    .transform(({ message, message_text, status, newStatus, tempId }) => ({
      message: message ?? message_text,
      status: status ?? newStatus,
      tempId,
    }))
    .refine((body) => body.message !== undefined, { path: ['message'], error: 'is required' })
    .transform((body) => ({ ...body, message: body.message ?? '' }))
    .meta({ examples: [{ message: 'Your booking is confirmed.', status: 'resolved', tempId: 'a1' }] });
}
