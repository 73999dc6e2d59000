import type { HelpdeskSession } from './session.ts';

const TICK_MS = 500;

/** Ends connections whose token ran out. One timer for all, because there may be very many. */
export class Expiry {
  readonly #now: () => number;
  readonly #onExpired: (session: HelpdeskSession) => void;
  readonly #due = new Map<number, Set<HelpdeskSession>>();
  readonly #timer: NodeJS.Timeout;
  #reached: number;

  constructor(now: () => number, onExpired: (session: HelpdeskSession) => void) {
    this.#now = now;
    this.#onExpired = onExpired;
    this.#reached = this.#slot(now());
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  watch(session: HelpdeskSession): void {
    if (session.expiresAt === null) return;
    const slot = Math.max(this.#slot(session.expiresAt), this.#reached + 1);
    const sessions = this.#due.get(slot);
    if (sessions) sessions.add(session);
    else this.#due.set(slot, new Set([session]));
  }

  forget(session: HelpdeskSession): void {
    if (session.expiresAt === null) return;
    const slot = this.#slot(session.expiresAt);
    const sessions = this.#due.get(slot);
    if (sessions?.delete(session) && sessions.size === 0) this.#due.delete(slot);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #slot(time: number): number {
    return Math.ceil(time / TICK_MS);
  }

  #tick(): void {
    const present = Math.floor(this.#now() / TICK_MS);
    for (; this.#reached < present; this.#reached += 1) {
      const sessions = this.#due.get(this.#reached + 1);
      if (!sessions) continue;
      this.#due.delete(this.#reached + 1);
      for (const session of sessions) this.#onExpired(session);
    }
  }
}
