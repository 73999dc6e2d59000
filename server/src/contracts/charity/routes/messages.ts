import { z } from 'zod';
import { accessConversation, readerOf } from '../../../core/conversations/access.ts';
import { type History, readWindow, seqIn, type WindowStart } from '../../../core/conversations/windows.ts';
import { invalid } from '../../../core/errors.ts';
import type { ContractContext } from '../../../wire/context.ts';
import { idempotencyKey } from '../../../wire/idempotency.ts';
import type { Routes } from '../../../wire/route.ts';
import { takeSend } from '../../../wire/throttle.ts';
import { presentMessage } from '../present.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/requests.ts';
import { beginSend } from '../sending.ts';

const TAG = 'Messages';
const PATH = '/api/conversations/:id/messages';

type WindowQuery = {
  readonly page?: number | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
};

/** @throws `validation_failed` for a message that is not in the history. */
function startOf(history: History, { before, after, page = 1 }: WindowQuery): WindowStart {
  const named = after ?? before;
  if (named === undefined) return { page };
  const seq = seqIn(history, named);
  if (seq === null) throw invalid(after === undefined ? 'before' : 'after', 'is no message of this conversation');
  return after === undefined ? { before: seq } : { after: seq };
}

/** The messages of a conversation, and a way to send where there is no socket. */
export function messageRoutes(routes: Routes, { core, metrics }: ContractContext): void {
  routes.add({
    method: 'GET',
    path: PATH,
    summary: 'Messages, oldest first: a page of them (1: the newest), or those before or after one that you have',
    tag: TAG,
    params: schema.conversationParams,
    query: schema.messageQuery(core.settings.messagesPerPage),
    response: answers.messages,
    handler: async ({ actor, params, query }) => {
      const seat = await accessConversation(core, actor, params.id);
      const { limit, page = 1 } = query;
      const options = { limit, order: 'oldest_first', counted: 'all' } as const;
      const shown = await readWindow(core, seat, readerOf(actor, seat), startOf(seat, query), options);
      const newest = shown.messages.at(-1);
      // Handing messages to somebody delivers them; it does not read them.
      if (newest && !seat.observer) core.marks.delivered(params.id, actor.userId, newest.seq);
      const pagination = { total: shown.total, page, limit, hasMore: shown.hasMore };
      return { success: true, data: { messages: shown.messages.map(presentMessage), pagination } };
    },
  });

  routes.add({
    method: 'POST',
    path: PATH,
    summary: 'Send a message; again with the same clientMessageId or Idempotency-Key it is the same one',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'It was sent before' },
    params: schema.conversationParams,
    body: z.object(schema.messageFields(core.settings.maxMessageLength)),
    response: answers.oneMessage,
    handler: async ({ actor, params, body, request, reply }) => {
      const clientMessageId = body.clientMessageId ?? idempotencyKey(request) ?? undefined;
      await takeSend(core, actor);
      const { done } = await beginSend(core, actor, params.id, { ...body, clientMessageId });
      const { message, duplicate } = await done;
      if (duplicate) reply.code(200);
      else metrics.messageSent();
      return { success: true, data: presentMessage(message) };
    },
  });
}
