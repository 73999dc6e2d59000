import type { Actor } from '../../core/actor.ts';
import { accessConversation, type Seat } from '../../core/conversations/access.ts';
import { markRead, type ReadState } from '../../core/conversations/read.ts';
import type { Core } from '../../core/core.ts';
import { isConversationId, parseMessageId } from '../../core/ids.ts';
import { missing, seeking } from './errors.ts';

/** This contract knows conversations of two only. @throws `not_found`. */
async function requireDirect(core: Core, conversationId: string): Promise<void> {
  const access = isConversationId(conversationId) ? await core.directory.get(conversationId) : null;
  if (access?.type !== 'direct') throw missing('conversation');
}

/** The one way to a conversation. @throws `not_found`, `not_a_member`. */
export async function accessDirect(core: Core, actor: Actor, conversationId: string): Promise<Seat> {
  await requireDirect(core, conversationId);
  return seeking('conversation', () => accessConversation(core, actor, conversationId));
}

/**
 * Moves the caller's mark to a message, or to the newest one of a conversation.
 * @throws `not_found`, `not_a_member`.
 */
export async function moveMark(
  core: Core,
  actor: Actor,
  conversationId: string | undefined,
  messageId: string | undefined,
): Promise<ReadState> {
  if (conversationId !== undefined) await accessDirect(core, actor, conversationId);
  if (messageId === undefined) return markRead(core, actor, conversationId ?? '', 'everything');
  const address = parseMessageId(messageId);
  if (!address || (conversationId !== undefined && address.conversationId !== conversationId)) throw missing('message');
  return seeking('message', async () => {
    await requireDirect(core, address.conversationId);
    return markRead(core, actor, address.conversationId, { messageId });
  });
}
