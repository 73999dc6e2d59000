import type { Parley } from '@parley/client';
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSession } from '../session/session.ts';

/** One cache for each session, and one for nobody: what somebody has seen is never shown to the next. */
const caches = new WeakMap<object, QueryClient>();
const nobody = {};

// With a timer, as it is by default, what was just stored would show for a moment as it was before.
notifyManager.setScheduler(queueMicrotask);

/** Gives the queries below it the cache of whoever is signed in. What was missed while offline is asked anew by itself. */
export function Queries({ children }: { readonly children: ReactNode }) {
  const parley = useSession()?.parley ?? null;
  return <QueryClientProvider client={cacheOf(parley)}>{children}</QueryClientProvider>;
}

function cacheOf(parley: Parley | null): QueryClient {
  const owner = parley ?? nobody;
  const known = caches.get(owner);
  if (known) return known;
  const made = new QueryClient({
    // The client of the API tries reads again by itself, and knows better than the browser whether there is a way.
    defaultOptions: {
      queries: { retry: false, networkMode: 'always', staleTime: 20_000 },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  caches.set(owner, made);
  const refresh = () => void made.invalidateQueries();
  parley?.on('recovered', refresh);
  parley?.on('reset', refresh);
  return made;
}
