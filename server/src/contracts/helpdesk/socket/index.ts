import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { isAgent } from '../../../core/actor.ts';
import { invalid, ParleyError } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened } from '../../../core/realtime/sessions.ts';
import { identify, type Session } from '../../../core/users/identify.ts';
import type { HelpdeskContext } from '../context.ts';
import { catalogued, statusOf } from '../errors.ts';
import { checkJson } from '../json.ts';
import { takeRequest } from '../throttle.ts';
import { SocketConnection } from './connection.ts';
import { createPresenter } from './events.ts';
import { Expiry } from './expiry.ts';
import { FlushQueue } from './flush.ts';
import { ackFrame, eventFrame } from './frames.ts';
import { createHandlers, JsonAck } from './handlers.ts';
import { shortenInbound } from './inbound.ts';
import { AckId, BINARY_PAYLOAD, directEvents, jsonParser } from './parser.ts';
import { SocketSession } from './session.ts';

/** A socket that says nothing for this long after it opened is closed. */
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_FRAME_BYTES = 1024 * 1024;

export type SocketSurface = {
  readonly events: readonly string[];
  /** Ends all connections; clients come back by themselves. */
  close(): void;
};

type Refusal = { readonly code: string; readonly message: string; readonly retryAfter?: number };

function refusalOf(error: ParleyError): Refusal {
  const { code, message, retryAfter } = error;
  return code === 'rate_limited' && retryAfter !== null ? { code, message, retryAfter } : { code, message };
}

/** A refusal in the form in which Socket.IO hands it to the client as `connect_error`. */
function connectError(error: ParleyError): Error {
  return Object.assign(new Error(error.message), { data: { code: error.code, status: statusOf(error.code) } });
}

/** Serves the native contract's Socket.IO at `/socket.io`, default namespace. */
export function serveSockets(http: HttpServer, context: HelpdeskContext): SocketSurface {
  const { core } = context;
  const channel = core.hub.attach(createPresenter(context));
  const io = new Server(http, {
    serveClient: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxHttpBufferSize: MAX_FRAME_BYTES,
    pingTimeout: context.socket.pingTimeoutMs,
    pingInterval: context.socket.pingIntervalMs,
    perMessageDeflate: false,
    parser: jsonParser,
    cors: { origin: context.origins === '*' ? '*' : [...context.origins] },
    ...(context.origins === '*' ? {} : { allowRequest: allowOrigins(context.origins) }),
  });
  const expiry = new Expiry(core.now, (session) => {
    session.socket.emit('error', { event: 'authenticate', code: 'unauthorized', message: 'The token has expired' });
    session.socket.disconnect(true);
  });
  const handlers = createHandlers(context, expiry);
  const sessions = new WeakMap<Socket, Session>();
  const queue = new FlushQueue();

  io.engine.on('connection', (raw: { request: unknown }) => {
    // The handshake's request is needed no more and would be kept for as long as the connection lives.
    raw.request = null;
  });

  io.use((socket, next) => {
    const { token } = socket.handshake.auth;
    const attempt =
      typeof token === 'string'
        ? identify({ tokens: core.tokens, people: core.people, users: core.users, bus: core.bus }, token)
        : null;
    (attempt ?? Promise.reject(new ParleyError('unauthorized', 'auth.token is required'))).then(
      (session) => {
        sessions.set(socket, session);
        next();
      },
      (error: unknown) => next(connectError(catalogued(error, context.isOutage))),
    );
  });

  io.on('connection', (socket) => {
    const proof = sessions.get(socket);
    if (!proof) {
      socket.disconnect(true);
      return;
    }
    const session = new SocketSession(socket, proof);
    const connection = new SocketConnection(socket, proof.userId, queue);
    channel.add(connection);
    channel.setAgent(connection, isAgent(session.actor));
    session.onRenewed = () => channel.setAgent(connection, isAgent(session.actor));
    expiry.watch(session);
    connectionOpened(core, session.actor);
    shortenInbound(socket.conn);
    directEvents(socket.client, (event, args) => receive(session, connection, event, args));
    socket.on('disconnect', () => {
      directEvents(socket.client, null);
      channel.remove(connection);
      expiry.forget(session);
      connectionClosed(core, session.actor, session.user, session.rooms);
    });
  });

  function receive(session: SocketSession, connection: SocketConnection, event: string, args: unknown[]): void {
    const ackId = args.at(-1) instanceof AckId ? args.pop() : null;
    const succeed = (result: object) => {
      if (!(ackId instanceof AckId)) return;
      connection.send(
        ackFrame(ackId.id, ...(result instanceof JsonAck ? result.parts : [JSON.stringify({ ok: true, ...result })])),
      );
    };
    const fail = (error: unknown) => {
      const known = catalogued(error, context.isOutage);
      if (known.code === 'internal_error') core.onFault(error);
      const refusal = refusalOf(known);
      if (ackId instanceof AckId) connection.send(ackFrame(ackId.id, JSON.stringify({ ok: false, error: refusal })));
      else connection.send(eventFrame('error', JSON.stringify({ event, ...refusal })));
    };
    try {
      takeRequest(core, session.actor.userId);
      const handler = handlers.get(event);
      if (!handler) throw new ParleyError('not_found', 'There is no such event');
      checkPayload(args[0]);
      const result = handler(session, args[0]);
      if (result instanceof Promise) result.then(succeed).catch(fail);
      else succeed(result);
    } catch (error) {
      fail(error);
    }
  }

  return {
    events: [...handlers.keys()],
    close() {
      expiry.close();
      core.hub.cut(null, 'shutdown');
      io.engine.close();
    },
  };
}

/** On sockets a shape that is not plain JSON is a wrong shape like any other. */
function checkPayload(payload: unknown): void {
  if (payload === BINARY_PAYLOAD) throw invalid('payload', 'must be plain JSON');
  try {
    checkJson(payload);
  } catch (error) {
    throw error instanceof ParleyError ? new ParleyError('validation_failed', error.message) : error;
  }
}

/** Browsers always say where a page comes from; programs do not and pass. */
function allowOrigins(origins: readonly string[]) {
  return (
    request: { headers: { origin?: string | undefined; host?: string | undefined } },
    decide: (error: string | null, ok: boolean) => void,
  ) => {
    const { origin, host } = request.headers;
    const own = origin !== undefined && host !== undefined && URL.canParse(origin) && new URL(origin).host === host;
    decide(null, origin === undefined || own || origins.includes(origin));
  };
}
