import { countedSearch, type SearchPlace } from '../../../core/conversations/counted-search.ts';
import type { Message } from '../../../core/conversations/types.ts';
import { ParleyError } from '../../../core/errors.ts';
import { decodeCursor, encodeCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import { takeSeat } from '../access.ts';
import type { TelehealthContext } from '../context.ts';
import { directionOf, messageTypeOf } from '../present/messages.ts';
import { paginate } from '../present/pages.ts';
import * as answers from '../schema/answers.ts';
import { search } from '../schema/requests.ts';
import { SHOWN } from '../scope.ts';

/** Search in the messages of the caller's conversations. */
export function searchRoutes(routes: Routes, ctx: TelehealthContext): void {
  async function present(message: Message) {
    const { id, conversationId, senderId, content, createdAt } = message;
    const pair = await ctx.pairs.get(conversationId);
    if (!pair) return [];
    const { sender } = directionOf(message, pair);
    return [
      {
        id,
        conversationId,
        senderId,
        senderName: sender.name,
        senderType: sender.type,
        messageType: messageTypeOf(message),
        content,
        createdAt,
      },
    ];
  }

  routes.add({
    method: 'GET',
    path: '/api/v1/messages/search',
    summary: 'Messages in which every word of the query begins a word, newest first',
    tag: 'Messages',
    query: search,
    response: answers.found,
    handler: async ({ actor, request, query: { query, conversationId, page, limit, cursor } }) => {
      const list = `telehealth:search:${actor.userId}`;
      const from = cursor === undefined ? null : placeOf(list, cursor);
      if (conversationId !== undefined) await takeSeat(ctx, actor, conversationId);
      const { messages, total, next } = await countedSearch(
        ctx.core,
        actor,
        {
          q: query,
          conversationId: conversationId ?? null,
          scope: SHOWN,
          senderId: null,
          type: null,
          from: null,
          to: null,
        },
        from?.place ?? { offset: (page - 1) * limit },
        { limit, isGone: () => request.raw.socket.destroyed },
      );
      const number = from?.page ?? page;
      return {
        message: 'Search results retrieved successfully',
        data: {
          query,
          messages: (await Promise.all(messages.map(present))).flat(),
          pagination: paginate(number, limit, total, next && cursorOf(list, next, number + 1)),
        },
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
