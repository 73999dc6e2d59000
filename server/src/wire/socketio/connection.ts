import type { Socket } from 'socket.io';
import type { CloseReason, Connection } from '../../core/realtime/connection.ts';
import type { FlushQueue } from './flush.ts';
import { type Frame, joined } from './frames.ts';

/** A connection that has this much waiting to be written does not keep up and is cut (bytes). */
const MAX_WAITING = 1024 * 1024;
const MAX_WAITING_PACKETS = 1_000;

/** What is used of the `ws` library's socket; Socket.IO's own adapter writes its prepared frames the same way. */
type RawSocket = {
  readonly _sender: { sendFrame(list: readonly Buffer[], done?: () => void): void };
  readonly bufferedAmount: number;
  terminate(): void;
};

function hasSender(value: unknown): value is RawSocket {
  if (typeof value !== 'object' || value === null || !('_sender' in value)) return false;
  const sender = value._sender;
  return (
    typeof sender === 'object' && sender !== null && 'sendFrame' in sender && typeof sender.sendFrame === 'function'
  );
}

/** The WebSocket beneath, or null while the connection polls. */
function rawSocketOf(socket: Socket): RawSocket | null {
  const { transport } = socket.conn;
  if (transport.name !== 'websocket' || !('socket' in transport)) return null;
  return hasSender(transport.socket) ? transport.socket : null;
}

/** Packets that Engine.IO holds back until its transport can take them, such as the next poll. */
function waitingIn(conn: object): readonly { readonly data?: unknown }[] {
  return 'writeBuffer' in conn && Array.isArray(conn.writeBuffer) ? conn.writeBuffer : [];
}

function isTooMuch(packets: readonly { readonly data?: unknown }[]): boolean {
  if (packets.length > MAX_WAITING_PACKETS) return true;
  let units = 0;
  for (const { data } of packets) units += typeof data === 'string' ? data.length : 0;
  return units > MAX_WAITING;
}

/**
 * A Socket.IO socket as the hub sees it. What is sent within one turn of the event loop leaves in one write: that and the
 * frames that are shared between connections are most of what delivering costs.
 */
export class SocketConnection implements Connection<Frame> {
  readonly id: string;
  readonly userId: string;
  readonly #socket: Socket;
  readonly #queue: FlushQueue;
  /** The WebSocket, once there is one: a connection never goes back to polling. */
  #raw: RawSocket | null = null;
  /** What waits for the flush. Null while nothing does: V8 would put a kept empty list, and all that it holds, among its old objects. */
  #frames: Frame[] | null = null;
  #cut = false;

  constructor(socket: Socket, userId: string, queue: FlushQueue) {
    this.#socket = socket;
    this.#queue = queue;
    this.id = socket.id;
    this.userId = userId;
  }

  /** True when it was ended because whoever it is may not go on: what they still asked for is not done. */
  get cut(): boolean {
    return this.#cut;
  }

  send(frame: Frame): void {
    frame.receivers += 1;
    if (this.#frames) this.#frames.push(frame);
    else {
      this.#frames = [frame];
      this.#queue.add(this);
    }
  }

  /** Writes what was sent since the last flush. */
  flush(): void {
    const frames = this.#frames;
    this.#frames = null;
    const { conn } = this.#socket;
    if (frames === null || conn.readyState !== 'open') return;
    const waiting = waitingIn(conn);
    this.#raw ??= rawSocketOf(this.#socket);
    const raw = waiting.length === 0 ? this.#raw : null;
    if (raw ? raw.bufferedAmount > MAX_WAITING : isTooMuch(waiting)) {
      this.close('slow');
      return;
    }
    if (raw) raw._sender.sendFrame([joined(frames)]);
    else {
      for (const frame of frames) conn.write(frame.text);
    }
  }

  close(reason: CloseReason): void {
    if (reason === 'suspended' || reason === 'expired') {
      this.#cut = reason === 'suspended';
      this.flush();
      this.#socket.disconnect(true);
    } else if (reason === 'slow') {
      // No closing handshake with somebody who does not read. A lost transport makes clients come back by themselves.
      const raw = rawSocketOf(this.#socket);
      if (raw) raw.terminate();
      else this.#socket.conn.close(true);
    } else {
      this.flush();
      this.#socket.conn.close();
    }
  }
}
