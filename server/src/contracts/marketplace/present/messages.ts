import type { Message } from '../../../core/conversations/types.ts';
import { withoutScripts } from '../sanitize.ts';
import type { MessageBody, UserInfo } from '../schema/answers.ts';
import { presentMetadata } from './metadata.ts';

/** Who reacted, in order, and how: of several reactions of one person the latest. */
function reactionsOf({ deletedAt, reactions }: Message): Pick<MessageBody, 'reactions' | 'reactionTypes'> {
  const single = reactions.flatMap(({ emoji, userIds, at }) =>
    userIds.map((userId, index) => ({ emoji, userId, at: at[index] ?? '' })),
  );
  const inOrder = deletedAt === null ? single.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) : [];
  const latest = new Map<string, string>();
  for (const { userId, emoji } of inOrder) {
    latest.delete(userId);
    latest.set(userId, emoji);
  }
  return { reactions: [...latest.keys()], reactionTypes: Object.fromEntries(latest) };
}

/** A message as its sender (`own`) or anybody else sees it; only the sender learns its client id. */
export function presentMessage(message: Message, own: boolean, sender: UserInfo): MessageBody {
  const metadata = presentMetadata(message);
  const { replyTo, forwardedFrom, editedAt, deletedAt, clientId } = message;
  return {
    _id: message.id,
    conversationId: message.conversationId,
    senderId: message.senderId,
    seq: message.seq,
    content: deletedAt === null ? withoutScripts(message.content) : '',
    type: message.type,
    ...(metadata && { metadata }),
    readBy: Object.fromEntries(message.readBy.map(({ userId, readAt }) => [userId, readAt])),
    ...reactionsOf(message),
    ...(replyTo && { replyToId: replyTo.id }),
    ...(editedAt !== null && { editedAt }),
    ...(deletedAt !== null && { deletedAt }),
    deletedFor: [],
    isForwarded: forwardedFrom !== null,
    ...(forwardedFrom && { forwardedFromId: forwardedFrom.messageId }),
    ...(own && clientId !== null && { clientMessageId: clientId }),
    sender,
    createdAt: message.createdAt,
    updatedAt: message.updatedAt,
  };
}
