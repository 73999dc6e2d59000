import type { Server as HttpServer } from 'node:http';
import { isAgent } from '../../../core/actor.ts';
import { ParleyError } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened } from '../../../core/realtime/sessions.ts';
import { catalogued, statusOf } from '../../../wire/errors.ts';
import { eventFrame } from '../../../wire/socketio/frames.ts';
import { type Incoming, type Peer, type PeerHandler, serveSocketIo } from '../../../wire/socketio/server.ts';
import { takeRequest } from '../../../wire/throttle.ts';
import type { HelpdeskContext } from '../context.ts';
import { createPresenter } from './events.ts';
import { Expiry } from './expiry.ts';
import { createHandlers, JsonAck } from './handlers.ts';
import { HelpdeskSession } from './session.ts';

export type SocketSurface = {
  readonly events: readonly string[];
  /** Serves the native contract's Socket.IO on `http` at `path`, default namespace. */
  serve(http: HttpServer, path: string): void;
  /** Ends all connections; clients come back by themselves. */
  close(): void;
};

type Refusal = { readonly code: string; readonly message: string; readonly retryAfter?: number };

function refusalOf(error: ParleyError): Refusal {
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
  const handlers = createHandlers(context, expiry);
  const closers: (() => void)[] = [];

  function open(peer: Peer): PeerHandler {
    const { connection } = peer;
    const session = new HelpdeskSession(core, peer);
    channel.add(connection);
    channel.setAgent(connection, isAgent(session.actor));
    session.onRenewed = () => channel.setAgent(connection, isAgent(session.actor));
    expiry.watch(session);
    connectionOpened(core, session.actor);
    return {
      receive: (incoming) => receive(session, connection, incoming),
      closed() {
        session.closed = true;
        channel.remove(connection);
        expiry.forget(session);
        connectionClosed(core, session.actor, session.user, session.rooms);
      },
    };
  }

  function receive(session: HelpdeskSession, connection: Peer['connection'], { event, payload, ack }: Incoming): void {
    const succeed = (result: object) =>
      ack?.(...(result instanceof JsonAck ? result.parts : [JSON.stringify({ ok: true, ...result })]));
    const fail = (error: unknown) => {
      const known = catalogued(error, context.isOutage);
      if (known.code === 'internal_error') core.onFault(error);
      const refusal = refusalOf(known);
      if (ack) ack(JSON.stringify({ ok: false, error: refusal }));
      else connection.send(eventFrame('error', JSON.stringify({ event, ...refusal })));
    };
    try {
      takeRequest(core, session.userId);
      const handler = handlers.get(event);
      if (!handler) throw new ParleyError('not_found', 'There is no such event');
      const result = handler(session, payload);
      if (result instanceof Promise) result.then(succeed).catch(fail);
      else succeed(result);
    } catch (error) {
      fail(error);
    }
  }

  return {
    events: [...handlers.keys()],
    serve(http, path) {
      closers.push(serveSocketIo(http, path, context, { refuse, open }));
    },
    close() {
      expiry.close();
      channel.close(null, 'shutdown');
      for (const end of closers) end();
    },
  };
}
