import type { FilePorts } from '../files/ports.ts';
import type { Condemned } from '../files/store.ts';
import { removeBytesOf } from '../files/thumbnails.ts';
import { startHourly } from '../hourly.ts';
import type { Bus } from '../realtime/bus.ts';

/** A closed ticket's place in the order of closing; `closedAt` is the store's own exact form of that time. */
export type ClosedTicket = { readonly id: string; readonly closedAt: string };

export type TicketCleanupStore = {
  /** Tickets that were closed before a time (milliseconds) and still are, the oldest first; only those past a place. */
  closedBefore(before: number, after: ClosedTicket | null, limit: number): Promise<ClosedTicket[]>;
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
 * files. Whoever has the conversation in a list hears that it is gone. One that cannot be removed is reported and left for the
 * next time. May run in several processes at once, and ends early, after the ticket in hand, when `ending` says so.
 */
export async function cleanUpTickets(ctx: TicketCleanupPorts, days: number, ending: AbortSignal): Promise<void> {
  const before = ctx.now() - days * DAY_MS;
  for (let after: ClosedTicket | null = null; !ending.aborted; ) {
    const tickets: ClosedTicket[] = await ctx.ticketCleanup.closedBefore(before, after, BATCH);
    for (const { id } of tickets) {
      if (ending.aborted) return;
      await removeTicket(ctx, id, before).catch(ctx.onFault);
    }
    after = tickets.at(-1) ?? null;
    if (tickets.length < BATCH) return;
  }
}

async function removeTicket(ctx: TicketCleanupPorts, id: string, before: number): Promise<void> {
  const gone = await ctx.ticketCleanup.remove(id, before);
  if (!gone) return;
  const { conversationId } = gone;
  ctx.bus.publish({ type: 'access.changed', conversationId, accessVersion: 0 });
  for (const userId of gone.userIds)
    ctx.bus.publish({ type: 'conversation.left', conversationId, userId, reason: 'deleted' });
  await removeFiles(ctx, gone.files);
}

/** What fails here is found again by the sweep of files that are attached to nothing. */
async function removeFiles(ctx: TicketCleanupPorts, files: readonly Condemned[]): Promise<void> {
  if (files.length === 0) return;
  try {
    for (const { storageKey } of files) await removeBytesOf(ctx.storage, storageKey);
    await ctx.files.forget(files.map(({ id }) => id));
  } catch (error) {
    ctx.onFileTrouble(error);
  }
}

/** Cleans up soon after the start and then once an hour. @returns the function that ends it. */
export function startTicketCleanup(ctx: TicketCleanupPorts, days: number): () => Promise<void> {
  return startHourly((ending) => cleanUpTickets(ctx, days, ending), SOON_MS, ctx.onFault);
}
