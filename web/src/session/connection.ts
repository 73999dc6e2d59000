import type { ConnectionState, Parley } from '@parley/client';
import { useCallback } from 'react';
import { useOfSession } from './readable.ts';
import { useSession } from './session.ts';

const idle: ConnectionState = { status: 'idle' };
const stateOf = ({ state }: Parley) => state;

/** Where the connection stands, and how to try again at once. */
export function useConnection(): { readonly state: ConnectionState; readonly retry: () => void } {
  const parley = useSession()?.parley ?? null;
  const state = useOfSession(stateOf, idle);
  const retry = useCallback(() => parley?.connect(), [parley]);
  return { state, retry };
}
