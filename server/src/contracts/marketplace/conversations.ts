import type { Actor } from '../../core/actor.ts';
import { clearConversation } from '../../core/conversations/own.ts';
import type { ConversationView, Member } from '../../core/conversations/types.ts';
import type { Core } from '../../core/core.ts';
import { ParleyError } from '../../core/errors.ts';
import { isConversationId } from '../../core/ids.ts';
import { presentConversation } from './present/conversations.ts';
import type { ConversationBody } from './schema/answers.ts';

/** All people of those conversations that have more than their views show. */
export async function membersAll(
  { conversations }: Core,
  views: readonly ConversationView[],
): Promise<ReadonlyMap<string, readonly Member[]>> {
  const large = views.filter(({ memberCount, members }) => memberCount > members.length);
  return conversations.allMembers(large.map(({ id }) => id));
}

/** Conversations as `viewerId` sees them, with all of their people. */
export async function presentViews(
  core: Core,
  viewerId: string,
  views: readonly ConversationView[],
): Promise<ConversationBody[]> {
  const all = await membersAll(core, views);
  return views.map((view) => presentConversation(view, all.get(view.id) ?? view.members, viewerId, core.presence));
}

/** `presentViews` of one. */
export async function presentView(core: Core, viewerId: string, view: ConversationView): Promise<ConversationBody> {
  const [body] = await presentViews(core, viewerId, [view]);
  if (!body) throw new ParleyError('not_found', 'There is no such conversation');
  return body;
}

/** Deletes a conversation for the caller; what is deleted stays so. @throws `not_found`, `not_a_member`. */
export async function deleteForCaller(core: Core, actor: Actor, conversationId: string): Promise<void> {
  const membership = isConversationId(conversationId)
    ? await core.conversations.membership(conversationId, actor.userId)
    : null;
  if (membership?.own?.hidden) return;
  await clearConversation(core, actor, conversationId);
}
