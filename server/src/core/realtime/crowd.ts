import type { EventOf } from '../events.ts';

const WINDOW_MS = 1_000;

type Pending = { merged: EventOf<'mark.read'> | null };

/** Both as one that covers what either does, and names what either named. */
function merged(earlier: EventOf<'mark.read'>, later: EventOf<'mark.read'>): EventOf<'mark.read'> {
  const named = [...(earlier.named ?? []), ...(later.named ?? [])];
  return { ...later, fromSeq: earlier.fromSeq, ...(named.length > 0 && { named }), connectionId: null };
}

/**
 * In a crowd a reader's receipts go out at most once a second: the first at once, what follows within the second merged
 * into one that covers it all.
 */
export class CrowdReceipts {
  readonly #emit: (event: EventOf<'mark.read'>) => void;
  readonly #pending = new Map<string, Pending>();

  constructor(emit: (event: EventOf<'mark.read'>) => void) {
    this.#emit = emit;
  }

  accept(event: EventOf<'mark.read'>): void {
    const key = `${event.conversationId}\n${event.userId}`;
    const pending = this.#pending.get(key);
    if (pending) {
      pending.merged = pending.merged ? merged(pending.merged, event) : { ...event, connectionId: null };
      return;
    }
    this.#pending.set(key, { merged: null });
    this.#emit(event);
    this.#arm(key);
  }

  #arm(key: string): void {
    setTimeout(() => {
      const merged = this.#pending.get(key)?.merged;
      if (!merged) {
        this.#pending.delete(key);
        return;
      }
      this.#pending.set(key, { merged: null });
      this.#emit(merged);
      this.#arm(key);
    }, WINDOW_MS).unref();
  }
}
