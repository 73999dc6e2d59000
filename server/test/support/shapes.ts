import { z } from 'zod';

/*
 * The objects of the native API as an outside client must find them: every field, no other field. Whatever a test reads
 * goes through one of these, so that an answer with a missing, extra or misspelt field turns any test red.
 */

/** ISO 8601 in UTC with milliseconds. */
export const timeShape = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** An id made by the server: at most 64 characters and never all digits. */
export const idShape = z.string().min(1).max(64).regex(/\D/);
const userIdShape = z.string().min(1).max(255);
const roleShape = z.enum(['user', 'agent', 'admin']);
const seqShape = z.int().min(0);
const metadataShape = z.record(z.string(), z.unknown());
const presenceStatusShape = z.enum(['online', 'away', 'busy', 'offline']);

export const userRefShape = z.strictObject({
  id: userIdShape,
  name: z.string().min(1),
  avatar: z.string().nullable(),
  role: roleShape,
});

export const userShape = z.strictObject({
  ...userRefShape.shape,
  email: z.string().nullable(),
  userType: z.enum(['patient', 'doctor']).nullable(),
  specialty: z.string().nullable(),
  status: presenceStatusShape,
  statusText: z.string().nullable(),
  isOnline: z.boolean(),
  lastSeen: timeShape.nullable(),
  createdAt: timeShape,
});

export const packageShape = z.strictObject({
  id: idShape,
  userId: userIdShape,
  name: z.string().min(1),
  price: z.number().min(0),
  currency: z.string().min(1).max(8),
  duration: z.union([z.number(), z.string()]).nullable(),
  description: z.string().nullable(),
  isActive: z.boolean(),
  createdAt: timeShape,
  updatedAt: timeShape,
});

export const meShape = z.strictObject({ ...userShape.shape, servicePackages: z.array(packageShape) });

export const presenceShape = z.strictObject({
  userId: userIdShape,
  status: presenceStatusShape,
  statusText: z.string().nullable(),
  isOnline: z.boolean(),
  lastSeen: timeShape.nullable(),
});

const memberShape = z.strictObject({
  userId: userIdShape,
  name: z.string(),
  avatar: z.string().nullable(),
  role: z.enum(['owner', 'admin', 'member']),
  userRole: roleShape,
  joinedAt: timeShape,
  lastReadSeq: seqShape,
  lastReadAt: timeShape.nullable(),
  lastDeliveredSeq: seqShape,
  isOnline: z.boolean(),
  lastSeen: timeShape.nullable(),
});

const typeShape = z.enum([
  'text',
  'image',
  'file',
  'audio',
  'video',
  'location',
  'service_offer',
  'booking_request',
  'system',
]);

export const conversationShape = z.strictObject({
  id: idShape,
  type: z.enum(['direct', 'group', 'support']),
  status: z.enum(['active', 'closed']),
  title: z.string().nullable(),
  avatar: z.string().nullable(),
  ticketId: idShape.nullable(),
  createdBy: userIdShape,
  memberCount: z.int().min(1),
  lastSeq: seqShape,
  metadata: metadataShape,
  members: z.array(memberShape).min(1).max(100),
  lastMessage: z
    .strictObject({
      id: idShape,
      seq: z.int().min(1),
      senderId: userIdShape,
      type: typeShape,
      content: z.string(),
      createdAt: timeShape,
      deletedAt: timeShape.nullable(),
    })
    .nullable(),
  unreadCount: z.int().min(0),
  lastReadSeq: seqShape,
  isArchived: z.boolean(),
  isPinned: z.boolean(),
  mutedUntil: timeShape.nullable(),
  expiresIn: z.null(),
  createdAt: timeShape,
  updatedAt: timeShape,
});
export type Conversation = z.infer<typeof conversationShape>;

export const attachmentShape = z.strictObject({
  id: idShape,
  name: z.string().min(1),
  size: z.int().min(1),
  mimeType: z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/),
  kind: z.enum(['image', 'video', 'audio', 'document']),
  width: z.int().min(1).nullable(),
  height: z.int().min(1).nullable(),
  duration: z.number().min(0).nullable(),
  url: z.string().regex(/^https?:\/\//),
  urlExpiresAt: timeShape,
  thumbnailUrl: z.string().nullable(),
  createdAt: timeShape,
});
export type Attachment = z.infer<typeof attachmentShape>;

const reactionShape = z.strictObject({
  emoji: z.string().min(1),
  count: z.int().min(1),
  userIds: z.array(userIdShape).min(1),
});

