import type { Actor } from '../actor.ts';
import { fold } from '../search/fold.ts';
import { highlight } from '../search/highlight.ts';
import { matches } from '../search/match.ts';
import { splitQuery } from '../search/query.ts';
import type { MessageSearch, MessageSearchInput, SearchPosition } from '../search/store.ts';
import { accessConversation } from './access.ts';
import type { ConversationStore, MessageStore } from './store.ts';
import type { Message } from './types.ts';

export type SearchPorts = {
  readonly conversations: Pick<ConversationStore, 'membership'>;
  readonly messages: Pick<MessageStore, 'find'>;
  readonly search: MessageSearch;
};

export type SearchQuery = Omit<MessageSearchInput, 'userId' | 'parts' | 'before' | 'limit'> & { readonly q: string };

/**
 * The caller's messages in which every part of the query occurs, newest first, with HTML-escaped excerpts.
 * @throws `not_found`, `not_a_member` for a conversation that is named.
 */
export async function searchMessages(
  ctx: SearchPorts,
  actor: Actor,
  { q, ...query }: SearchQuery,
  before: SearchPosition | null,
  limit: number,
): Promise<{ found: { message: Message; highlight: string }[]; next: SearchPosition | null }> {
  if (query.conversationId !== null) await accessConversation(ctx, actor, query.conversationId);
  const parts = splitQuery(q);
  const page = await ctx.search.search({ ...query, userId: actor.userId, parts, before, limit });
  const messages = await ctx.messages.find(page.messages);
  // Between the search and this reading a message may have been deleted or edited.
  const current = messages.filter((message) => message.deletedAt === null && matches(fold(message.content), parts));
  return {
    found: current.map((message) => ({ message, highlight: highlight(message.content, parts) })),
    next: page.next,
  };
}
