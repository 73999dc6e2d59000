import { z } from 'zod';
import { MESSAGE_TYPES } from './messages.ts';

/** Shapes of answers, for the OpenAPI document. Presenters build them; their types are checked against these. */

const time = z.iso.datetime();
const role = z.enum(['user', 'agent', 'admin']);

export const userRef = z
  .object({ id: z.string(), name: z.string(), avatar: z.string().nullable(), role })
  .meta({ id: 'UserRef' });

export const attachment = z
  .object({
    id: z.string(),
    name: z.string(),
    size: z.int(),
    mimeType: z.string(),
    kind: z.enum(['image', 'video', 'audio', 'document']),
    width: z.int().nullable(),
    height: z.int().nullable(),
    duration: z.number().nullable(),
    url: z.string(),
    urlExpiresAt: time,
    thumbnailUrl: z.string().nullable(),
    createdAt: time,
  })
  .meta({ id: 'Attachment' });

const member = z.object({
  userId: z.string(),
  name: z.string(),
  avatar: z.string().nullable(),
  role: z.enum(['owner', 'admin', 'member']),
  userRole: role,
  joinedAt: time,
  lastReadSeq: z.int(),
  lastReadAt: time.nullable(),
  lastDeliveredSeq: z.int(),
  isOnline: z.boolean(),
  lastSeen: time.nullable(),
});

export const conversation = z
  .object({
    id: z.string(),
    type: z.enum(['direct', 'group', 'support']),
    status: z.enum(['active', 'closed']),
    title: z.string().nullable(),
    avatar: z.string().nullable(),
    ticketId: z.string().nullable(),
    createdBy: z.string(),
    memberCount: z.int(),
    lastSeq: z.int(),
    metadata: z.record(z.string(), z.unknown()),
    members: z.array(member),
    lastMessage: z
      .object({
        id: z.string(),
        seq: z.int(),
        senderId: z.string(),
        type: z.enum(MESSAGE_TYPES),
        content: z.string(),
        createdAt: time,
        deletedAt: time.nullable(),
      })
      .nullable(),
    unreadCount: z.int(),
    lastReadSeq: z.int(),
    isArchived: z.boolean(),
    isPinned: z.boolean(),
    mutedUntil: time.nullable(),
    expiresIn: z.int().nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Conversation' });

const reaction = z.object({ emoji: z.string(), count: z.int(), userIds: z.array(z.string()) });

export const message = z
  .object({
    id: z.string(),
    conversationId: z.string(),
    seq: z.int(),
    type: z.enum(MESSAGE_TYPES),
    senderId: z.string(),
    sender: userRef.nullable(),
    content: z.string(),
    metadata: z.record(z.string(), z.unknown()),
    attachments: z.array(attachment),
    mentions: z.array(z.string()),
    replyTo: z
      .object({
        id: z.string(),
        seq: z.int(),
        senderId: z.string(),
        type: z.enum(MESSAGE_TYPES),
        content: z.string(),
        deletedAt: time.nullable(),
      })
      .nullable(),
    replyCount: z.int(),
    forwardedFrom: z.object({ messageId: z.string(), senderId: z.string(), senderName: z.string() }).nullable(),
    reactions: z.array(reaction),
    readCount: z.int(),
    readBy: z.array(z.object({ userId: z.string(), readAt: time })),
    clientId: z.string().nullable(),
    version: z.int(),
    isPinned: z.boolean(),
    editedAt: time.nullable(),
    deletedAt: time.nullable(),
    expiresAt: time.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Message' });

/** A message that a search found; `highlight` is escaped HTML with the matches in `<mark>`. */
export const foundMessage = message.extend({ highlight: z.string() }).meta({ id: 'FoundMessage' });

export const readMark = z.object({
  conversationId: z.string(),
  lastReadSeq: z.int(),
  readAt: time.nullable(),
  unreadCount: z.int(),
});

export const unreadCount = z.object({
  total: z.int(),
  conversations: z.array(z.object({ conversationId: z.string(), unreadCount: z.int() })),
});

/** A page of a list. */
export function listOf(item: z.ZodType) {
  return z.object({ data: z.array(item), page: z.object({ next: z.string().nullable() }) });
}

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export const syncAnswer = z.object({
  data: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('message'), message }),
      z.object({ kind: z.literal('conversation'), conversation }),
      z.object({ kind: z.literal('conversation_removed'), conversationId: z.string() }),
    ]),
  ),
  page: z.object({ next: z.string().nullable() }),
  cursor: z.string(),
});
