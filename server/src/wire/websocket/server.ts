import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocketServer } from 'ws';
import { invalid, ParleyError } from '../../core/errors.ts';
import type { ConnectionTrace } from '../../core/tracing.ts';
import { identify, type Session } from '../../core/users/identify.ts';
import type { ContractContext } from '../context.ts';
import { catalogued } from '../errors.ts';
import { isOriginAllowed } from '../origin.ts';
import { FlushQueue } from '../socketio/flush.ts';
import { takeRequest } from '../throttle.ts';
import { traceConnection } from '../traces.ts';
import { WebSocketConnection } from './connection.ts';
import { Heartbeat } from './heartbeat.ts';
import { PeerSocket } from './peer.ts';
import { type HttpRefusal, refuseUpgrade } from './refusal.ts';

const HEARTBEAT_MS = 30_000;
/** Who has too many connections may try again after so many seconds. */
const CROWDED_RETRY_S = 30;

/** The code of a connection that ended without one (RFC 6455, section 7.4.1). */
const LOST = 1006;

/** A connection that was let in to what its address is about, as what it was let in (`A`). */
export type WebSocketPeer<A = unknown> = {
  readonly session: Session;
  readonly connection: WebSocketConnection;
  readonly about: string;
  readonly admitted: A;
  /** Null where no traces are wanted. */
  readonly trace: ConnectionTrace | null;
};

/** What a contract does with a connection. */
export type WebSocketHandler = {
  /** One frame as text; null for bytes that are none. Must not throw. */
  receive(text: string | null): void;
  /** Called once, when it ended; `lost`: without a word of its client. */
  closed(lost: boolean): void;
};

export type WebSocketOptions<A> = {
  /** What an address is about, by its path below the contract's root; null for one that is not a socket's. */
  readonly about: (path: string) => string | null;
  /** Whether somebody may connect to it, before the protocol changes. Rejects with errors of the catalogue. */
  readonly admit: (session: Session, about: string) => Promise<A>;
  readonly refusal: (error: ParleyError) => HttpRefusal;
  /** Takes it up; what throws closes it. */
  readonly open: (peer: WebSocketPeer<A>) => WebSocketHandler;
  /** How many connections one person may have. */
  readonly maxPerUser: number;
  /** Of one frame (bytes). */
  readonly maxFrame: number;
  /** Between two pings; who has not answered one by the next is dropped. */
  readonly heartbeatMs?: number;
};

/** The raw WebSockets of a contract, however many servers they are served on. */
export type WebSocketSurface = {
  /** Whether a request to change the protocol is for a socket below `prefix`. */
  opens(request: IncomingMessage, prefix: string): boolean;
  serve(http: HttpServer, prefix: string): void;
  /** Lets nobody in any more, and pings no longer. */
  close(): void;
};

/** Makes the raw WebSocket side of a contract: who has a good token, and may, is let in; all others get an HTTP error. */
export function createWebSocketSurface<A>(context: ContractContext, options: WebSocketOptions<A>): WebSocketSurface {
  const { core } = context;
  const actors = { tokens: core.tokens, people: core.people, users: core.users, bus: core.bus };
  const queue = new FlushQueue();
  const heartbeat = new Heartbeat(options.heartbeatMs ?? HEARTBEAT_MS);
  const perUser = new Map<string, number>();
  let stopping = false;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.maxFrame,
    WebSocket: PeerSocket,
  });
  server.on('wsClientError', (error, stream) => refuse(stream, invalid('handshake', `is wrong: ${error.message}`)));

  function refuse(stream: Duplex, error: unknown): void {
    const known = catalogued(error, context.isOutage);
    if (known.code === 'internal_error') core.onFault(error);
    refuseUpgrade(stream, options.refusal(known), known);
  }

  async function sessionOf({ url = '', headers }: IncomingMessage): Promise<Session> {
    const token = new URLSearchParams(url.split('?')[1]).get('token');
    if (token === null || token === '') throw new ParleyError('unauthorized', 'The query parameter token is required');
    const session = await identify(actors, token);
    await takeRequest(core, session.userId);
    if (!isOriginAllowed(context.origins, headers))
      throw new ParleyError('forbidden', 'Pages of this origin may not connect');
    return session;
  }

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, about: string): Promise<void> {
    // Until it is a WebSocket nobody else would listen to its errors.
    stream.on('error', () => stream.destroy());
    try {
      const session = await sessionOf(request);
      const admitted = await options.admit(session, about);
      if (stopping) throw new ParleyError('unavailable', 'The server is stopping', { retryAfter: 1 });
      if ((perUser.get(session.userId) ?? 0) >= options.maxPerUser)
        throw new ParleyError('rate_limited', 'Too many connections', { retryAfter: CROWDED_RETRY_S });
      const trace = traceConnection(context.tracing, request);
      if (!stream.destroyed)
        server.handleUpgrade(request, stream, head, (socket) =>
          begin(socket, stream, { session, about, admitted, trace }),
        );
    } catch (error) {
      refuse(stream, error);
    }
  }

  function begin(socket: PeerSocket, stream: Duplex, peer: Omit<WebSocketPeer<A>, 'connection'>): void {
    const { userId } = peer.session;
    const connection = new WebSocketConnection(socket, stream, userId, queue);
    let handler: WebSocketHandler;
    // What is wrong with a frame is told by the code that the library closes with.
    socket.on('error', () => {});
    try {
      handler = options.open({ ...peer, connection });
    } catch (error) {
      // It is a WebSocket already: no status can be told any more.
      core.onFault(error);
      connection.close('failed');
      return;
    }
    perUser.set(userId, (perUser.get(userId) ?? 0) + 1);
    heartbeat.add(socket, connection);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!connection.ended) handler.receive(textOf(data, isBinary));
    });
    socket.on('close', (code) => {
      heartbeat.remove(socket);
      const left = (perUser.get(userId) ?? 1) - 1;
      if (left === 0) perUser.delete(userId);
      else perUser.set(userId, left);
      handler.closed(code === LOST);
    });
  }

  return {
    opens: ({ url, headers }, prefix) =>
      headers.upgrade?.toLowerCase() === 'websocket' && aboutOf(options, url, prefix) !== null,
    serve(http, prefix) {
      http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
        const about = aboutOf(options, request.url, prefix);
        if (about !== null) void upgrade(request, stream, head, about);
      });
    },
    close() {
      stopping = true;
      heartbeat.close();
    },
  };
}

function aboutOf(
  { about }: Pick<WebSocketOptions<unknown>, 'about'>,
  url: string | undefined,
  prefix: string,
): string | null {
  const [path = ''] = (url ?? '').split('?');
  return path.startsWith(prefix) ? about(path.slice(prefix.length)) : null;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text frames were checked by the library. */
function textOf(data: RawData, isBinary: boolean): string | null {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : data;
  try {
    return isBinary || !Buffer.isBuffer(bytes) ? decoder.decode(bytes) : bytes.toString('utf8');
  } catch {
    return null;
  }
}
