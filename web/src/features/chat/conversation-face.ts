import type { Conversation } from '@parley/client';
import type { Translate } from '../../i18n/use-t.ts';

/** What a conversation is known by in a list: of a direct one that is the other person. */
export type ConversationFace = { readonly id: string; readonly name: string; readonly image: string | null };

export function conversationFace(conversation: Conversation, me: string, t: Translate<'chat'>): ConversationFace {
  const { id, type, title, avatar, members } = conversation;
  const other = members.find(({ userId }) => userId !== me);
  if (type === 'direct' && other) return { id: other.userId, name: other.name, image: other.avatar };
  return { id, name: title ?? (type === 'support' ? t('supportName') : t('groupName')), image: avatar };
}
