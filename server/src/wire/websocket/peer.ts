import { WebSocket } from 'ws';

/** What the library closes with by itself: a frame against the protocol, text that is no UTF-8, a frame that is too large. */
const FAULTS: ReadonlySet<number | undefined> = new Set([1002, 1007, 1009]);

/** A WebSocket whose answer to a close is always 1000, whatever code its client makes up. */
export class PeerSocket extends WebSocket {
  /** Called by the library alone: to answer a close, and for a fault. */
  override close(code?: number): void {
    super.close(code !== undefined && FAULTS.has(code) ? code : 1000);
  }

  /** Closes it from this side. */
  end(code: number, reason: string): void {
    super.close(code, reason);
  }
}
