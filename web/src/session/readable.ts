import type { Parley, Readable } from '@parley/client';
import { useMemo, useSyncExternalStore } from 'react';
import { useSession } from './session.ts';

/** Something of the client's, live; `none` while nobody is signed in. For what stands around pages that need no session. */
export function useOfSession<T>(choose: (parley: Parley) => Readable<T>, none: T): T {
  const parley = useSession()?.parley ?? null;
  const store = useMemo(() => (parley === null ? null : choose(parley)), [parley, choose]);
  return useSyncExternalStore(store?.subscribe ?? nothing, () => store?.get() ?? none);
}

function nothing(): () => void {
  return () => {};
}
