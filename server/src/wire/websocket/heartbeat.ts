import type { WebSocketConnection } from './connection.ts';
import type { PeerSocket } from './peer.ts';

type Pulse = { readonly connection: Pick<WebSocketConnection, 'stalled' | 'close'>; silent: boolean };
type Pinged = Pick<PeerSocket, 'ping' | 'terminate' | 'on'>;

/** Nobody is looked at less often than this (ms). */
const LOOK_MS = 1_000;

/**
 * Pings every connection once in a period, and drops those that have not answered by the next; cuts those that take nothing of what
 * waits for them. The connections' turns are spread over the period, so that a server with many has no moment at which it pings all.
 */
export class Heartbeat {
  readonly #turns: readonly Map<Pinged, Pulse>[];
  readonly #timer: NodeJS.Timeout;
  #at = 0;
  #next = 0;

  constructor(periodMs: number) {
    const turns = Math.max(1, Math.round(periodMs / LOOK_MS));
    this.#turns = Array.from({ length: turns }, () => new Map());
    this.#timer = setInterval(() => this.#beat(), periodMs / turns).unref();
  }

  /** Begins to look after a connection. */
  add(socket: Pinged, connection: Pulse['connection']): void {
    const pulse = { connection, silent: false };
    this.#next = (this.#next + 1) % this.#turns.length;
    this.#turns[this.#next]?.set(socket, pulse);
    socket.on('pong', () => {
      pulse.silent = false;
    });
  }

  remove(socket: Pinged): void {
    for (const turn of this.#turns) if (turn.delete(socket)) return;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    for (const turn of this.#turns)
      for (const { connection } of turn.values()) if (connection.stalled) connection.close('slow');
    this.#at = (this.#at + 1) % this.#turns.length;
    for (const [socket, pulse] of this.#turns[this.#at] ?? []) {
      if (pulse.silent) socket.terminate();
      else {
        pulse.silent = true;
        socket.ping();
      }
    }
  }
}
