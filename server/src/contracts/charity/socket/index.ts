import { isAgent } from '../../../core/actor.ts';
import { accessConversation } from '../../../core/conversations/access.ts';
import { enterConversation } from '../../../core/conversations/inquiries.ts';
import { stopTypingOfConnection } from '../../../core/conversations/typing.ts';
import { timeOf } from '../../../core/core.ts';
import { ParleyError } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened, joinRoom, leaveRoom } from '../../../core/realtime/sessions.ts';
import type { ConnectionTrace, Span } from '../../../core/tracing.ts';
import type { Session } from '../../../core/users/identify.ts';
import type { ContractContext } from '../../../wire/context.ts';
import { catalogued } from '../../../wire/errors.ts';
import { takeRequest } from '../../../wire/throttle.ts';
import { beginFrame, endFrame, nameFrame } from '../../../wire/traces.ts';
import { createWebSocketSurface, type WebSocketSurface } from '../../../wire/websocket/server.ts';
import { errorBody, errorFrame, httpStatusOf } from '../errors.ts';
import { frame } from '../frame.ts';
import type { ClientFrame } from '../schema/frames.ts';
import { CharityChannel } from './channel.ts';
import { createHandlers } from './handlers.ts';
import { CharitySession } from './session.ts';

const MAX_FRAME = 128 * 1024;
/**
 * Elsewhere a connection hears of all conversations, here of one: what a person may have of them is counted for so many that are
 * open side by side.
 */
const CONVERSATIONS = 50;
const ADDRESS = /^\/ws\/conversations\/([^/]+)\/?$/;

/** The contract's sockets: one channel, however many servers they are served on. */
export function createSockets(context: ContractContext): WebSocketSurface & { readonly events: readonly string[] } {
  const { core } = context;
  const channel = new CharityChannel(core);
  core.hub.attach(channel);
  const handlers = createHandlers(context);

  /** True for an admin who is no participant yet. */
  async function admit({ userId, user, role }: Session, conversationId: string): Promise<boolean> {
    const actor = { userId, name: user.name, avatar: user.avatar, role, connectionId: null };
    return (await accessConversation(core, actor, conversationId)).observer;
  }

  function fail({ connection }: CharitySession, span: Span | null, error: unknown): void {
    const known = catalogued(error, context.isOutage);
    if (known.code === 'internal_error') core.onFault(error);
    connection.send(frame(errorFrame(known)));
    if (span) endFrame(span, known);
  }

  /** Makes it one that listens; whatever is committed from now on reaches it. */
  function enter(session: CharitySession): void {
    const { connection } = session;
    channel.enter(connection, session.conversationId, session);
    channel.setAgent(connection, isAgent(session.actor));
    connection.send(frame({ type: 'system', message: 'Connected to conversation', timestamp: timeOf(core) }));
  }

  /**
   * Makes an admin a participant, who listens only then; looks once more at what may have changed since it was let in, and tells
   * the others.
   */
  async function arrive(session: CharitySession, isNew: boolean): Promise<void> {
    const { connection, actor, user, conversationId } = session;
    try {
      if (isNew) {
        await enterConversation(core, actor, conversationId);
        if (session.closed) return;
        enter(session);
      }
      if ((await core.people.get(session.userId))?.suspended) throw new ParleyError('forbidden', 'Suspended');
      if (session.closed) return;
      await joinRoom(core, actor, user, conversationId);
      if (session.closed) leaveRoom(core, actor, user, conversationId);
      else channel.arrived(connection);
    } catch (error) {
      const { code } = catalogued(error, context.isOutage);
      if (code === 'internal_error') core.onFault(error);
      connection.close(code === 'internal_error' || code === 'unavailable' ? 'failed' : 'suspended');
    }
  }

  function receive(session: CharitySession, text: string | null, span: Span | null): void {
    const refuse = (error: unknown) => fail(session, span, error);
    const refuseInTurn = (error: unknown) => session.inTurn(() => refuse(error), refuse);
    const act = () => {
      let input: ClientFrame;
      try {
        input = handlers.read(text, (type) => span && nameFrame(span, type));
      } catch (error) {
        refuseInTurn(error);
        return;
      }
      handlers.handle(session, input, span, refuse);
    };
    session.enter(() => takeRequest(core, session.userId), act, refuseInTurn);
  }

  /** Who still has it open elsewhere types on there. */
  function leave(session: CharitySession): void {
    const { connection, actor, user, conversationId, inherited } = session;
    channel.remove(connection);
    const heir = channel.another(session);
    if (heir) heir.inherited.push(connection.id, ...inherited);
    else for (const id of inherited) stopTypingOfConnection(core, actor, id);
    connectionClosed(core, actor, user, [conversationId], heir !== null);
  }

  function receiveTraced(session: CharitySession, text: string | null, trace: ConnectionTrace): void {
    const span = beginFrame(trace);
    span.run(() => receive(session, text, span));
  }

  const surface = createWebSocketSurface(context, {
    maxFrame: MAX_FRAME,
    about(path) {
      const id = ADDRESS.exec(path)?.[1];
      return id === undefined ? null : id;
    },
    admit,
    refusal: (error) => ({ status: httpStatusOf(error.code), body: errorBody(error) }),
    maxPerUser: context.socket.maxPerUser * CONVERSATIONS,
    open(peer) {
      const session = new CharitySession(core, peer, context.isOutage);
      const { trace, admitted: isNew } = peer;
      if (!isNew) enter(session);
      connectionOpened(core, session.actor);
      session.inTurn(() => arrive(session, isNew), core.onFault);
      return {
        receive: trace ? (text) => receiveTraced(session, text, trace) : (text) => receive(session, text, null),
        closed(lost) {
          session.closed = true;
          session.lost = lost;
          if (session.connection.cut) session.sequence.end();
          leave(session);
        },
      };
    },
  });

  return {
    ...surface,
    events: handlers.types,
    close() {
      surface.close();
      channel.close(null, 'shutdown');
    },
  };
}
