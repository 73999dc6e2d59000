import type { Parley } from '@parley/client';

/** The server's account of a ticket's time. */
export type SlaLedger = Awaited<ReturnType<typeof fetchLedger>>;
export type SlaInterval = SlaLedger['intervals'][number];

/** Asks for the account of a ticket's time, up to now. @throws ParleyError */
export function fetchLedger(parley: Parley, id: string) {
  return parley.request('get', '/api/tickets/{id}/sla', { params: { id } });
}
