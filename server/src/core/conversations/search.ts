import type { Actor } from '../actor.ts';
import { fold } from '../search/fold.ts';
import { highlight } from '../search/highlight.ts';
import { matches } from '../search/match.ts';
import { splitQuery } from '../search/query.ts';
import type { FoundMessage, MessageSearch, MessageSearchInput, SearchPosition } from '../search/store.ts';
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
  const current = await readFound(ctx, page.messages, parts);
  return {
    found: current.map((message) => ({ message, highlight: highlight(message.content, parts) })),
    next: page.next,
  };
}

/** What was found, as it is now, in which every part still occurs: between the search and this reading a message may have been deleted or edited. */
export async function readFound(
  ctx: Pick<SearchPorts, 'messages'>,
  found: readonly FoundMessage[],
  parts: ReturnType<typeof splitQuery>,
): Promise<Message[]> {
  const messages = await ctx.messages.find(found);
  return messages.filter((message) => message.deletedAt === null && matches(fold(message.content), parts));
}
