import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Presence } from '../ui/avatar.tsx';
import type { Session } from './session.ts';

/** One's own presence as one chose it, and how to choose another. A choice that cannot be told now is not made. */
export function useOwnPresence({ parley, me }: Session): readonly [Presence, (presence: Presence) => void] {
  const store = useMemo(() => parley.presence.of(me.id), [parley, me.id]);
  const status = useSyncExternalStore(store.subscribe, store.get)?.status ?? 'online';
  const choose = useCallback(
    (next: Presence) => {
      parley.presence.set({ status: next }).catch(() => {});
    },
    [parley],
  );
  return [status, choose];
}
