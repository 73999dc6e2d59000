import type { z } from 'zod';
import type { Sent } from '../../../core/conversations/draft.ts';
import { requestStopTyping } from '../../../core/conversations/typing.ts';
import { invalid } from '../../../core/errors.ts';
import { eventFrame } from '../../../wire/socketio/frames.ts';
import { type Handler, on } from '../../../wire/socketio/handler.ts';
import { typeOn } from '../../../wire/socketio/typing.ts';
import type { TempIds } from '../../../wire/temp-ids.ts';
import { takeSend, whenCounted } from '../../../wire/throttle.ts';
import { findPlace, type Place, takeSeat } from '../access.ts';
import type { TelehealthContext } from '../context.ts';
import { presentStored } from '../history.ts';
import { mayTalk } from '../people.ts';
import { markAsRead } from '../reading.ts';
import * as schema from '../schema/requests.ts';
import { beginSend } from '../sending.ts';
import type { TelehealthChannel } from './channel.ts';
import { messageJson, sentJson } from './message-json.ts';
import type { TelehealthSession } from './session.ts';

/** What an ack carries as `data`, as JSON text in parts. */
export type AckData = readonly string[];

type TelehealthHandler = Handler<TelehealthSession, AckData>;

const NOTHING: AckData = ['{}'];

/** The client events of this contract. */
export function createHandlers(
  ctx: TelehealthContext,
  channel: TelehealthChannel,
  tempIds: TempIds,
): ReadonlyMap<string, TelehealthHandler> {
  const { core } = ctx;
  const sendPayload = schema.sendMessage(core.settings.maxMessageLength);

  const send = on(
    sendPayload,
    (session: TelehealthSession, { conversationId, receiverId, content, tempId, metadata }) => {
      const { actor, authorization } = session;
      const counted = takeSend(core, actor);
      const input = {
        conversationId,
        type: 'text',
        content,
        clientId: tempIds.take(conversationId, actor.userId, tempId),
        replyTo: null,
        attachmentIds: [],
        metadata: metadata ?? null,
        mentions: [],
      } as const;
      const answer = (sent: Sent, place: Place) => answerSend(session, sent, place, tempId ?? null);
      const begun = session.sequence.begin(() =>
        whenCounted(counted, () => beginSend(ctx, actor, authorization, input, receiverId)),
      );
      if (!(begun instanceof Promise)) return begun.done.then((sent) => answer(sent, begun.place));
      return begun.then(({ done, place }) => done.then((sent) => answer(sent, place)));
    },
  );

  /** A first send was announced to all of the sender; a repeat is answered to the connection that asks, as things are now. */
  function answerSend(
    session: TelehealthSession,
    { message, duplicate }: Sent,
    place: Place,
    tempId: string | number | null,
  ): AckData | Promise<AckData> {
    if (!duplicate) {
      ctx.metrics.messageSent();
      return sentJson(message, tempId, messageJson(message, place.pair));
    }
    return presentStored(ctx, place, [message], ctx.links.at(channel.originOf(session.connection))).then(([body]) => {
      const data = sentJson(message, tempId, JSON.stringify(body));
      session.connection.send(eventFrame('message_sent', ...data));
      return data;
    });
  }

  /** The caller's place; null where what they type goes nowhere because they may not write. */
  async function placeOfTypist(
    session: TelehealthSession,
    { conversationId, receiverId }: z.output<typeof schema.typing>,
  ): Promise<Place | null> {
    const place = await findPlace(ctx, session.actor, conversationId);
    if (!mayTalk(place.me, place.other)) return null;
    if (receiverId !== place.other.id) throw invalid('receiverId', 'must be the other participant of the conversation');
    return place;
  }

  /** Starts and stops of one connection take effect in the order in which they came. */
  function onTyping(change: (session: TelehealthSession, conversationId: string) => Promise<void>): TelehealthHandler {
    return on(schema.typing, (session, payload) =>
      session.typing.begin(async () => {
        const place = await placeOfTypist(session, payload);
        if (place) await change(session, payload.conversationId);
        return NOTHING;
      }),
    );
  }

  return new Map<string, TelehealthHandler>([
    ['send_message', send],
    ['typing_start', onTyping((session, id) => typeOn(core, session, id))],
    ['typing_stop', onTyping(({ actor }, id) => requestStopTyping(core, actor, id))],
    [
      'mark_as_read',
      on(schema.markAsRead, async (session, { conversationId, messageIds }) => {
        const result = await markAsRead(ctx, session.actor, conversationId, messageIds);
        const json = JSON.stringify({ conversationId, messageIds: result.messageIds });
        channel.tell(session.userId, eventFrame('mark_as_read_success', json));
        return [json];
      }),
    ],
    [
      'join_conversation',
      on(schema.joinConversation, async (session, { conversationId }) => {
        const { seat, me } = await takeSeat(ctx, session.actor, conversationId);
        await core.marks.deliveredNow(conversationId, me.id, seat.lastSeq);
        return [JSON.stringify({ conversationId })];
      }),
    ],
  ]);
}
