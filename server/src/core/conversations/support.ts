import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import { checkWritable } from './access.ts';
import type { Access, AccessMember, Directory } from './directory.ts';
import type { ConversationStore } from './store.ts';

export type SupportPorts = {
  readonly conversations: Pick<ConversationStore, 'joinSupport' | 'noteRole'>;
  readonly directory: Directory;
  readonly bus: Bus;
};

const ATTEMPTS = 5;

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

/** Whether messages of somebody would be taken for written in another role than they have. */
export function writesAnew(member: AccessMember, { role }: Actor): boolean {
  return member.userRole !== null && member.userRole !== role;
}

/**
 * Makes an agent a member of a support conversation that they are about to write in; everybody else is one already. Where the
 * roles of writers are kept, a role that is new is noted.
 * @throws as `checkWritable`, where who may write changed meanwhile.
 */
export async function ensureMember(
  ctx: SupportPorts,
  actor: Actor,
  access: Access,
  evenClosed = false,
  attempt = 1,
): Promise<Access> {
  const { conversationId } = access;
  const member = access.members.get(actor.userId);
  if (member) {
    if (!writesAnew(member, actor)) return access;
    const noted = await ctx.conversations.noteRole(conversationId, actor.userId, actor.role);
    if (noted) ctx.bus.publish({ type: 'access.changed', conversationId, accessVersion: noted.accessVersion });
  } else {
    const joined = await ctx.conversations.joinSupport(conversationId, actor.userId, actor.role);
    if (joined) announceMember(ctx, conversationId, actor.userId, joined.accessVersion);
  }
  const current = checkWritable(await ctx.directory.reload(conversationId), actor, evenClosed);
  const own = current.members.get(actor.userId);
  if (!own) throw new ParleyError('not_a_member', 'You are not a member of this conversation');
  if (!writesAnew(own, actor)) return current;
  // The same person noted another role meanwhile, from elsewhere.
  if (attempt === ATTEMPTS)
    throw new ParleyError('unavailable', 'The conversation is changing too fast', { retryAfter: 1 });
  return ensureMember(ctx, actor, current, evenClosed, attempt + 1);
}

/** Brings a support conversation back for a member who deleted it for themselves and goes on with its ticket. */
export async function ensureVisible(ctx: SupportPorts, actor: Actor, conversationId: string): Promise<void> {
  const access = await ctx.directory.get(conversationId);
  if (!access?.members.get(actor.userId)?.hidden) return;
  const joined = await ctx.conversations.joinSupport(conversationId, actor.userId, actor.role);
  if (!joined) return;
  announceMember(ctx, conversationId, actor.userId, joined.accessVersion);
  await ctx.directory.reload(conversationId);
}
