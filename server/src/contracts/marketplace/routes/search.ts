import { accessConversation } from '../../../core/conversations/access.ts';
import { countedSearch, type SearchPlace } from '../../../core/conversations/counted-search.ts';
import { EVERYTHING } from '../../../core/conversations/scope.ts';
import { ParleyError } from '../../../core/errors.ts';
import { decodeCursor, encodeCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import type { MarketplaceContext } from '../context.ts';
import { presentMessages } from '../present/senders.ts';
import * as answers from '../schema/answers.ts';
import { search } from '../schema/changes.ts';

/** Search in the messages of the caller's conversations. */
export function searchRoutes(routes: Routes, { core }: MarketplaceContext): void {
  routes.add({
    method: 'GET',
    path: '/api/messages/search',
    summary: 'Messages in which every word of the query begins a word, newest first',
    tag: 'Messages',
    query: search,
    response: answers.messages,
    handler: async ({ actor, request, query: { q, conversationId, type, page, limit, cursor } }) => {
      const list = `marketplace:search:${actor.userId}`;
      const from = cursor === undefined ? null : placeOf(list, cursor);
      if (conversationId !== undefined) await accessConversation(core, actor, conversationId);
      const about = { senderId: null, from: null, to: null, scope: EVERYTHING };
      const { messages, total, next } = await countedSearch(
        core,
        actor,
        { ...about, q, conversationId: conversationId ?? null, type: type ?? null },
        from?.place ?? { offset: (page - 1) * limit },
        { limit, isGone: () => request.raw.socket.destroyed },
      );
      const number = from?.page ?? page;
      const nextCursor = next && cursorOf(list, next, number + 1);
      return {
        messages: await presentMessages(core, messages, actor.userId),
        ...answers.pagingOf(number, limit, total, nextCursor),
      };
    },
  });
}

/** Times are numbers with fractions, which a cursor holds as text. */
function cursorOf(list: string, { createdAt, conversationId, seq, total, passed }: SearchPlace, page: number): string {
  return encodeCursor(list, [String(createdAt), conversationId, seq, total, passed, page]);
}

/** @throws `invalid_cursor`. */
function placeOf(list: string, cursor: string): { readonly place: SearchPlace; readonly page: number } {
  const parts = decodeCursor(list, cursor, 'string', 'string', 'number', 'number', 'number', 'number');
  const [time, conversationId, seq, total, passed, page] = parts;
  const createdAt = Number(time);
  if (!Number.isFinite(createdAt)) throw new ParleyError('invalid_cursor', 'cursor is not a cursor of this list');
  return { place: { createdAt, conversationId, seq, total, passed }, page };
}
