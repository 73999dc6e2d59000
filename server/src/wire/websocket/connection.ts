import type { Duplex } from 'node:stream';
import { makeId } from '../../core/ids.ts';
import type { CloseReason, Connection } from '../../core/realtime/connection.ts';
import type { FlushQueue } from '../socketio/flush.ts';
import type { PeerSocket } from './peer.ts';

/** A connection that has this much waiting to be written does not keep up and is cut (bytes). */
const MAX_WAITING = 1024 * 1024;

/** The codes that the server closes with (RFC 6455, section 7.4.1), and what it says with them. */
const CODES = {
  shutdown: [1001, 'The server is stopping'],
  suspended: [1008, 'No longer allowed'],
  expired: [1008, 'No longer allowed'],
  failed: [1011, 'Something went wrong'],
} as const satisfies Record<string, readonly [code: number, said: string]>;

/** Who does not answer our closing in this time is cut. */
const FAREWELL_MS = 2_000;

/**
 * A raw WebSocket as the hub sees it. Frames are finished texts, the same bytes for everybody; what is sent within one turn of the
 * event loop leaves in one write.
 */
export class WebSocketConnection implements Connection<Buffer> {
  readonly id = makeId('w');
  readonly userId: string;
  readonly #peer: PeerSocket;
  readonly #stream: Duplex;
  readonly #queue: FlushQueue;
  #holding = false;
  #ended = false;

  constructor(peer: PeerSocket, stream: Duplex, userId: string, queue: FlushQueue) {
    this.#peer = peer;
    this.#stream = stream;
    this.userId = userId;
    this.#queue = queue;
  }

  /** True when nothing is sent or listened to any more. */
  get ended(): boolean {
    return this.#ended;
  }

  send(frame: Buffer): void {
    if (this.#ended) return;
    if (!this.#holding) {
      if (this.#peer.bufferedAmount > MAX_WAITING) {
        this.close('slow');
        return;
      }
      this.#holding = true;
      this.#stream.cork();
      this.#queue.add(this);
    }
    this.#peer.send(frame, { binary: false });
  }

  /** Writes what was sent since the last flush. */
  flush(): void {
    this.#holding = false;
    this.#stream.uncork();
  }

  close(reason: CloseReason | 'failed'): void {
    if (this.#ended) return;
    this.#ended = true;
    // No closing handshake with somebody who does not read.
    if (reason === 'slow') this.#peer.terminate();
    else {
      const [code, said] = CODES[reason];
      this.#peer.end(code, said);
      setTimeout(() => this.#peer.terminate(), FAREWELL_MS).unref();
    }
  }
}
