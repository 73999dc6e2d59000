import { EVERYTHING } from '../../../core/conversations/scope.ts';
import { searchMessages } from '../../../core/conversations/search.ts';
import { ParleyError } from '../../../core/errors.ts';
import { decodeCursor, encodeCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentMessage } from '../present/messages.ts';
import * as answers from '../schema/answers.ts';
import { searchQuery } from '../schema/messages.ts';

/** Search over the caller's messages. */
export function searchRoutes(routes: Routes, { core, links }: HelpdeskContext): void {
  routes.add({
    method: 'GET',
    path: '/api/messaging/search',
    summary: 'Messages in which every word of the query begins a word',
    tag: 'Messages',
    query: searchQuery,
    response: answers.listOf(answers.foundMessage),
    handler: async ({ actor, query }) => {
      const list = `search:${actor.userId}`;
      const place = query.cursor === undefined ? null : decodeCursor(list, query.cursor, 'string', 'string', 'number');
      const { found, next } = await searchMessages(
        core,
        actor,
        {
          q: query.q,
          scope: EVERYTHING,
          conversationId: query.conversationId ?? null,
          senderId: query.senderId ?? null,
          type: query.type ?? null,
          from: query.from === undefined ? null : Date.parse(query.from),
          to: query.to === undefined ? null : Date.parse(query.to),
        },
        place && { createdAt: timeOf(place[0]), conversationId: place[1], seq: place[2] },
        query.limit,
      );
      return {
        data: found.map(({ message, highlight }) => ({
          ...presentMessage(message, message.senderId === actor.userId, links),
          highlight,
        })),
        page: {
          next: next && encodeCursor(list, [new Date(next.createdAt).toISOString(), next.conversationId, next.seq]),
        },
      };
    },
  });
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new ParleyError('invalid_cursor', 'cursor is not a cursor of this list');
  return time;
}
