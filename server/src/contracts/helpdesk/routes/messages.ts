import { z } from 'zod';
import type { Actor } from '../../../core/actor.ts';
import { deleteMessage, editMessage, hideMessage, react } from '../../../core/conversations/change-message.ts';
import { forwardMessage } from '../../../core/conversations/forward.ts';
import { getMessage, listMessages, listReads, listReplies, sync } from '../../../core/conversations/history.ts';
import { FILE_TYPES } from '../../../core/conversations/store.ts';
import type { Message } from '../../../core/conversations/types.ts';
import { invalid } from '../../../core/errors.ts';
import { isBlank } from '../../../core/text.ts';
import { decodeCursor, encodeCursor } from '../../../wire/cursor.ts';
import { idempotencyKey } from '../../../wire/idempotency.ts';
import type { Routes } from '../../../wire/route.ts';
import { sendCounted } from '../../../wire/sends.ts';
import { takeSend } from '../../../wire/throttle.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentConversation } from '../present/conversations.ts';
import { presentMessage } from '../present/messages.ts';
import * as answers from '../schema/answers.ts';
import { conversationParams } from '../schema/conversations.ts';
import * as schema from '../schema/messages.ts';

const TAG = 'Messages';
const BASE = '/api/messaging/messages';

/** The new text of an edit, by the rules of its type: only a caption may be empty. */
function checkEdit(message: Message, content: string): void {
  if (isBlank(content) && !FILE_TYPES.has(message.type)) throw invalid('content', 'must not be empty');
}

/** Messages and what hangs on them. */
export function messageRoutes(routes: Routes, context: HelpdeskContext): void {
  const { core, links } = context;
  const { maxMessageLength, messagesPerPage } = core.settings;
  const sendBody = schema.sendMessage(maxMessageLength);
  const present = (message: Message, actor: Actor) => presentMessage(message, message.senderId === actor.userId, links);

  routes.add({
    method: 'POST',
    path: BASE,
    summary: 'Send a message',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'Sent before with the same `clientId`' },
    body: sendBody,
    response: answers.message,
    handler: async ({ actor, body, request, reply }) => {
      const clientId = body.clientId ?? idempotencyKey(request);
      const { done } = await sendCounted(core, actor, { ...body, clientId, mentions: [] });
      const { message, duplicate } = await done;
      if (duplicate) reply.code(200);
      else context.metrics.messageSent();
      return present(message, actor);
    },
  });

  routes.add({
    method: 'GET',
    path: '/api/messaging/conversations/:id/messages',
    summary: 'A conversation’s messages, newest first; with `after` ascending',
    tag: TAG,
    params: conversationParams,
    query: schema.listMessagesQuery(messagesPerPage),
    response: answers.listOf(answers.message),
    handler: async ({ actor, params, query }) => {
      const scope = `messages:${params.id}`;
      let from =
        query.before !== undefined
          ? { before: query.before }
          : query.after !== undefined
            ? { after: query.after }
            : null;
      if (query.cursor !== undefined) {
        const [direction, seq] = decodeCursor(scope, query.cursor, 'string', 'number');
        from = direction === 'after' ? { after: seq } : { before: seq };
      }
      const { messages, next } = await listMessages(core, actor, params.id, from, query.limit);
      const direction = from && 'after' in from ? 'after' : 'before';
      return {
        data: messages.map((message) => present(message, actor)),
        page: { next: next === null ? null : encodeCursor(scope, [direction, next]) },
      };
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id`,
    summary: 'One message',
    tag: TAG,
    params: schema.messageParams,
    response: answers.message,
    handler: async ({ actor, params }) => present(await getMessage(core, actor, params.id), actor),
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/:id`,
    summary: 'Edit an own message',
    tag: TAG,
    params: schema.messageParams,
    body: schema.editMessage(maxMessageLength),
    response: answers.message,
    handler: async ({ actor, params, body }) =>
      present(
        await editMessage(core, actor, params.id, body.content, (message) => checkEdit(message, body.content)),
        actor,
      ),
  });

  routes.add({
    method: 'DELETE',
    path: `${BASE}/:id`,
    summary: 'Delete an own message for everybody, or any for the caller (`?for=me`)',
    tag: TAG,
    status: 204,
    params: schema.messageParams,
    query: schema.deleteQuery,
    response: null,
    handler: ({ actor, params, query }) =>
      query.for === 'me' ? hideMessage(core, actor, params.id) : deleteMessage(core, actor, params.id),
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id/reads`,
    summary: 'Who read a message, and when',
    tag: TAG,
    params: schema.messageParams,
    query: schema.pageQuery,
    response: answers.listOf(z.object({ userId: z.string(), name: z.string(), readAt: z.iso.datetime() })),
    handler: async ({ actor, params, query }) => {
      const scope = `reads:${params.id}`;
      const after = query.cursor === undefined ? null : decodeCursor(scope, query.cursor, 'string')[0];
      const { reads, next } = await listReads(core, actor, params.id, after, query.limit);
      return { data: reads, page: { next: next && encodeCursor(scope, [next]) } };
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id/replies`,
    summary: 'The messages that reply to one, ascending',
    tag: TAG,
    params: schema.messageParams,
    query: schema.pageQuery,
    response: answers.listOf(answers.message),
    handler: async ({ actor, params, query }) => {
      const scope = `replies:${params.id}`;
      const after = query.cursor === undefined ? 0 : decodeCursor(scope, query.cursor, 'number')[0];
      const { messages, next } = await listReplies(core, actor, params.id, after, query.limit);
      return {
        data: messages.map((message) => present(message, actor)),
        page: { next: next === null ? null : encodeCursor(scope, [next]) },
      };
    },
  });

  for (const [method, on] of [
    ['PUT', true],
    ['DELETE', false],
  ] as const) {
    routes.add({
      method,
      path: `${BASE}/:id/reactions/:emoji`,
      summary: on ? 'React with an emoji' : 'Take a reaction back',
      tag: TAG,
      params: schema.reactionParams,
      response: answers.message,
      handler: async ({ actor, params }) => {
        if (!schema.isEmoji(params.emoji)) throw invalid('emoji', 'must be exactly one emoji');
        return present(await react(core, actor, params.id, params.emoji, on), actor);
      },
    });
  }

  routes.add({
    method: 'POST',
    path: `${BASE}/:id/forward`,
    summary: 'Send a message on to other conversations',
    tag: TAG,
    status: 201,
    params: schema.messageParams,
    body: schema.forward,
    response: answers.listOf(answers.message),
    handler: async ({ actor, params, body }) => {
      await takeSend(core, actor, undefined, new Set(body.conversationIds).size);
      const messages = await forwardMessage(core, actor, params.id, body.conversationIds);
      for (const _message of messages) context.metrics.messageSent();
      return { data: messages.map((message) => present(message, actor)), page: { next: null } };
    },
  });

  routes.add({
    method: 'GET',
    path: '/api/messaging/sync',
    summary: 'What changed since a cursor',
    tag: TAG,
    query: schema.syncQuery,
    response: answers.syncAnswer,
    handler: async ({ actor, query }) => {
      const { entries, cursor, more } = await sync(core, actor, query.since ?? null, query.limit);
      const data = entries.map((entry) => {
        if (entry.kind === 'message') return { kind: entry.kind, message: present(entry.message, actor) };
        if (entry.kind === 'conversation')
          return { kind: entry.kind, conversation: presentConversation(entry.conversation, core.presence) };
        return entry;
      });
      return { data, page: { next: more ? cursor : null }, cursor };
    },
  });
}
