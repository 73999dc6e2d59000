import type { Duplex } from 'node:stream';
import { makeId } from '../../core/ids.ts';
import type { CloseReason, Connection } from '../../core/realtime/connection.ts';
import type { FlushQueue } from '../socketio/flush.ts';
import type { PeerSocket } from './peer.ts';

/** A connection that has this much waiting to be written does not keep up and is cut (bytes). */
const MAX_WAITING = 1024 * 1024;
/** The same in frames, which may be small. */
const MAX_WAITING_FRAMES = 1_000;
/** A connection that takes nothing of what waits for it for so long is cut. */
export const STALL_MS = 9_000;

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
  readonly #now: () => number;
  #holding = false;
  #ended = false;
  #cut = false;
  /** Frames that were sent and not yet taken. */
  #waiting = 0;
  /** When it last took something, or had nothing to take. */
  #movedAt = 0;
  readonly #taken = () => {
    this.#waiting -= 1;
    this.#movedAt = this.#now();
  };

  constructor(peer: PeerSocket, stream: Duplex, userId: string, queue: FlushQueue, now = Date.now) {
    this.#peer = peer;
    this.#stream = stream;
    this.userId = userId;
    this.#queue = queue;
    this.#now = now;
  }

  /** True when nothing is sent or listened to any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** True when it was ended because whoever it is may not go on, or something failed: what they still asked for is not done. */
  get cut(): boolean {
    return this.#cut;
  }

  /** True when it has taken nothing for too long although something waits. */
  get stalled(): boolean {
    return this.#waiting > 0 && !this.#ended && this.#now() - this.#movedAt >= STALL_MS;
  }

  send(frame: Buffer): void {
    if (this.#ended) return;
    if (!this.#holding) {
      if (this.#peer.bufferedAmount > MAX_WAITING || this.#waiting > MAX_WAITING_FRAMES) {
        this.close('slow');
        return;
      }
      this.#holding = true;
      this.#stream.cork();
      this.#queue.add(this);
    }
    if (this.#waiting === 0) this.#movedAt = this.#now();
    this.#waiting += 1;
    this.#peer.send(frame, { binary: false }, this.#taken);
  }

  /** Writes what was sent since the last flush. */
  flush(): void {
    this.#holding = false;
    this.#stream.uncork();
  }

  close(reason: CloseReason | 'failed'): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cut = reason === 'suspended' || reason === 'failed';
    // No closing handshake with somebody who does not read.
    if (reason === 'slow') this.#peer.terminate();
    else {
      const [code, said] = CODES[reason];
      this.#peer.end(code, said);
      setTimeout(() => this.#peer.terminate(), FAREWELL_MS).unref();
    }
  }
}
