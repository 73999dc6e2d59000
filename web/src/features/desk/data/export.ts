import type { Parley } from '@parley/client';
import { type DeskQuery, toFilters } from './query.ts';

/** Has the browser save the tickets that are asked for as CSV, all of them. @throws ParleyError */
export async function exportTickets(parley: Parley, query: DeskQuery, now: Date): Promise<void> {
  const words = query.q.trim();
  const given = { ...toFilters(query), sort: query.sort, format: 'csv', ...(words !== '' && { q: words }) };
  const answer = await parley.fetch(`/api/tickets/export?${new URLSearchParams(given)}`);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = `tickets-${now.toISOString().slice(0, 10)}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
