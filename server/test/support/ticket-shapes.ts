import { z } from 'zod';
import { attachmentShape, idShape, timeShape, userRefShape } from './shapes.ts';
import { backlogShape, slaRatesShape, ticketSlaShape } from './sla-shapes.ts';

/** The objects of support, as `shapes.ts` has those of messaging. */

const userIdShape = z.string().min(1).max(255);
const statusShape = z.enum(['open', 'in_progress', 'pending', 'resolved', 'closed']);

export const ticketShape = z.strictObject({
  id: idShape,
  number: z.int().min(1),
  subject: z.string().min(1),
  description: z.string().min(1),
  status: statusShape,
  priority: z.enum(['low', 'medium', 'high', 'urgent']),
  category: z.string().min(1),
  tags: z.array(z.string()),
  requesterId: userIdShape,
  requester: userRefShape,
  assigneeId: userIdShape.nullable(),
  assignee: userRefShape.nullable(),
  conversationId: idShape,
  attachments: z.array(attachmentShape),
  metadata: z.record(z.string(), z.unknown()),
  commentCount: z.int().min(0),
  firstRespondedAt: timeShape.nullable(),
  resolvedAt: timeShape.nullable(),
  closedAt: timeShape.nullable(),
  reopenedCount: z.int().min(0),
  sla: ticketSlaShape.nullable(),
  rating: z
    .strictObject({ score: z.int().min(1).max(5), comment: z.string().nullable(), ratedAt: timeShape })
    .nullable(),
  createdAt: timeShape,
  updatedAt: timeShape,
  lastActivityAt: timeShape,
});
export type Ticket = z.infer<typeof ticketShape>;

export const commentShape = z.strictObject({
  id: idShape,
  ticketId: idShape,
  authorId: userIdShape,
  author: userRefShape.nullable(),
  content: z.string(),
  internal: z.boolean(),
  attachments: z.array(attachmentShape),
  messageId: idShape.nullable(),
  seq: z.int().min(1).nullable(),
  createdAt: timeShape,
  editedAt: timeShape.nullable(),
  deletedAt: timeShape.nullable(),
});
export type Comment = z.infer<typeof commentShape>;

export const ticketWithCommentsShape = ticketShape.extend({ comments: z.array(commentShape).max(100) });
export const changeShape = z.strictObject({ field: z.string().min(1), from: z.unknown(), to: z.unknown() });

export const ticketEventShape = z.strictObject({
  id: idShape,
  at: timeShape,
  actorId: userIdShape.nullable(),
  actor: userRefShape.nullable(),
  action: z.enum(['created', 'status_changed', 'assigned', 'updated', 'commented', 'escalated', 'rated']),
  field: z.string().nullable(),
  from: z.unknown(),
  to: z.unknown(),
});

export function countedListShape<T extends z.ZodType>(item: T) {
  return z.strictObject({
    data: z.array(item),
    page: z.strictObject({ next: z.string().min(1).nullable(), total: z.int().min(0) }),
  });
}

const durationShape = z.strictObject({
  count: z.int().min(0),
  averageSeconds: z.number().nullable(),
  medianSeconds: z.number().nullable(),
});

export const statsShape = z.strictObject({
  from: timeShape.nullable(),
  to: timeShape.nullable(),
  total: z.int().min(0),
  unassigned: z.int().min(0),
  byStatus: z.record(statusShape, z.int()),
  byPriority: z.record(z.enum(['low', 'medium', 'high', 'urgent']), z.int()),
  byCategory: z.record(z.string(), z.int()),
  byAssignee: z.array(z.strictObject({ assigneeId: userIdShape, name: z.string(), open: z.int(), resolved: z.int() })),
  firstResponse: durationShape,
  resolution: durationShape,
  csat: z.strictObject({ count: z.int(), average: z.number().nullable() }),
  sla: slaRatesShape,
  backlog: backlogShape,
});

export const cannedShape = z.strictObject({
  id: idShape,
  title: z.string().min(1),
  body: z.string().min(1),
  tags: z.array(z.string()),
  shared: z.boolean(),
  createdBy: userIdShape,
  createdAt: timeShape,
  updatedAt: timeShape,
});
export type Canned = z.infer<typeof cannedShape>;

export const foundTicketShape = ticketShape.extend({ highlight: z.string() });
