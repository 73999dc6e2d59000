import { io, type Socket } from 'socket.io-client';
import type { Caller } from './call.ts';

export type Transport = 'websocket' | 'polling';

const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 800;

/**
 * Opens a connection with the published client that comes back by itself whatever ended it, the refusal of a handshake
 * included (a server whose database is down refuses). A refusal for lack of rights is a mishap: all tokens are good.
 */
export function openConnection(caller: Caller, device: string, transport: Transport): Socket {
  const socket = io(caller.url, {
    auth: { token: caller.token },
    query: { device },
    transports: transport === 'polling' ? ['polling', 'websocket'] : ['websocket'],
    forceNew: true,
    reconnectionDelay: RECONNECT_MIN_MS,
    reconnectionDelayMax: RECONNECT_MAX_MS,
    timeout: 5_000,
  });
  const again = (): void => {
    // Where the manager retries by itself the socket is active; a refusal and a farewell of the server end that.
    if (!socket.active) setTimeout(() => wanted.has(socket) && socket.connect(), RECONNECT_MAX_MS);
  };
  socket.on('connect_error', (error: Error & { data?: unknown }) => {
    if (/"(unauthorized|forbidden)"/.test(JSON.stringify(error.data ?? null))) {
      caller.note(`${device} was refused: ${JSON.stringify(error.data)}`);
    }
    again();
  });
  socket.on('disconnect', again);
  wanted.add(socket);
  return socket;
}

/** The sockets that are to come back. */
const wanted = new WeakSet<Socket>();

/** Closes a connection; it comes back only by `resumeConnection`. */
export function closeConnection(socket: Socket): void {
  wanted.delete(socket);
  socket.disconnect();
}

/** Opens a closed connection again. */
export function resumeConnection(socket: Socket): void {
  wanted.add(socket);
  socket.connect();
}
