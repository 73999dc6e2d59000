import { isAgent } from '../../../core/actor.ts';
import { enterConversation } from '../../../core/conversations/inquiries.ts';
import { timeOf } from '../../../core/core.ts';
import { ParleyError } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened, joinRoom, leaveRoom } from '../../../core/realtime/sessions.ts';
import type { ConnectionTrace, Span } from '../../../core/tracing.ts';
import type { Session } from '../../../core/users/identify.ts';
import type { ContractContext } from '../../../wire/context.ts';
import { catalogued } from '../../../wire/errors.ts';
import { type Counted, takeRequest } from '../../../wire/throttle.ts';
import { beginFrame, endFrame, nameFrame } from '../../../wire/traces.ts';
import { createWebSocketSurface, type WebSocketSurface } from '../../../wire/websocket/server.ts';
import { errorBody, errorFrame, httpStatusOf } from '../errors.ts';
import { frame } from '../frame.ts';
import type { ClientFrame } from '../schema/frames.ts';
import { CharityChannel } from './channel.ts';
import { createHandlers } from './handlers.ts';
import { CharitySession } from './session.ts';

const MAX_FRAME = 128 * 1024;
const ADDRESS = /^\/ws\/conversations\/([^/]+)\/?$/;

/** The contract's sockets: one channel, however many servers they are served on. */
export function createSockets(context: ContractContext): WebSocketSurface & { readonly events: readonly string[] } {
  const { core } = context;
  const channel = new CharityChannel(core);
  core.hub.attach(channel);
  const handlers = createHandlers(context);

  async function admit(session: Session, conversationId: string): Promise<void> {
    const { userId, user, role } = session;
    const actor = { userId, name: user.name, avatar: user.avatar, role, connectionId: null };
    await enterConversation(core, actor, conversationId);
  }

  function fail({ connection }: CharitySession, span: Span | null, error: unknown): void {
    const known = catalogued(error, context.isOutage);
    if (known.code === 'internal_error') core.onFault(error);
    connection.send(frame(errorFrame(known)));
    if (span) endFrame(span, known);
  }

  /** Looks once more at what may have changed since it was let in, and tells the others. */
  async function arrive(session: CharitySession): Promise<void> {
    const { connection, actor, user, conversationId } = session;
    try {
      if ((await core.people.get(session.userId))?.suspended) throw new ParleyError('forbidden', 'Suspended');
      if (session.closed) return;
      await joinRoom(core, actor, user, conversationId);
      if (session.closed) leaveRoom(core, actor, user, conversationId);
    } catch (error) {
      const { code } = catalogued(error, context.isOutage);
      if (code === 'internal_error') core.onFault(error);
      connection.close(code === 'internal_error' || code === 'unavailable' ? 'failed' : 'suspended');
    }
  }

  function receive(session: CharitySession, text: string | null, span: Span | null): void {
    const refuse = (error: unknown) => fail(session, span, error);
    const refuseInTurn = (error: unknown) => session.inTurn(() => refuse(error), core.onFault);
    const act = () => {
      let input: ClientFrame;
      let admitted: Counted;
      try {
        input = handlers.read(text);
        if (span) nameFrame(span, input.type);
        admitted = handlers.admit(session, input);
      } catch (error) {
        refuseInTurn(error);
        return;
      }
      handlers.handle(session, input, admitted, span, refuse);
    };
    session.enter(() => takeRequest(core, session.userId), act, refuseInTurn);
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
    open(peer) {
      const session = new CharitySession(core, peer);
      const { connection, conversationId } = session;
      const { trace } = peer;
      channel.enter(connection, conversationId, { user: session.user, onOwn: (own) => session.announced(own) });
      channel.setAgent(connection, isAgent(session.actor));
      connectionOpened(core, session.actor);
      connection.send(frame({ type: 'system', message: 'Connected to conversation', timestamp: timeOf(core) }));
      session.inTurn(() => arrive(session), core.onFault);
      return {
        receive: trace ? (text) => receiveTraced(session, text, trace) : (text) => receive(session, text, null),
        closed() {
          session.closed = true;
          channel.remove(connection);
          connectionClosed(core, session.actor, session.user, [conversationId]);
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
