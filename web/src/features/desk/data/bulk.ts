import type { Parley } from '@parley/client';
import type { TicketPriority, TicketStatus } from '../../../ui/ticket-states.ts';

export type BulkChanges = {
  readonly status?: TicketStatus;
  readonly priority?: TicketPriority;
  readonly assigneeId?: string | null;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
};
export type BulkFailure = { readonly id: string; readonly code: string };
export type BulkResult = { readonly updated: number; readonly failed: readonly BulkFailure[] };

/** The server takes so many at a time. */
const AT_ONCE = 100;

/** Changes many tickets, each by itself: what cannot be done to one leaves the others alone. @throws ParleyError */
export async function changeMany(parley: Parley, ids: readonly string[], changes: BulkChanges): Promise<BulkResult> {
  const { addTags, removeTags, ...plain } = changes;
  const body = {
    ...plain,
    ...(addTags && { addTags: [...addTags] }),
    ...(removeTags && { removeTags: [...removeTags] }),
  };
  const failed: BulkFailure[] = [];
  let updated = 0;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const part = ids.slice(from, from + AT_ONCE);
    const result = await parley.request('post', '/api/tickets/bulk', { body: { ids: part, changes: body } });
    updated += result.updated;
    failed.push(...result.failed);
  }
  return { updated, failed };
}
