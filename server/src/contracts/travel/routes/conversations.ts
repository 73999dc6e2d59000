import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { readerOf } from '../../../core/conversations/access.ts';
import { createDirect } from '../../../core/conversations/create.ts';
import { DIRECT } from '../../../core/conversations/scope.ts';
import type { Window } from '../../../core/conversations/windows.ts';
import { ParleyError } from '../../../core/errors.ts';
import type { ContractContext } from '../../../wire/context.ts';
import type { Routes } from '../../../wire/route.ts';
import { accessDirect, moveMark } from '../access.ts';
import { publicId } from '../ids.ts';
import { presentRow, rowOf } from '../present/conversations.ts';
import { presentMessage } from '../present/messages.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/conversations.ts';
import { historyQuery } from '../schema/lists.ts';
import { windowOf } from '../windows.ts';

const TAG = 'Messages';
const BASE = '/api/messaging/conversations';

/** Says in the headers how much there is beside what is answered. */
export function tellOfWindow(reply: FastifyReply, { total, hasMore }: Pick<Window, 'total' | 'hasMore'>): void {
  reply.header('x-total-count', total).header('x-has-more', String(hasMore));
}

/** Conversations of two, and their messages. */
export function conversationRoutes(routes: Routes, { core }: ContractContext): void {
  routes.add({
    method: 'POST',
    path: BASE,
    summary: 'Open the conversation with somebody, or find it',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'The two have one already' },
    body: schema.openConversation,
    response: answers.conversationRow,
    handler: async ({ actor, body, reply }) => {
      if (body.otherUserId === actor.userId)
        throw new ParleyError('validation_failed', 'Cannot start conversation with yourself');
      const { conversation, created } = await createDirect(core, actor, {
        participantIds: [body.otherUserId],
        metadata: {},
      });
      if (!created) reply.code(200);
      return presentRow(rowOf(conversation, actor.userId), core.presence);
    },
  });

  routes.add({
    method: 'GET',
    path: BASE,
    summary: 'Your conversations, latest activity first; X-Total-Count says how many there are',
    tag: TAG,
    query: schema.listConversations,
    response: z.array(answers.conversationRow),
    handler: async ({ actor, query, reply }) => {
      const { search: name = null, page: number, limit } = query;
      const from = { offset: (number - 1) * limit };
      const { page, total } = await core.conversations.directs(actor.userId, { scope: DIRECT, name }, from, limit);
      reply.header('x-total-count', total);
      return page.map(({ view }) => presentRow(rowOf(view, actor.userId), core.presence));
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:conversationId/messages`,
    summary: 'Messages, oldest first: the newest of them, or those before or after one that you have',
    tag: TAG,
    params: schema.conversationParams,
    query: historyQuery(core.settings.messagesPerPage),
    response: z.array(answers.messageRow),
    handler: async ({ actor, params, query, reply }) => {
      const { conversationId } = params;
      const seat = await accessDirect(core, actor, conversationId);
      const shown = await windowOf(core, seat, readerOf(actor, seat), query);
      const newest = shown.messages.at(-1);
      // Handing messages to somebody delivers them; it does not read them.
      if (newest) core.marks.delivered(conversationId, actor.userId, newest.seq);
      tellOfWindow(reply, shown);
      return shown.messages.map(presentMessage);
    },
  });

  routes.add({
    method: 'POST',
    path: `${BASE}/:conversationId/mark-read`,
    summary: 'Say that you have read everything, or everything up to a message',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.markRead,
    response: answers.readAnswer,
    handler: async ({ actor, params, body }) => {
      const { conversationId } = params;
      const { unreadCount } = await moveMark(core, actor, conversationId, body?.messageId);
      return { success: true, conversation_id: publicId(conversationId), unread_count: unreadCount };
    },
  });
}
