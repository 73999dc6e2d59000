import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import { checkWritable } from './access.ts';
import type { Access, Directory } from './directory.ts';
import type { ConversationStore } from './store.ts';

export type SupportPorts = {
  readonly conversations: Pick<ConversationStore, 'joinSupport'>;
  readonly directory: Directory;
  readonly bus: Bus;
};

/** Announces that somebody belongs to a support conversation from now on. */
export function announceMember(
  { bus }: { readonly bus: Bus },
  conversationId: string,
  userId: string,
  accessVersion: number,
): void {
  bus.publish({ type: 'access.changed', conversationId, accessVersion });
  bus.publish({ type: 'conversation.created', conversationId, userIds: [userId] });
  bus.publish({ type: 'conversation.changed', conversationId });
}

/**
 * Makes an agent a member of a support conversation that they are about to write in; everybody else is one already.
 * @throws as `checkWritable`, where who may write changed meanwhile.
 */
export async function ensureMember(
  ctx: SupportPorts,
  actor: Actor,
  access: Access,
  evenClosed = false,
): Promise<Access> {
  const { conversationId } = access;
  if (access.members.has(actor.userId)) return access;
  const joined = await ctx.conversations.joinSupport(conversationId, actor.userId);
  if (joined) announceMember(ctx, conversationId, actor.userId, joined.accessVersion);
  const current = checkWritable(await ctx.directory.reload(conversationId), actor, evenClosed);
  if (!current.members.has(actor.userId))
    throw new ParleyError('not_a_member', 'You are not a member of this conversation');
  return current;
}

/** Brings a support conversation back for a member who deleted it for themselves and goes on with its ticket. */
export async function ensureVisible(ctx: SupportPorts, actor: Actor, conversationId: string): Promise<void> {
  const access = await ctx.directory.get(conversationId);
  if (!access?.members.get(actor.userId)?.hidden) return;
  const joined = await ctx.conversations.joinSupport(conversationId, actor.userId);
  if (!joined) return;
  announceMember(ctx, conversationId, actor.userId, joined.accessVersion);
  await ctx.directory.reload(conversationId);
}
