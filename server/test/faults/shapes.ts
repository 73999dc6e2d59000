import { z } from 'zod';
import { type FinalMessage, reactionText, type Sighting } from './history.ts';
import { bodyHash } from './prng.ts';

/*
 * As much of the native API's objects as a fault run needs. Their full shapes are the business of the black-box tests.
 */

const Reactions = z.array(z.looseObject({ emoji: z.string(), userIds: z.array(z.string()) }));

export const Message = z.looseObject({
  id: z.string(),
  conversationId: z.string(),
  seq: z.int().min(1),
  type: z.string(),
  senderId: z.string(),
  content: z.string(),
  version: z.int().min(1),
  clientId: z.string().nullable(),
  deletedAt: z.string().nullable(),
  reactions: Reactions,
  readCount: z.int().min(0),
});
export type Message = z.infer<typeof Message>;

export const MessageList = z.looseObject({
  data: z.array(Message),
  page: z.looseObject({ next: z.string().nullable() }),
});

export type MessageList = z.infer<typeof MessageList>;

export const SentAck = z.looseObject({ message: Message, duplicate: z.boolean() });

export const Resumed = z.looseObject({
  conversations: z.record(
    z.string(),
    z.union([
      z.object({ messages: z.array(Message), hasMore: z.boolean(), lastSeq: z.int() }),
      z.object({ error: z.looseObject({ code: z.string() }) }),
    ]),
  ),
});

export const DeletedPush = z.looseObject({
  conversationId: z.string(),
  messageId: z.string(),
  seq: z.int().min(1),
  version: z.int().min(1),
  deletedBy: z.string(),
  forMe: z.boolean(),
});

export const ReadMark = z.looseObject({ lastReadSeq: z.int().min(0) });

export const Conversation = z.looseObject({
  id: z.string(),
  lastSeq: z.int().min(0),
  lastReadSeq: z.int().min(0),
  unreadCount: z.int().min(0),
  members: z.array(z.looseObject({ userId: z.string(), lastReadSeq: z.int().min(0) })),
  lastMessage: z.looseObject({ seq: z.int(), content: z.string(), deletedAt: z.string().nullable() }).nullable(),
});

export const UnreadCounts = z.looseObject({
  conversations: z.array(z.looseObject({ conversationId: z.string(), unreadCount: z.int().min(1) })),
});

export const SyncAnswer = z.looseObject({
  data: z.array(
    z.union([
      z.object({ kind: z.literal('message'), message: Message }),
      z.object({ kind: z.enum(['conversation', 'conversation_removed']) }),
    ]),
  ),
  page: z.looseObject({ next: z.string().nullable() }),
  cursor: z.string(),
});

export type SyncAnswer = z.infer<typeof SyncAnswer>;

/** The body as the shape has it; null, and a mishap noted, where it is not so. */
export function readAs<T extends z.ZodType>(
  shape: T,
  body: unknown,
  note: (mishap: string) => void,
): z.infer<T> | null {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  note(`${z.prettifyError(parsed.error)} in ${JSON.stringify(body)}`);
  return null;
}

/** What a client was shown of a message. */
export function sightingOf(message: Message, by: string): Sighting {
  return {
    conversation: message.conversationId,
    seq: message.seq,
    id: message.id,
    sender: message.senderId,
    version: message.version,
    body: bodyHash(message.content),
    deleted: message.deletedAt !== null,
    system: message.type === 'system',
    by,
  };
}

/** A message as a final read shows it. */
export function finalMessageOf(message: Message): FinalMessage {
  return {
    seq: message.seq,
    id: message.id,
    sender: message.senderId,
    clientId: message.clientId,
    body: bodyHash(message.content),
    version: message.version,
    deleted: message.deletedAt !== null,
    system: message.type === 'system',
    reactions: reactionText(message.reactions),
    readCount: message.readCount,
  };
}
