import type { FilePorts } from '../files/ports.ts';
import type { Condemned } from '../files/store.ts';
import { startHourly } from '../hourly.ts';
import type { Bus } from '../realtime/bus.ts';

export type TicketCleanupStore = {
  /** Tickets that were closed before a time (milliseconds) and still are, the oldest first. */
  closedBefore(before: number, limit: number): Promise<string[]>;
  /**
   * Removes such a ticket with its conversation and all that hangs on either; null when it is no such ticket any more. The
   * rows of its files stay, attached to nothing, until their bytes are gone.
   */
  remove(
    id: string,
    before: number,
  ): Promise<{
    readonly conversationId: string;
    readonly userIds: readonly string[];
    readonly files: readonly Condemned[];
  } | null>;
};

export type TicketCleanupPorts = Pick<FilePorts, 'storage' | 'files' | 'onFileTrouble'> & {
  readonly ticketCleanup: TicketCleanupStore;
  readonly bus: Bus;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
};

const BATCH = 100;
const DAY_MS = 86_400_000;
const SOON_MS = 1_000;

/**
 * Removes, completely, tickets that were closed at least `days` days ago: with their conversation, notes, history, notices and
 * files. Whoever has the conversation in a list hears that it is gone. May run in several processes at once.
 * @returns how many that were.
 */
async function cleanUpTickets(ctx: TicketCleanupPorts, days: number): Promise<number> {
  const before = ctx.now() - days * DAY_MS;
  let removed = 0;
  for (;;) {
    const ids = await ctx.ticketCleanup.closedBefore(before, BATCH);
    for (const id of ids) {
      const gone = await ctx.ticketCleanup.remove(id, before);
      if (!gone) continue;
      removed += 1;
      const { conversationId } = gone;
      ctx.bus.publish({ type: 'access.changed', conversationId, accessVersion: 0 });
      for (const userId of gone.userIds)
        ctx.bus.publish({ type: 'conversation.left', conversationId, userId, reason: 'deleted' });
      await removeFiles(ctx, gone.files);
    }
    if (ids.length < BATCH) return removed;
  }
}

/** What fails here is found again by the sweep of files that are attached to nothing. */
async function removeFiles(ctx: TicketCleanupPorts, files: readonly Condemned[]): Promise<void> {
  if (files.length === 0) return;
  try {
    for (const { storageKey } of files) await ctx.storage.remove(storageKey);
    await ctx.files.forget(files.map(({ id }) => id));
  } catch (error) {
    ctx.onFileTrouble(error);
  }
}

/** Cleans up soon after the start and then once an hour. @returns the function that ends it. */
export function startTicketCleanup(ctx: TicketCleanupPorts, days: number): () => Promise<void> {
  return startHourly(() => cleanUpTickets(ctx, days), SOON_MS, ctx.onFault);
}