export const messageShape = z.strictObject({
  id: idShape,
  conversationId: idShape,
  seq: z.int().min(1),
  type: typeShape,
  senderId: userIdShape,
  sender: userRefShape.nullable(),
  content: z.string(),
  metadata: metadataShape,
  attachments: z.array(attachmentShape),
  mentions: z.array(userIdShape),
  replyTo: z
    .strictObject({
      id: idShape,
      seq: z.int().min(1),
      senderId: userIdShape,
      type: typeShape,
      content: z.string(),
      deletedAt: timeShape.nullable(),
    })
    .nullable(),
  replyCount: z.int().min(0),
  forwardedFrom: z.strictObject({ messageId: idShape, senderId: userIdShape, senderName: z.string() }).nullable(),
  reactions: z.array(reactionShape),
  readCount: z.int().min(0),
  readBy: z.array(z.strictObject({ userId: userIdShape, readAt: timeShape })),
  clientId: z.string().nullable(),
  version: z.int().min(1),
  isPinned: z.literal(false),
  editedAt: timeShape.nullable(),
  deletedAt: timeShape.nullable(),
  expiresAt: z.null(),
  createdAt: timeShape,
  updatedAt: timeShape,
});
export type Message = z.infer<typeof messageShape>;

export const hitShape = z.strictObject({ ...messageShape.shape, highlight: z.string() });

export const readMarkShape = z.strictObject({
  conversationId: idShape,
  lastReadSeq: seqShape,
  readAt: timeShape.nullable(),
  unreadCount: z.int().min(0),
});

export const readerShape = z.strictObject({ userId: userIdShape, name: z.string(), readAt: timeShape });

export const unreadShape = z.strictObject({
  total: z.int().min(0),
  conversations: z.array(z.strictObject({ conversationId: idShape, unreadCount: z.int().min(1) })),
});

export const changeShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), message: messageShape }),
  z.strictObject({ kind: z.literal('conversation'), conversation: conversationShape }),
  z.strictObject({ kind: z.literal('conversation_removed'), conversationId: idShape }),
]);
export type Change = z.infer<typeof changeShape>;

export const faqShape = z.strictObject({
  id: idShape,
  question: z.string().min(1),
  answer: z.string().min(1),
  status: z.enum(['published', 'draft']),
  categories: z.array(z.strictObject({ id: idShape, name: z.string(), slug: z.string() })),
  tags: z.array(z.string()),
  viewCount: z.int().min(0),
  helpfulCount: z.int().min(0),
  notHelpfulCount: z.int().min(0),
  myRating: z.boolean().nullable(),
  createdBy: userIdShape,
  createdAt: timeShape,
  updatedAt: timeShape,
  publishedAt: timeShape.nullable(),
});
export type Faq = z.infer<typeof faqShape>;

export const faqHitShape = z.strictObject({
  ...faqShape.shape,
  score: z.number().gt(0).max(1),
  highlight: z.strictObject({ question: z.string(), answer: z.string() }),
});

export const faqCategoryShape = z.strictObject({
  id: idShape,
  name: z.string().min(1),
  slug: z.string().min(1),
  description: z.string().nullable(),
  order: z.int(),
  faqCount: z.int().min(0),
});
export type FaqCategory = z.infer<typeof faqCategoryShape>;

export const faqRatingShape = z.strictObject({
  faqId: idShape,
  helpful: z.boolean(),
  helpfulCount: z.int().min(0),
  notHelpfulCount: z.int().min(0),
});

export const faqFeedbackShape = z.strictObject({
  userId: userIdShape,
  user: userRefShape,
  helpful: z.boolean(),
  comment: z.string(),
  createdAt: timeShape,
  updatedAt: timeShape,
});

const pageShape = z.strictObject({ next: z.string().min(1).nullable(), total: z.int().min(0).optional() });

/** A list answer of the given items. */
export function listShape<T extends z.ZodType>(item: T) {
  return z.strictObject({ data: z.array(item), page: pageShape });
}

export const syncShape = z.strictObject({ data: z.array(changeShape), page: pageShape, cursor: z.string().min(1) });

export const problemShape = z
  .strictObject({
    type: z.string(),
    title: z.string().min(1),
    status: z.int(),
    detail: z.string().min(1),
    code: z.string().regex(/^[a-z_]+$/),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string().min(1) })).optional(),
  })
  .refine((problem) => problem.type === `/problems/${problem.code}`, 'type must be /problems/ and the code')
  .refine(
    (problem) => problem.code !== 'validation_failed' || (problem.errors?.length ?? 0) > 0,
    'validation_failed must name at least one field',
  );
export type Problem = z.infer<typeof problemShape>;

export const notificationShape = z.strictObject({
  id: idShape,
  category: z.enum(['messages', 'groups', 'tickets', 'bookings', 'account', 'security', 'product', 'marketing']),
  type: z.enum([
    'ticket.assigned',
    'ticket.commented',
    'ticket.status_changed',
    'group.added',
    'offer.received',
    'booking.requested',
    'announcement',
  ]),
  title: z.string().min(1),
  body: z.string().min(1),
  data: z.strictObject({
    ticketId: idShape.optional(),
    conversationId: idShape.optional(),
    messageId: idShape.optional(),
  }),
  readAt: timeShape.nullable(),
  createdAt: timeShape,
});
export type Notification = z.infer<typeof notificationShape>;

export const feedShape = z.strictObject({
  data: z.array(notificationShape),
  page: z.strictObject({ next: z.string().nullable() }),
  unreadCount: z.int().min(0),
});
