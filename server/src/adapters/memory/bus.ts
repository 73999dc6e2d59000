import type { CoreEvent } from '../../core/events.ts';
import type { Bus } from '../../core/realtime/bus.ts';

/** The bus of one process: every listener has heard an event when `publish` returns. */
export function createMemoryBus(): Bus {
  const listeners = new Set<(event: CoreEvent) => void>();
  return {
    publish(event) {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
