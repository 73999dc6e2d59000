import { z } from 'zod';

/** The part of the wire that the support scenes look at. */

const targets = z.object({ firstResponseMinutes: z.int(), resolutionMinutes: z.int() });
const businessHours = z.object({ timeZone: z.string() }).nullable();

const ticket = z.object({
  id: z.string(),
  number: z.int(),
  subject: z.string(),
  status: z.string(),
  requesterId: z.string(),
  assigneeId: z.string().nullable(),
  conversationId: z.string(),
  commentCount: z.int(),
  sla: z.object({ pausedAt: z.string().nullable() }).nullable(),
  rating: z.object({ score: z.int() }).nullable(),
});

export type WireTicket = z.infer<typeof ticket>;

const comment = z.object({
  id: z.string(),
  ticketId: z.string(),
  authorId: z.string(),
  content: z.string(),
  internal: z.boolean(),
  messageId: z.string().nullable(),
});

export type WireComment = z.infer<typeof comment>;

const change = z.object({ field: z.string(), from: z.unknown(), to: z.unknown() });

export type WireChange = z.infer<typeof change>;

const faq = z.object({ id: z.string(), question: z.string(), answer: z.string() });

const target = z.object({
  targetMinutes: z.int(),
  countedMinutes: z.int(),
  dueAt: z.string().nullable(),
  breachedAt: z.string().nullable(),
});

const account = z.object({
  policy: targets.extend({ businessHours }).nullable(),
  firstResponse: target.nullable(),
  resolution: target.nullable(),
  intervals: z.array(
    z.object({ from: z.string(), to: z.string().nullable(), counted: z.boolean(), reason: z.string() }),
  ),
});

/** What a ticket's time was spent on. */
export type WireAccount = z.infer<typeof account>;

export const supportAnswers = {
  ticket,
  ticketWithComments: ticket.extend({ comments: z.array(comment) }),
  comment,
  history: z.object({ data: z.array(z.object({ action: z.string(), to: z.unknown() })) }),
  faq,
  faqs: z.object({ data: z.array(faq) }),
  faqRating: z.object({ helpful: z.boolean(), notHelpfulCount: z.int() }),
  canned: z.object({ id: z.string(), title: z.string() }),
  rendered: z.object({ content: z.string() }),
  policies: z.object({ high: targets.nullable(), businessHours }),
  account,
};

export const supportEvents = [
  z.object({ name: z.literal('ticket_created'), body: ticket }),
  z.object({ name: z.literal('ticket_updated'), body: ticket.extend({ changes: z.array(change) }) }),
  z.object({ name: z.literal('ticket_comment'), body: comment }),
  z.object({
    name: z.literal('notification'),
    body: z.object({
      type: z.string(),
      title: z.string(),
      body: z.string(),
      data: z.object({ ticketId: z.string().optional(), conversationId: z.string().optional() }),
    }),
  }),
] as const;
