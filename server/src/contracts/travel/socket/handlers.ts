import type { z } from 'zod';
import type { Sent } from '../../../core/conversations/draft.ts';
import { prepareSend } from '../../../core/conversations/send.ts';
import { requestStopTyping, stopTyping } from '../../../core/conversations/typing.ts';
import { declarePresence } from '../../../core/realtime/sessions.ts';
import type { ContractContext } from '../../../wire/context.ts';
import { check } from '../../../wire/schema.ts';
import { eventFrame } from '../../../wire/socketio/frames.ts';
import { type Handler, inTurn, pipelined, readPayload } from '../../../wire/socketio/handler.ts';
import { Later } from '../../../wire/socketio/sequence.ts';
import { checkPayload } from '../../../wire/socketio/server.ts';
import { typeOn } from '../../../wire/socketio/typing.ts';
import type { TempIds } from '../../../wire/temp-ids.ts';
import { type Counted, takeSend } from '../../../wire/throttle.ts';
import { accessDirect, moveMark } from '../access.ts';
import { seeking } from '../errors.ts';
import { type PublicId, publicId } from '../ids.ts';
import { spelledOut } from '../schema/ids.ts';
import * as schema from '../schema/socket.ts';
import type { TravelChannel } from './channel.ts';
import { messageJson, tempIdJson } from './json.ts';
import type { Answer, TravelSession } from './session.ts';

export type TravelHandler = Handler<TravelSession, Answer>;

export type HandlerContext = ContractContext & { readonly channel: TravelChannel; readonly tempIds: TempIds };

/** A handler that waits its turn, with a payload that passed its schema; `key` names the id that may stand there bare. */
export function on<T extends z.ZodType>(
  type: T,
  key: string | null,
  handle: (session: TravelSession, payload: z.output<T>) => Answer | Promise<Answer>,
  admit?: (session: TravelSession) => Counted,
): TravelHandler {
  const read = (payload: unknown) => {
    if (key === null) return readPayload(type, payload);
    checkPayload(payload);
    return check(type, spelledOut(payload, key), 'payload');
  };
  return inTurn({ read, handle, ...(admit && { admit }) });
}

/** Client events about conversations of two, and about being here. */
export function conversationHandlers(context: HandlerContext): [string, TravelHandler][] {
  const { core, channel, tempIds } = context;
  const { rooms } = channel;
  const sendBody = schema.sendMessage(core.settings.maxMessageLength);

  function sent({ message, duplicate }: Sent): Answer {
    if (!duplicate) context.metrics.messageSent();
    const tempId = tempIdJson(tempIds, message);
    return { json: ['"message":', messageJson(message), tempId === null ? '' : `,"tempId":${tempId}`] };
  }

  async function typed(session: TravelSession, conversationId: string, isTyping: boolean): Promise<Answer> {
    await accessDirect(core, session.actor, conversationId);
    if (!isTyping) await requestStopTyping(core, session.actor, conversationId);
    else await typeOn(core, session, conversationId);
    return {};
  }

  /** The people whom somebody shares a conversation with and who are online. */
  async function onlineAround(userId: string): Promise<PublicId[]> {
    const online = new Set(core.presence.online());
    online.delete(userId);
    const known = online.size === 0 ? [] : await core.conversations.acquaintances(userId, [...online]);
    return known.map(publicId);
  }

  async function count(session: TravelSession, counts: boolean): Promise<void> {
    if (session.closed || session.counts === counts) return;
    session.counts = counts;
    await declarePresence(core, session.actor, counts ? 'online' : 'offline', undefined);
  }

  function begin(
    session: TravelSession,
    { conversationId, message, tempId }: z.output<typeof sendBody>,
  ): Later<Answer> | Promise<Later<Answer>> {
    const { actor, connection } = session;
    const prepare = () =>
      prepareSend(core, actor, {
        conversationId,
        type: 'text',
        content: message,
        clientId: tempIds.take(conversationId, actor.userId, tempId),
        replyTo: null,
        attachmentIds: [],
        metadata: null,
        mentions: [],
      });
    const enter = ({ done }: { done: Promise<Sent> }) => {
      const entered = !session.closed && rooms.enter(conversationId, connection, null);
      // What is refused after all opens nothing.
      if (entered) done.catch(() => rooms.leave(conversationId, connection));
      return new Later(done.then(sent));
    };
    if (core.directory.peek(conversationId)?.type === 'direct') {
      const prepared = prepare();
      return prepared instanceof Promise ? seeking('conversation', () => prepared).then(enter) : enter(prepared);
    }
    return accessDirect(core, actor, conversationId).then(prepare).then(enter);
  }

  /** Sends go on the heels of each other, and wait for everything else. */
  const send = pipelined({
    read: (payload) => readPayload(sendBody, payload),
    admit: (session: TravelSession) => takeSend(core, session.actor),
    handle: begin,
  });

  return [
    [
      'user-online',
      on(schema.saysOnline, 'userId', async (session) => {
        await count(session, true);
        const online = await onlineAround(session.userId);
        session.connection.send(eventFrame('online-users', JSON.stringify(online)));
        return { online_users: online };
      }),
    ],
    [
      'user-offline',
      on(schema.anything, null, async (session) => {
        await count(session, false);
        return {};
      }),
    ],
    [
      'join-conversation',
      on(schema.inConversation, 'conversationId', async (session, { conversationId }) => {
        await accessDirect(core, session.actor, conversationId);
        if (!session.closed) rooms.enter(conversationId, session.connection, null);
        return { conversationId: publicId(conversationId) };
      }),
    ],
    [
      'leave-conversation',
      on(schema.inConversation, 'conversationId', async (session, { conversationId }) => {
        if (rooms.get(conversationId)?.about === null) rooms.leave(conversationId, session.connection);
        await accessDirect(core, session.actor, conversationId);
        stopTyping(core, session.actor, conversationId);
        return {};
      }),
    ],
    ['send-message', send],
    ['typing', on(schema.typing, null, (session, payload) => typed(session, payload.conversationId, payload.isTyping))],
    [
      'stop-typing',
      on(schema.inConversation, null, (session, { conversationId }) => typed(session, conversationId, false)),
    ],
    [
      'mark-as-read',
      on(schema.markAsRead, 'messageId', async (session, { conversationId, messageId }) => {
        const state = await moveMark(core, session.actor, conversationId, messageId);
        return { conversationId: publicId(state.conversationId), unread_count: state.unreadCount };
      }),
    ],
  ];
}
