import { isAgent } from '../../../core/actor.ts';
import { ParleyError } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened } from '../../../core/realtime/sessions.ts';
import { statusOf } from '../../../wire/errors.ts';
import { createSocketSurface, type SocketSurface } from '../../../wire/socketio/surface.ts';
import type { HelpdeskContext } from '../context.ts';
import { createPresenter } from './events.ts';
import { Expiry } from './expiry.ts';
import { createHandlers, JsonAck } from './handlers.ts';
import { HelpdeskSession } from './session.ts';

function told(error: ParleyError): { readonly code: string; readonly message: string; readonly retryAfter?: number } {
  const { code, message, retryAfter } = error;
  return code === 'rate_limited' && retryAfter !== null ? { code, message, retryAfter } : { code, message };
}

/** A refusal in the form in which Socket.IO hands it to the client as `connect_error`. */
function refuse(error: ParleyError): Error {
  return Object.assign(new Error(error.message), { data: { code: error.code, status: statusOf(error.code) } });
}

/** The native contract's sockets: one channel, however many servers they are served on. */
export function createSockets(context: HelpdeskContext): SocketSurface {
  const { core } = context;
  const channel = core.hub.open(createPresenter(context));
  const expiry = new Expiry(core.now, (session) => {
    session.socket.emit('error', { event: 'authenticate', code: 'unauthorized', message: 'The token has expired' });
    session.socket.disconnect(true);
  });
  return createSocketSurface<HelpdeskSession, object>(context, {
    handlers: createHandlers(context, expiry),
    unknown() {
      throw new ParleyError('not_found', 'There is no such event');
    },
    answer: (result) => (result instanceof JsonAck ? result.parts : [JSON.stringify({ ok: true, ...result })]),
    refusal(error, { event, ack }) {
      const refused = told(error);
      return {
        event: ack ? null : JSON.stringify({ event, ...refused }),
        ack: JSON.stringify({ ok: false, error: refused }),
      };
    },
    refuse,
    open(peer) {
      const { connection } = peer;
      const session = new HelpdeskSession(core, peer);
      channel.add(connection);
      channel.setAgent(connection, isAgent(session.actor));
      session.onRenewed = () => channel.setAgent(connection, isAgent(session.actor));
      expiry.watch(session);
      connectionOpened(core, session.actor);
      return {
        session,
        closed() {
          channel.remove(connection);
          expiry.forget(session);
          connectionClosed(core, session.actor, session.user, session.rooms);
        },
      };
    },
    close() {
      expiry.close();
      channel.close(null, 'shutdown');
    },
  });
}
