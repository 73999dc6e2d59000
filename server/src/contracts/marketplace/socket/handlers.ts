import type { z } from 'zod';
import { accessConversation } from '../../../core/conversations/access.ts';
import type { Sent } from '../../../core/conversations/draft.ts';
import { requestStopTyping } from '../../../core/conversations/typing.ts';
import { timeOf } from '../../../core/core.ts';
import { declarePresence, joinRoom, leaveRoom } from '../../../core/realtime/sessions.ts';
import { type Handler, inTurn, pipelined, readPayload } from '../../../wire/socketio/handler.ts';
import { Later } from '../../../wire/socketio/sequence.ts';
import { typeOn } from '../../../wire/socketio/typing.ts';
import type { MarketplaceContext } from '../context.ts';
import { createMayWrite } from '../first.ts';
import { peekSender, presentOne } from '../present/senders.ts';
import { readMessage } from '../reading.ts';
import { ownIdIn } from '../schema/messages.ts';
import * as schema from '../schema/socket.ts';
import { type Begun, beginSend } from '../sending.ts';
import type { MarketplaceChannel } from './channel.ts';
import { messageJson } from './frames.ts';
import type { Answer, MarketplaceSession } from './session.ts';

type MarketplaceHandler = Handler<MarketplaceSession, Answer>;

/** A send that is not in the form of one, as far as it says where it was to go. */
type Refused = { readonly conversationId: string; readonly refused: unknown; readonly body: unknown };

/** A handler that waits its turn, with a payload that passed its schema. */
function on<T extends z.ZodType>(
  type: T,
  handle: (session: MarketplaceSession, payload: z.output<T>) => Answer | Promise<Answer>,
): MarketplaceHandler {
  return inTurn({ read: (payload) => readPayload(type, payload), handle });
}

/** The client events of this contract. */
export function createHandlers(
  ctx: MarketplaceContext,
  channel: MarketplaceChannel,
): ReadonlyMap<string, MarketplaceHandler> {
  const { core } = ctx;
  const { rooms } = channel;
  const sendBody = schema.sendMessage(core.settings.maxMessageLength);
  const mayWrite = createMayWrite(ctx);
  type ReadSend = z.output<typeof sendBody> | Refused;

  function answerSend({ userId }: MarketplaceSession, { message, duplicate }: Sent): Answer | Promise<Answer> {
    const beside = `"conversationId":${JSON.stringify(message.conversationId)},"message":`;
    const sender = peekSender(core, message);
    if (!duplicate) ctx.metrics.messageSent();
    if (!duplicate && sender) return { json: [beside, messageJson(message, sender).own] };
    return presentOne(core, message, userId).then((body) => ({ json: [beside, JSON.stringify(body)] }));
  }

  /** Sends go on the heels of each other, and wait for everything else. */
  const send = pipelined({
    read: readSend,
    handle(session: MarketplaceSession, input: ReadSend) {
      if ('refused' in input) return refuse(session, input);
      const { conversationId, message } = input;
      const later = ({ done }: Begun) => new Later(done.then((sent) => answerSend(session, sent)));
      const begun = beginSend(ctx, session.actor, conversationId, message);
      return begun instanceof Promise ? begun.then(later) : later(begun);
    },
  });

  /** A message that is in no form to be sent waits with its refusal: whether its sender may write there comes first. */
  function readSend(payload: unknown): ReadSend {
    try {
      return readPayload(sendBody, payload);
    } catch (error) {
      const { conversationId, message } = readPayload(schema.inConversation.loose(), payload);
      return { conversationId, refused: error, body: message };
    }
  }

  async function refuse({ actor }: MarketplaceSession, { conversationId, refused, body }: Refused): Promise<never> {
    await mayWrite(conversationId, actor, ownIdIn(body));
    throw refused;
  }

  async function join(session: MarketplaceSession, conversationId: string): Promise<Answer> {
    const { observer } = await accessConversation(core, session.actor, conversationId, true);
    if (session.closed) return { conversationId };
    if (observer) {
      session.watching.add(conversationId);
      await joinRoom(core, session.actor, session.user, conversationId);
    }
    rooms.join(session.connection, conversationId);
    return { conversationId };
  }

  async function leave(session: MarketplaceSession, conversationId: string): Promise<Answer> {
    await accessConversation(core, session.actor, conversationId, true);
    if (session.watching.delete(conversationId)) leaveRoom(core, session.actor, session.user, conversationId);
    if (!session.closed) rooms.leave(session.connection, conversationId);
    return { conversationId };
  }

  async function declare(session: MarketplaceSession, isOnline: boolean): Promise<Answer> {
    if (session.closed) return { isOnline, lastSeen: timeOf(core) };
    if (session.counts === isOnline) {
      const { lastSeen } = await core.sessionPeople.presenceInfo(session.userId);
      return { isOnline, lastSeen: lastSeen ?? timeOf(core) };
    }
    session.counts = isOnline;
    const { lastSeen } = await declarePresence(core, session.actor, isOnline ? 'online' : 'offline', undefined);
    return { isOnline, lastSeen: lastSeen ?? timeOf(core) };
  }

  return new Map<string, MarketplaceHandler>([
    ['join_conversation', on(schema.inConversation, (session, { conversationId }) => join(session, conversationId))],
    ['leave_conversation', on(schema.inConversation, (session, { conversationId }) => leave(session, conversationId))],
    ['send_message', send],
    [
      'mark_read',
      on(schema.markRead, ({ actor }, { messageId, conversationId }) =>
        readMessage(ctx, actor, messageId, conversationId),
      ),
    ],
    [
      'typing_start',
      on(schema.inConversation, async (session, { conversationId }) => {
        await typeOn(core, session, conversationId, { evenHidden: true });
        return { conversationId };
      }),
    ],
    [
      'typing_stop',
      on(schema.inConversation, async ({ actor }, { conversationId }) => {
        await requestStopTyping(core, actor, conversationId, { evenHidden: true });
        return { conversationId };
      }),
    ],
    ['user_online', on(schema.userOnline, (session, { isOnline }) => declare(session, isOnline))],
  ]);
}
