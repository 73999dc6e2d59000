import type { Actor } from '../actor.ts';
import { fold } from '../search/fold.ts';
import { highlight } from '../search/highlight.ts';
import { matches } from '../search/match.ts';
import { splitQuery } from '../search/query.ts';
import {
  comparePositions,
  type FoundMessage,
  type MessageSearch,
  type MessageSearchInput,
  type MessageSearchPage,
  type SearchPosition,
} from '../search/store.ts';
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

/** Matches that are counted at once. */
const STRIDE = 1_000;

/**
 * A page of the same, from a place or after so many, with how many there are in all. It walks over all matches, so that its
 * cost follows their number. The conversation, where one is named, was checked before.
 */
export async function countedSearch(
  ctx: Pick<SearchPorts, 'messages' | 'search'>,
  actor: Actor,
  { q, ...query }: SearchQuery,
  from: SearchPosition | { readonly offset: number },
  limit: number,
): Promise<{ messages: Message[]; total: number; next: SearchPosition | null }> {
  const parts = splitQuery(q);
  const place = 'offset' in from ? null : from;
  let skip = 'offset' in from ? from.offset : 0;
  let total = 0;
  let isMore = false;
  const shown: FoundMessage[] = [];
  for (let before: SearchPosition | null = null, isOpen = true; isOpen; ) {
    const page: MessageSearchPage = await ctx.search.search({
      ...query,
      userId: actor.userId,
      parts,
      before,
      limit: STRIDE,
    });
    total += page.messages.length;
    for (const message of page.messages) {
      if (place && comparePositions(message, place) <= 0) continue;
      if (skip > 0) skip -= 1;
      else if (shown.length < limit) shown.push(message);
      else isMore = true;
    }
    before = page.next;
    isOpen = before !== null;
  }
  const last = shown.at(-1);
  return {
    messages: await readFound(ctx, shown, parts),
    total,
    next: isMore && last ? { createdAt: last.createdAt, conversationId: last.conversationId, seq: last.seq } : null,
  };
}

/** What was found, as it is now: between the search and this reading a message may have been deleted or edited. */
async function readFound(
  ctx: Pick<SearchPorts, 'messages'>,
  found: readonly FoundMessage[],
  parts: ReturnType<typeof splitQuery>,
): Promise<Message[]> {
  const messages = await ctx.messages.find(found);
  return messages.filter((message) => message.deletedAt === null && matches(fold(message.content), parts));
}
