import { useMemo } from 'react';
import type { TicketState } from '../tickets.ts';
import { useParley } from './context.ts';
import { useReadable } from './readable.ts';

/** One ticket with its comments, live. */
export function useTicket(id: string): TicketState & { readonly reload: () => Promise<void> } {
  const { tickets } = useParley();
  const state = useReadable(useMemo(() => tickets.one(id), [tickets, id]));
  return useMemo(() => ({ ...state, reload: () => tickets.reload(id) }), [state, tickets, id]);
}
