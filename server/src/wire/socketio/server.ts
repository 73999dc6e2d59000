import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { invalid, ParleyError } from '../../core/errors.ts';
import type { ConnectionTrace } from '../../core/tracing.ts';
import { identify, type Session } from '../../core/users/identify.ts';
import type { ContractContext } from '../context.ts';
import { catalogued } from '../errors.ts';
import { checkJson } from '../json.ts';
import { nameSessions } from '../nodes/session-ids.ts';
import { isOriginAllowed, originOf } from '../origin.ts';
import { traceConnection } from '../traces.ts';
import { SocketConnection } from './connection.ts';
import { FlushQueue } from './flush.ts';
import { ackFrame } from './frames.ts';
import { shortenInbound } from './inbound.ts';
import { AckId, BINARY_PAYLOAD, directEvents, jsonParser, prefixOf } from './parser.ts';

/** A socket that says nothing for this long after it opened is closed. */
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_FRAME_BYTES = 1024 * 1024;
/** Of an event's name so much is told again when it is refused; none that is known is longer. */
const LONGEST_NAME = 100;

/** A connection whose token was good. */
export type Peer = {
  readonly socket: Socket;
  readonly session: Session;
  readonly connection: SocketConnection;
  /** Where its client reached the server; null where it did not say. */
  readonly origin: string | null;
  /** Null where no traces are wanted. */
  readonly trace: ConnectionTrace | null;
};

/** One event of a client. */
export type Incoming = {
  /** Its name, cut to 100 characters. */
  readonly event: string;
  /** The first argument: see `checkPayload`. */
  readonly payload: unknown;
  /** Answers with the ack that was asked for, as JSON text, possibly in parts; null where none was. */
  readonly ack: ((...json: string[]) => void) | null;
};

/** What a contract does with a connection. */
export type PeerHandler = {
  /** Must not throw. */
  receive(incoming: Incoming): void;
  closed(): void;
};

export type SocketDialect = {
  /** What a refused client meets as `connect_error`. */
  refuse(error: ParleyError): Error;
  open(peer: Peer): PeerHandler;
  /** Has a last look at a connection whose token was good, before it is let in. Throws what refuses it. */
  admit?(session: Session, socket: Socket): Promise<void>;
  /** What a client without a token, or with an empty one, is told; without it an empty one is a bad one. */
  readonly tokenMissing?: string;
  /** The only namespace that there is; `/` where none is named. */
  readonly namespace?: string;
};

/**
 * Serves Socket.IO on `http` at `path`, in one namespace, to whoever has a good token, and hands each connection's events to
 * the contract. @returns the function that ends it.
 */
export function serveSocketIo(
  http: HttpServer,
  path: string,
  context: ContractContext,
  dialect: SocketDialect,
): () => void {
  const { core } = context;
  const { namespace = '/' } = dialect;
  const prefix = prefixOf(namespace);
  const io = new Server(http, {
    path,
    serveClient: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxHttpBufferSize: MAX_FRAME_BYTES,
    pingTimeout: context.socket.pingTimeoutMs,
    pingInterval: context.socket.pingIntervalMs,
    perMessageDeflate: false,
    // What no contract serves never becomes an upgrade; what another one serves is not ours to end.
    destroyUpgrade: false,
    parser: jsonParser(namespace),
    cors: { origin: context.origins === '*' ? '*' : [...context.origins] },
    ...(context.origins === '*'
      ? {}
      : { allowRequest: (request, decide) => decide(null, isOriginAllowed(context.origins, request.headers)) }),
  });
  if (context.node !== null) nameSessions(io.engine, context.node);
  const sessions = new WeakMap<Socket, Session>();
  const origins = new WeakMap<object, string>();
  const traces = new WeakMap<object, ConnectionTrace>();
  const queue = new FlushQueue();

  io.engine.on('connection', (raw: { request: IncomingMessage | null }) => {
    const origin = raw.request && originOf(raw.request, context.trustedProxy);
    if (origin) origins.set(raw, origin);
    const trace = raw.request && traceConnection(context.tracing, raw.request);
    if (trace) traces.set(raw, trace);
    // The handshake's request is needed no more and would be kept for as long as the connection lives.
    raw.request = null;
  });

  const place = io.of(namespace);
  // The default namespace is always there.
  if (namespace !== '/') io.use((_socket, next) => next(new Error('Invalid namespace')));
  place.use((socket, next) => {
    const { token } = socket.handshake.auth;
    const attempt =
      typeof token === 'string' && (dialect.tokenMissing === undefined || token.trim() !== '')
        ? identify({ tokens: core.tokens, people: core.people, users: core.users, bus: core.bus }, token)
        : null;
    (attempt ?? Promise.reject(new ParleyError('unauthorized', dialect.tokenMissing ?? 'auth.token is required')))
      .then(async (session) => {
        await dialect.admit?.(session, socket);
        sessions.set(socket, session);
      })
      .then(
        () => next(),
        (error: unknown) => next(dialect.refuse(catalogued(error, context.isOutage))),
      );
  });

  place.on('connection', (socket) => {
    const session = sessions.get(socket);
    if (!session) {
      socket.disconnect(true);
      return;
    }
    const connection = new SocketConnection(socket, session.userId, queue);
    const origin = origins.get(socket.conn) ?? null;
    const trace = traces.get(socket.conn) ?? null;
    const handler = dialect.open({ socket, session, connection, origin, trace });
    shortenInbound(socket.conn);
    directEvents(socket.client, (event, args) => handler.receive(incomingOf(connection, prefix, event, args)));
    socket.on('disconnect', () => {
      directEvents(socket.client, null);
      handler.closed();
    });
  });

  return () => io.engine.close();
}

function incomingOf(connection: SocketConnection, prefix: string, event: string, args: unknown[]): Incoming {
  const ackId = args.at(-1) instanceof AckId ? args.pop() : null;
  return {
    event: event.length > LONGEST_NAME ? event.slice(0, LONGEST_NAME) : event,
    payload: args[0],
    ack: ackId instanceof AckId ? (...json) => connection.send(ackFrame(prefix, ackId.id, ...json)) : null,
  };
}

/** On sockets a shape that is not plain JSON is a wrong shape like any other. @throws `validation_failed`. */
export function checkPayload(payload: unknown): void {
  if (payload === BINARY_PAYLOAD) throw invalid('payload', 'must be plain JSON');
  try {
    checkJson(payload);
  } catch (error) {
    throw error instanceof ParleyError ? new ParleyError('validation_failed', error.message) : error;
  }
}
