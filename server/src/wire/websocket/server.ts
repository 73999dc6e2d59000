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
import { PeerSocket } from './peer.ts';
import { type HttpRefusal, refuseUpgrade } from './refusal.ts';

const HEARTBEAT_MS = 30_000;

/** A connection that was let in to what its address is about. */
export type WebSocketPeer = {
  readonly session: Session;
  readonly connection: WebSocketConnection;
  readonly about: string;
  /** Null where no traces are wanted. */
  readonly trace: ConnectionTrace | null;
};

/** What a contract does with a connection. */
export type WebSocketHandler = {
  /** One frame as text; null for bytes that are none. Must not throw. */
  receive(text: string | null): void;
  /** Called once, when it ended. */
  closed(): void;
};

export type WebSocketOptions = {
  /** What an address is about, by its path below the contract's root; null for one that is not a socket's. */
  readonly about: (path: string) => string | null;
  /** Whether somebody may connect to it, before the protocol changes. Rejects with errors of the catalogue. */
  readonly admit: (session: Session, about: string) => Promise<void>;
  readonly refusal: (error: ParleyError) => HttpRefusal;
  readonly open: (peer: WebSocketPeer) => WebSocketHandler;
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
export function createWebSocketSurface(context: ContractContext, options: WebSocketOptions): WebSocketSurface {
  const { core } = context;
  const actors = { tokens: core.tokens, people: core.people, users: core.users, bus: core.bus };
  const queue = new FlushQueue();
  const unanswered = new Map<PeerSocket, boolean>();
  let stopping = false;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.maxFrame,
    WebSocket: PeerSocket,
  });
  server.on('wsClientError', (error, stream) => refuse(stream, invalid('handshake', `is wrong: ${error.message}`)));

  const heartbeat = setInterval(() => {
    for (const [socket, silent] of unanswered) {
      if (silent) socket.terminate();
      else {
        unanswered.set(socket, true);
        socket.ping();
      }
    }
  }, options.heartbeatMs ?? HEARTBEAT_MS).unref();

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
      await options.admit(session, about);
      if (stopping) throw new ParleyError('unavailable', 'The server is stopping', { retryAfter: 1 });
      const trace = traceConnection(context.tracing, request);
      if (!stream.destroyed)
        server.handleUpgrade(request, stream, head, (socket) => begin(socket, stream, { session, about, trace }));
    } catch (error) {
      refuse(stream, error);
    }
  }

  function begin(socket: PeerSocket, stream: Duplex, peer: Omit<WebSocketPeer, 'connection'>): void {
    const connection = new WebSocketConnection(socket, stream, peer.session.userId, queue);
    const handler = options.open({ ...peer, connection });
    unanswered.set(socket, false);
    socket.on('pong', () => unanswered.set(socket, false));
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!connection.ended) handler.receive(textOf(data, isBinary));
    });
    // What is wrong with a frame is told by the code that the library closes with.
    socket.on('error', () => {});
    socket.on('close', () => {
      unanswered.delete(socket);
      handler.closed();
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
      clearInterval(heartbeat);
    },
  };
}

function aboutOf({ about }: WebSocketOptions, url: string | undefined, prefix: string): string | null {
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
