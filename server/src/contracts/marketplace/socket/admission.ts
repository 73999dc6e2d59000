import type { Socket } from 'socket.io';
import { ParleyError } from '../../../core/errors.ts';
import type { ConnectionTally } from '../../../core/realtime/tally.ts';

/** Under which connections are counted over all nodes. */
const TALLY = 'marketplace';

/** How many connections each person has, those that are about to open included. */
export class Admission {
  readonly #most: number;
  readonly #tally: ConnectionTally;
  readonly #openOf: (userId: string) => number;
  readonly #entering = new Map<string, Set<Socket>>();

  /** `openOf` knows how many of somebody's are open here. */
  constructor(most: number, tally: ConnectionTally, openOf: (userId: string) => number) {
    this.#most = most;
    this.#tally = tally;
    this.#openOf = openOf;
  }

  /** Lets a connection in that will open at once, or not at all. @throws `rate_limited`. */
  async admit(userId: string, socket: Socket): Promise<void> {
    const entering = this.#entering.get(userId) ?? new Set<Socket>();
    this.#entering.set(userId, entering.add(socket));
    const here = this.#countOf(userId);
    const isFull = here > this.#most || here + (await this.#tally.claim(TALLY, userId, here)) > this.#most;
    if (isFull) {
      this.#leave(userId, socket);
      throw new ParleyError('rate_limited', 'Too many connections');
    }
    // One that ended on its way in never opens.
    setImmediate(() => this.#leave(userId, socket));
  }

  /** It counts as open from now on. */
  entered(userId: string, socket: Socket): void {
    this.#remove(userId, socket);
    this.changed(userId);
  }

  /** Tells other nodes how many there are. */
  changed(userId: string): void {
    this.#tally.set(TALLY, userId, this.#countOf(userId));
  }

  #leave(userId: string, socket: Socket): void {
    if (this.#remove(userId, socket)) this.changed(userId);
  }

  #remove(userId: string, socket: Socket): boolean {
    const entering = this.#entering.get(userId);
    if (!entering?.delete(socket)) return false;
    if (entering.size === 0) this.#entering.delete(userId);
    return true;
  }

  #countOf(userId: string): number {
    return this.#openOf(userId) + (this.#entering.get(userId)?.size ?? 0);
  }
}
