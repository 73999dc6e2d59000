import type { Socket } from 'socket.io-client';
import { isRecord, ParleyError } from './errors.ts';

/** What a connection tells its owner. Nothing comes after `onClosed`. */
export type SocketHandlers = {
  readonly onOpen: () => void;
  /** The connection is gone, or was never there; `error` where the server refused it. */
  readonly onClosed: (error: ParleyError | null) => void;
  readonly onEvent: (name: string, payload: unknown) => void;
};

/** One connection, without any wish to come back by itself. */
export type SocketPort = {
  /** Says something; the answer comes to `onAck`, or never. */
  emit(name: string, payload: object, onAck: (answer: unknown) => void): void;
  close(): void;
};

/** Opens a connection to the server at `baseUrl` as the token's owner. */
export type OpenSocket = (baseUrl: string, token: string, handlers: SocketHandlers) => SocketPort;

const HANDSHAKE_MS = 15_000;

/** Connections over Socket.IO: WebSocket, or long polling where a proxy lets no WebSocket through. Its library is loaded with the first. */
export const openSocketIo: OpenSocket = (baseUrl, token, handlers) => {
  let socket: Socket | null = null;
  let isOver = false;
  const close = () => {
    isOver = true;
    socket?.offAny();
    socket?.disconnect();
  };
  const end = (error: ParleyError | null) => {
    if (isOver) return;
    close();
    handlers.onClosed(error);
  };

  async function open(): Promise<void> {
    const { io } = await import('socket.io-client');
    if (isOver) return;
    const { origin, pathname } = new URL(baseUrl, globalThis.location?.href);
    socket = io(origin, {
      path: `${pathname.replace(/\/$/, '')}/socket.io`,
      auth: { token },
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
      timeout: HANDSHAKE_MS,
    });
    socket.on('connect', handlers.onOpen);
    socket.on('disconnect', () => end(null));
    socket.on('connect_error', (error: Error & { readonly data?: unknown }) => end(refusalOf(error.data)));
    socket.onAny((name: string, payload: unknown) => {
      if (!isOver) handlers.onEvent(name, payload);
    });
  }

  // Where the library cannot be fetched there is no way to the server either.
  open().catch(() => end(null));
  return {
    emit(name, payload, onAck) {
      socket?.emit(name, payload, onAck);
    },
    close,
  };
};

function refusalOf(data: unknown): ParleyError | null {
  if (!isRecord(data) || typeof data.code !== 'string') return null;
  const status = typeof data.status === 'number' ? data.status : 403;
  return new ParleyError({ status, code: data.code, detail: 'The server refused the connection' });
}
