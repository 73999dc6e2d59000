import type { z } from 'zod';
import type { Attachment, Message, Reaction } from '../../../core/conversations/types.ts';
import type { AttachmentLinks } from '../context.ts';
import type { attachment, message } from '../schema/answers.ts';

export type AttachmentBody = z.infer<typeof attachment>;
export type MessageBody = z.infer<typeof message>;

/** An attachment with a signed link that works for a while without a token. */
export function presentAttachment(item: Attachment, links: AttachmentLinks): AttachmentBody {
  const { id, name, size, mimeType, kind, width, height, duration, createdAt, thumbnailSize } = item;
  const { url, thumbnailUrl, expiresAt } = links.sign(id);
  return {
    id,
    name,
    size,
    mimeType,
    kind,
    width,
    height,
    duration,
    url,
    urlExpiresAt: expiresAt,
    thumbnailUrl: thumbnailSize ? thumbnailUrl : null,
    createdAt,
  };
}

export function presentReactions(reactions: readonly Reaction[]): MessageBody['reactions'] {
  return reactions.map(({ emoji, userIds }) => ({ emoji, count: userIds.length, userIds: [...userIds] }));
}

/** A message for its sender (`own`) or for anybody else, who does not learn its client id. */
export function presentMessage(item: Message, own: boolean, links: AttachmentLinks): MessageBody {
  return {
    id: item.id,
    conversationId: item.conversationId,
    seq: item.seq,
    type: item.type,
    senderId: item.senderId,
    sender: item.sender && { ...item.sender },
    content: item.content,
    metadata: item.metadata,
    attachments: item.attachments.map((file) => presentAttachment(file, links)),
    mentions: [...item.mentions],
    replyTo: item.replyTo && { ...item.replyTo },
    replyCount: item.replyCount,
    forwardedFrom: item.forwardedFrom && { ...item.forwardedFrom },
    reactions: presentReactions(item.reactions),
    readCount: item.readCount,
    readBy: item.readBy.map((entry) => ({ ...entry })),
    clientId: own ? item.clientId : null,
    version: item.version,
    isPinned: false,
    editedAt: item.editedAt,
    deletedAt: item.deletedAt,
    expiresAt: null,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
  };
}
