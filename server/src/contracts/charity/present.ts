import { isAgent, type Role } from '../../core/actor.ts';
import type { Inquiry, InquiryStatus } from '../../core/conversations/inquiry-store.ts';
import type { Message, MessageType } from '../../core/conversations/types.ts';

const SHOWN_STATUS = { active: 'ACTIVE', closed: 'CLOSED', archived: 'ARCHIVED' } as const;
const ENGINE_STATUS = { ACTIVE: 'active', CLOSED: 'closed', ARCHIVED: 'archived' } as const;

export const STATUSES = ['ACTIVE', 'CLOSED', 'ARCHIVED'] as const;
export const MESSAGE_TYPES = ['TEXT', 'SYSTEM', 'FILE'] as const;

/** A status as this contract names it. */
export function shownStatus(status: InquiryStatus): (typeof STATUSES)[number] {
  return SHOWN_STATUS[status];
}

/** A status as the engine names it. */
export function engineStatus(status: (typeof STATUSES)[number]): InquiryStatus {
  return ENGINE_STATUS[status];
}

/** The two roles that there are here. */
export function shownRole(role: Role): 'USER' | 'ADMIN' {
  return isAgent({ role }) ? 'ADMIN' : 'USER';
}

const SHOWN_TYPE: Partial<Record<MessageType, (typeof MESSAGE_TYPES)[number]>> = {
  system: 'SYSTEM',
  file: 'FILE',
  image: 'FILE',
  video: 'FILE',
  audio: 'FILE',
};

function typeOf({ type, attachments }: Message): (typeof MESSAGE_TYPES)[number] {
  return SHOWN_TYPE[type] ?? (attachments.length > 0 ? 'FILE' : 'TEXT');
}

/** The particulars of a file that was attached through another contract, where the message says none of its own. */
function metadataOf({ metadata, attachments: [file] }: Message): object {
  return file ? { fileName: file.name, fileSize: file.size, mimeType: file.mimeType, ...metadata } : metadata;
}

/** A conversation, the same for everybody. */
export function presentConversation(inquiry: Inquiry) {
  return {
    conversationId: inquiry.id,
    participants: inquiry.participants.map(({ userId, role, joinedAt, lastReadAt }) => ({
      userId,
      role: shownRole(role),
      joinedAt,
      ...(lastReadAt !== null && { lastReadAt }),
    })),
    createdBy: inquiry.createdBy,
    status: shownStatus(inquiry.status),
    ...(inquiry.title !== null && { subject: inquiry.title }),
    metadata: inquiry.metadata,
    createdAt: inquiry.createdAt,
    updatedAt: inquiry.updatedAt,
  };
}

/** A message of a history or an answer. */
export function presentMessage(message: Message) {
  return {
    messageId: message.id,
    conversationId: message.conversationId,
    seq: message.seq,
    senderId: message.senderId,
    senderRole: shownRole(message.sender?.role ?? 'user'),
    content: message.content,
    messageType: typeOf(message),
    readBy: message.readBy.map(({ userId, readAt }) => ({ userId, readAt })),
    metadata: metadataOf(message),
    createdAt: message.createdAt,
    updatedAt: message.updatedAt,
  };
}

/** A message as a frame has it. */
export function presentLive(message: Message) {
  return {
    messageId: message.id,
    conversationId: message.conversationId,
    senderId: message.senderId,
    senderRole: shownRole(message.sender?.role ?? 'user'),
    content: message.content,
    messageType: typeOf(message),
    createdAt: message.createdAt,
    metadata: metadataOf(message),
    seq: message.seq,
  };
}
