import type { Socket } from 'socket.io';
import { ParleyError } from '../../../core/errors.ts';

/** How many connections each person has, those that are about to open included. */
export class Admission {
  readonly #most: number;
  readonly #openOf: (userId: string) => number;
  readonly #entering = new Map<string, Set<Socket>>();

  /** `openOf` knows how many of somebody's are open. */
  constructor(most: number, openOf: (userId: string) => number) {
    this.#most = most;
    this.#openOf = openOf;
  }

  /** Lets a connection in that will open at once, or not at all. @throws `rate_limited`. */
  admit(userId: string, socket: Socket): void {
    const entering = this.#entering.get(userId) ?? new Set<Socket>();
    if (this.#openOf(userId) + entering.size >= this.#most)
      throw new ParleyError('rate_limited', 'Too many connections');
    this.#entering.set(userId, entering.add(socket));
    // One that ended on its way in never opens.
    setImmediate(() => this.entered(userId, socket));
  }

  /** It counts as open from now on. */
  entered(userId: string, socket: Socket): void {
    const entering = this.#entering.get(userId);
    if (entering?.delete(socket) && entering.size === 0) this.#entering.delete(userId);
  }
}
