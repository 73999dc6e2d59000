import { iso } from '../../../core/clock.ts';
import type { Sent } from '../../../core/conversations/draft.ts';
import { listMessages } from '../../../core/conversations/history.ts';
import { getConversation } from '../../../core/conversations/own.ts';
import { markRead } from '../../../core/conversations/read.ts';
import type { Message } from '../../../core/conversations/types.ts';
import { requestStopTyping } from '../../../core/conversations/typing.ts';
import { ParleyError } from '../../../core/errors.ts';
import { declarePresence, joinRoom, leaveRoom } from '../../../core/realtime/sessions.ts';
import { identify } from '../../../core/users/identify.ts';
import { sendCounted } from '../../../wire/sends.ts';
import { type Handler, on } from '../../../wire/socketio/handler.ts';
import { typeOn } from '../../../wire/socketio/typing.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentConversation } from '../present/conversations.ts';
import { presentMessage } from '../present/messages.ts';
import { readTarget } from '../routes/conversations.ts';
import { sendMessage } from '../schema/messages.ts';
import * as schema from '../schema/socket.ts';
import type { Expiry } from './expiry.ts';
import { messageJson } from './message-json.ts';
import type { HelpdeskSession } from './session.ts';

/** An ack that is JSON text already, in parts. */
export class JsonAck {
  readonly parts: readonly string[];

  constructor(parts: readonly string[]) {
    this.parts = parts;
  }
}

/** At most so many messages come with one answer; the client asks again from the last. */
const CATCH_UP = 100;

/** The native contract's client events; an ack carries what they give beside `ok`. */
export function createHandlers(
  context: HelpdeskContext,
  expiry: Expiry,
): ReadonlyMap<string, Handler<HelpdeskSession, object>> {
  const { core, links } = context;
  const sendBody = sendMessage(core.settings.maxMessageLength);
  const present = (message: Message, session: HelpdeskSession) =>
    presentMessage(message, message.senderId === session.userId, links);

  async function since(session: HelpdeskSession, conversationId: string, seq: number) {
    const page = await listMessages(core, session.actor, conversationId, { after: seq }, CATCH_UP);
    return {
      messages: page.messages.map((message) => present(message, session)),
      hasMore: page.next !== null,
      lastSeq: page.lastSeq,
    };
  }

  function answer({ message, duplicate }: Sent): object {
    if (!duplicate) context.metrics.messageSent();
    return new JsonAck(['{"ok":true,"message":', ...messageJson(message, true, links), `,"duplicate":${duplicate}}`]);
  }

  const send = on(sendBody, (session: HelpdeskSession, payload) => {
    const { actor } = session;
    const prepared = session.sequence.begin(() => sendCounted(core, actor, { ...payload, mentions: [] }));
    if (!(prepared instanceof Promise)) return prepared.done.then(answer);
    return prepared.then(({ done }) => done).then(answer);
  });

  return new Map<string, Handler<HelpdeskSession, object>>([
    ['send_message', send],
    [
      'join_conversation',
      on(schema.joinConversation, async (session, { conversationId, since: seq }) => {
        const present = await joinRoom(core, session.actor, session.user, conversationId);
        session.rooms.add(conversationId);
        const conversation = presentConversation(
          await getConversation(core, session.actor, conversationId),
          core.presence,
        );
        if (seq === undefined) return { conversation, present };
        const { messages, hasMore } = await since(session, conversationId, seq);
        return { conversation, present, messages, hasMore };
      }),
    ],
    [
      'leave_conversation',
      on(schema.inConversation, async (session, { conversationId }) => {
        await getConversation(core, session.actor, conversationId);
        session.rooms.delete(conversationId);
        leaveRoom(core, session.actor, session.user, conversationId);
        return {};
      }),
    ],
    [
      'typing_start',
      on(schema.inConversation, async (session, { conversationId }) => {
        await typeOn(core, session, conversationId);
        return {};
      }),
    ],
    [
      'typing_stop',
      on(schema.inConversation, async (session, { conversationId }) => {
        await requestStopTyping(core, session.actor, conversationId);
        return {};
      }),
    ],
    [
      'message_read',
      on(schema.messageRead, (session, { conversationId, ...target }) =>
        markRead(core, session.actor, conversationId, readTarget(target)),
      ),
    ],
    [
      'update_presence',
      on(schema.updatePresence, async (session, { status, statusText }) => ({
        presence: await declarePresence(core, session.actor, status, statusText),
      })),
    ],
    [
      'resume',
      on(schema.resume, async (session, { conversations }) => {
        const entries = await Promise.all(
          Object.entries(conversations).map(async ([id, seq]) => {
            try {
              return [id, await since(session, id, seq)];
            } catch (error) {
              if (error instanceof ParleyError) return [id, { error: { code: error.code } }];
              throw error;
            }
          }),
        );
        return { conversations: Object.fromEntries(entries) };
      }),
    ],
    [
      'authenticate',
      on(schema.authenticate, async (session, { token }) => {
        const renewed = await identify(
          { tokens: core.tokens, people: core.people, users: core.users, bus: core.bus },
          token,
        );
        if (renewed.userId !== session.userId) throw new ParleyError('unauthorized', 'This token is of somebody else');
        expiry.forget(session);
        session.renew(renewed);
        expiry.watch(session);
        return { expiresAt: renewed.expiresAt === null ? null : iso(renewed.expiresAt) };
      }),
    ],
  ]);
}
