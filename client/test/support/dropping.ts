import type { OpenSocket } from '../../src/index.ts';

/** Connections from which some events are kept back, as if they had got lost. */
export function dropping(
  open: OpenSocket,
  isDropped: (name: string, payload: Record<string, unknown>) => boolean,
): OpenSocket {
  return (url, token, handlers) =>
    open(url, token, {
      ...handlers,
      onEvent(name, payload) {
        if (!isDropped(name, payload as Record<string, unknown>)) handlers.onEvent(name, payload);
      },
    });
}
