import type { CoreEvent } from '../events.ts';

/**
 * Carries core events to every node, this one too. May lose an event (a client then notices a gap and reads from the
 * store), never invents one. In one process `publish` delivers before it returns.
 */
export type Bus = {
  publish(event: CoreEvent): void;
  /** `listener` must not throw. Returns the function that ends the subscription. */
  subscribe(listener: (event: CoreEvent) => void): () => void;
};
