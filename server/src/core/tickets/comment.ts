import type { Message } from '../conversations/types.ts';
import type { TicketComment } from './types.ts';

/** A message of a ticket's conversation as the public comment that it is. */
export function commentOf(ticketId: string, message: Message): TicketComment {
  return {
    id: message.id,
    ticketId,
    authorId: message.senderId,
    author: message.sender,
    content: message.content,
    internal: false,
    attachments: message.attachments,
    messageId: message.id,
    seq: message.seq,
    createdAt: message.createdAt,
    editedAt: message.editedAt,
    deletedAt: message.deletedAt,
  };
}
