import type { Attachment, Message, MessageType } from '../../../core/conversations/types.ts';
import type { FileUrl } from '../links.ts';
import { type Pair, sidesOf } from '../pairs.ts';
import type { Person } from '../people.ts';
import type { MessageBody } from '../schema/answers.ts';

/** When a message reached and was read by its receiver. */
export type Receipt = { readonly deliveredAt: string | null; readonly readAt: string | null };

/** A message that nobody has got yet. */
export const UNRECEIVED: Receipt = { deliveredAt: null, readAt: null };

const TYPE_OF: Partial<Record<MessageType, MessageBody['messageType']>> = {
  image: 'image',
  file: 'document',
  audio: 'document',
  video: 'document',
  system: 'system',
};

/**
 * What the engine's types are here: pictures stay pictures, every other file is a document, and what this contract has no
 * word for (places, offers, bookings) is a text. A text that came with a file through another contract is shown as the
 * file, or nobody would see that it is there.
 */
export function messageTypeOf({
  type,
  attachments,
}: {
  readonly type: MessageType;
  readonly attachments: readonly Pick<Attachment, 'kind'>[];
}): MessageBody['messageType'] {
  const [file] = attachments;
  return TYPE_OF[type] ?? (file ? (file.kind === 'image' ? 'image' : 'document') : 'text');
}

/** Who sent a message, and who it is for. */
export function directionOf(message: Pick<Message, 'senderId'>, pair: Pair): { sender: Person; receiver: Person } {
  const [one, two] = pair.people;
  const sides = sidesOf(pair, message.senderId);
  return sides ? { sender: sides.me, receiver: sides.other } : { sender: one, receiver: two };
}

/** A message, the same for both of the pair. */
export function presentMessage(message: Message, pair: Pair, receipt: Receipt, url: FileUrl): MessageBody {
  const { sender, receiver } = directionOf(message, pair);
  const [file] = message.attachments;
  return {
    id: message.id,
    conversationId: message.conversationId,
    seq: message.seq,
    senderId: message.senderId,
    senderName: sender.name,
    senderType: sender.type,
    receiverId: receiver.id,
    receiverType: receiver.type,
    messageType: messageTypeOf(message),
    content: message.content,
    attachment: file ? { fileName: file.name, fileSize: file.size, mimeType: file.mimeType, url: url(file) } : null,
    isRead: receipt.readAt !== null,
    readAt: receipt.readAt,
    isDelivered: receipt.deliveredAt !== null,
    deliveredAt: receipt.deliveredAt,
    isEdited: message.editedAt !== null,
    editedAt: message.editedAt,
    isDeleted: message.deletedAt !== null,
    deletedAt: message.deletedAt,
    metadata: message.metadata,
    createdAt: message.createdAt,
    updatedAt: message.updatedAt,
  };
}
