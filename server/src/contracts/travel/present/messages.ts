import type { Message } from '../../../core/conversations/types.ts';
import { publicId } from '../ids.ts';

/** A message of a conversation of two: its reads are the other one's. */
export function presentMessage(message: Message) {
  const readAt = message.readBy[0]?.readAt ?? null;
  return {
    id: publicId(message.id),
    conversation_id: publicId(message.conversationId),
    seq: message.seq,
    sender_id: publicId(message.senderId),
    sender_name: message.sender?.name ?? message.senderId,
    message_text: message.content,
    created_at: message.createdAt,
    is_read: readAt !== null,
    read_at: readAt,
    edited_at: message.editedAt,
    is_deleted: message.deletedAt !== null,
  };
}
