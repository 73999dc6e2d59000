import { deleteMessage } from '../../../core/conversations/change-message.ts';
import type { Routes } from '../../../wire/route.ts';
import { eventFrame, type Frame } from '../../../wire/socketio/frames.ts';
import { findPlaceOfMessage } from '../access.ts';
import { authorizationOf, type TelehealthContext } from '../context.ts';
import { readHistory } from '../history.ts';
import { markAsRead } from '../reading.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/requests.ts';

const TAG = 'Messages';
const BASE = '/api/v1/messages';

/** A conversation's messages, reading and deleting. `tell` reaches all connections of one person. */
export function messageRoutes(
  routes: Routes,
  ctx: TelehealthContext,
  tell: (userId: string, frame: Frame) => void,
): void {
  const { core, links } = ctx;

  routes.add({
    method: 'GET',
    path: `${BASE}/conversations/:conversationId/messages`,
    summary: 'A conversation’s messages, oldest first in each page; the first page is the newest',
    tag: TAG,
    params: schema.conversationParams,
    query: schema.listMessages(core.settings.messagesPerPage),
    response: answers.history,
    handler: async ({ actor, params: { conversationId }, query, request }) => {
      const pair = await ctx.pairs.get(conversationId);
      if (pair?.people.some(({ id }) => id === actor.userId)) {
        await ctx.profiles.refresh(
          pair.people.map(({ id }) => id),
          authorizationOf(request),
        );
      }
      const { messages, pagination } = await readHistory(ctx, actor, conversationId, query, links.to(request));
      return { message: 'Messages retrieved successfully', data: { conversationId, messages, pagination } };
    },
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/conversations/:conversationId/mark-read`,
    summary: 'Read up to the newest of these messages',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.markRead,
    response: answers.done,
    handler: async ({ actor, params: { conversationId }, body }) => {
      const { messageIds, turned } = await markAsRead(ctx, actor, conversationId, body.messageIds);
      tell(actor.userId, eventFrame('mark_as_read_success', JSON.stringify({ conversationId, messageIds })));
      return { message: `${turned} messages marked as read` };
    },
  });

  routes.add({
    method: 'DELETE',
    path: `${BASE}/:messageId`,
    summary: 'Delete an own message for both',
    tag: TAG,
    params: schema.messageParams,
    response: answers.done,
    handler: async ({ actor, params: { messageId } }) => {
      await findPlaceOfMessage(ctx, actor, messageId);
      await deleteMessage(core, actor, messageId);
      return { message: 'Message deleted successfully' };
    },
  });
}
