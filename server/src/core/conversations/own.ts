import type { Actor } from '../actor.ts';
import type { Bus } from '../realtime/bus.ts';
import { accessAsMember, accessConversation } from './access.ts';
import { viewFor } from './create.ts';
import { EVERYTHING } from './scope.ts';
import type { ActivityCursor, Arrangement, ConversationFilter, ConversationStore } from './store.ts';
import type { ConversationView } from './types.ts';

type OwnPorts = { readonly conversations: ConversationStore; readonly bus: Bus };

/** The caller's own conversations, latest activity first; `next` is where the following page begins. */
export async function listConversations(
  ctx: OwnPorts,
  actor: Actor,
  filter: ConversationFilter,
  after: ActivityCursor | null,
  limit: number,
): Promise<{ conversations: ConversationView[]; next: ActivityCursor | null }> {
  const rows = await ctx.conversations.list(actor.userId, filter, after, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    conversations: page.map((row) => row.view),
    next: rows.length > limit && last ? { at: last.at, id: last.view.id } : null,
  };
}

/** One conversation as the caller sees it. @throws `not_found`, `not_a_member`. */
export async function getConversation(ctx: OwnPorts, actor: Actor, conversationId: string): Promise<ConversationView> {
  const { observer } = await accessConversation(ctx, actor, conversationId);
  return viewFor(ctx, actor.userId, conversationId, observer);
}

/** Archives, pins or mutes for the caller alone; what was so already is not announced. @throws `not_found`, `not_a_member`. */
export async function arrangeConversation(
  ctx: OwnPorts,
  actor: Actor,
  conversationId: string,
  arrangement: Arrangement,
): Promise<ConversationView> {
  await accessAsMember(ctx, actor, conversationId);
  if (await ctx.conversations.arrange(conversationId, actor.userId, arrangement))
    ctx.bus.publish({ type: 'conversation.arranged', conversationId, userId: actor.userId });
  return viewFor(ctx, actor.userId, conversationId);
}

/** Archives for the caller alone, or brings back; what was so already is not announced. @throws `not_found`, `not_a_member`. */
export async function archiveConversation(
  ctx: OwnPorts,
  actor: Actor,
  conversationId: string,
  on: boolean,
): Promise<ConversationView> {
  await accessAsMember(ctx, actor, conversationId);
  if (await ctx.conversations.archive(conversationId, actor.userId, on))
    ctx.bus.publish({ type: 'conversation.arranged', conversationId, userId: actor.userId });
  return viewFor(ctx, actor.userId, conversationId);
}

/** Deletes a conversation for the caller: gone with its messages so far, until somebody writes again. @throws `not_found`, `not_a_member`. */
export async function clearConversation(ctx: OwnPorts, actor: Actor, conversationId: string): Promise<void> {
  await accessAsMember(ctx, actor, conversationId);
  const { accessVersion } = await ctx.conversations.clear(conversationId, actor.userId);
  ctx.bus.publish({ type: 'access.changed', conversationId, accessVersion });
  ctx.bus.publish({ type: 'conversation.left', conversationId, userId: actor.userId, reason: 'deleted' });
}

/** Unread messages of the caller, by conversation; those without any are left out. */
export async function countUnread(
  ctx: OwnPorts,
  actor: Actor,
): Promise<{ total: number; conversations: { conversationId: string; unreadCount: number }[] }> {
  const conversations = await ctx.conversations.unread(actor.userId, EVERYTHING);
  return { total: conversations.reduce((sum, row) => sum + row.unreadCount, 0), conversations };
}
