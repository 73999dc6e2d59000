import { accessConversation, readerOf } from '../../../core/conversations/access.ts';
import { readWindow, seqIn, type WindowStart } from '../../../core/conversations/windows.ts';
import { invalid } from '../../../core/errors.ts';
import { decodeCursor, encodeCursor } from '../../../wire/cursor.ts';
import { idempotencyKey } from '../../../wire/idempotency.ts';
import type { RouteInput, Routes } from '../../../wire/route.ts';
import type { MarketplaceContext } from '../context.ts';
import { conversationFirst, writingFirst } from '../first.ts';
import { presentMessages, presentOne } from '../present/senders.ts';
import { readMany } from '../reading.ts';
import * as answers from '../schema/answers.ts';
import { conversationParams } from '../schema/basics.ts';
import * as changes from '../schema/changes.ts';
import * as schema from '../schema/messages.ts';
import { beginSend } from '../sending.ts';

const TAG = 'Messages';
const PATH = '/api/conversations/:id/messages';

type Place = { readonly start: WindowStart; readonly page: number };

/** A conversation's messages: reading, sending, marking as read. */
export function messageRoutes(routes: Routes, ctx: MarketplaceContext): void {
  const { core } = ctx;
  const { maxMessageLength, messagesPerPage } = core.settings;
  const first = writingFirst(ctx);

  routes.add({
    method: 'GET',
    path: PATH,
    summary: 'A conversation’s messages, newest first; with `after` oldest first',
    tag: TAG,
    first: conversationFirst(ctx),
    params: conversationParams,
    query: changes.listMessages(messagesPerPage),
    response: answers.messages,
    handler: async ({ actor, params: { id }, query }) => {
      const seat = await accessConversation(core, actor, id);
      const list = `marketplace:messages:${id}`;
      const anchored = async (field: 'before' | 'after', messageId: string): Promise<number> => {
        const seq = seqIn(seat, messageId);
        const isThere = seq !== null && seq > seat.own.clearedSeq;
        if (!isThere || (await core.messages.isHidden({ conversationId: id, seq }, actor.userId)))
          throw invalid(field, 'names no message of this conversation');
        return seq;
      };
      const { page, limit, before, after, cursor } = query;
      let place: Place = { start: { page }, page };
      if (before !== undefined) place = { start: { before: await anchored('before', before) }, page: 1 };
      else if (after !== undefined) place = { start: { after: await anchored('after', after) }, page: 1 };
      else if (cursor !== undefined) place = placeOf(list, cursor);
      const reader = readerOf(actor, seat);
      const found = await readWindow(core, seat, reader, place.start, { limit, order: 'as_asked', counted: 'all' });
      const newest = found.messages.reduce((seq, message) => Math.max(seq, message.seq), 0);
      if (newest > 0 && !seat.observer) core.marks.delivered(id, actor.userId, newest);
      const { next } = found;
      const nextCursor = next && cursorOf(list, next, place.page + 1);
      return {
        messages: await presentMessages(core, found.messages, actor.userId),
        ...answers.pagingOf(place.page, limit, found.total, nextCursor),
      };
    },
  });

  const sends = [
    ['', 'Send a message', schema.createMessage(maxMessageLength)],
    ['/service-offer', 'Offer one of your service packages', schema.sendOffer(maxMessageLength)],
    ['/booking-request', 'Ask for another’s service package', schema.sendBooking(maxMessageLength)],
    ['/location', 'Send a place', schema.sendLocation(maxMessageLength)],
  ] as const;
  for (const [path, summary, body] of sends) {
    const spec = {
      method: 'POST',
      path: `${PATH}${path}`,
      summary,
      tag: TAG,
      status: 201,
      otherSuccess: { status: 200, when: 'Sent before with the same `clientMessageId`' },
      first,
      params: conversationParams,
      response: answers.message,
    } as const;
    routes.add({ ...spec, body, handler: (input) => answerSend(input, input.body) });
  }

  async function answerSend(
    {
      actor,
      params,
      request,
      reply,
    }: Pick<RouteInput<typeof conversationParams, never, never>, 'actor' | 'params' | 'request' | 'reply'>,
    asked: schema.Asked,
  ) {
    const clientId = asked.clientId ?? idempotencyKey(request);
    const { done } = await beginSend(ctx, actor, params.id, { ...asked, clientId });
    const { message, duplicate } = await done;
    if (duplicate) reply.code(200);
    else ctx.metrics.messageSent();
    return presentOne(core, message, actor.userId);
  }

  routes.add({
    method: 'POST',
    path: `${PATH}/bulk-mark-read`,
    summary: 'Read up to the newest of these messages, or everything',
    tag: TAG,
    first: conversationFirst(ctx),
    params: conversationParams,
    body: changes.bulkRead,
    response: answers.bulkRead,
    handler: ({ actor, params, body }) => readMany(ctx, actor, params.id, body.messageIds),
  });
}

function cursorOf(list: string, next: Exclude<WindowStart, { page: number }>, page: number): string {
  return 'after' in next
    ? encodeCursor(list, ['after', next.after, page])
    : encodeCursor(list, ['before', next.before, page]);
}

/** @throws `invalid_cursor`. */
function placeOf(list: string, cursor: string): Place {
  const [direction, seq, page] = decodeCursor(list, cursor, 'string', 'number', 'number');
  return { start: direction === 'after' ? { after: seq } : { before: seq }, page };
}
