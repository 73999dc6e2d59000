import { startHourly } from '../hourly.ts';
import { ATTACH_WITHIN_MS } from './access.ts';
import type { FilePorts } from './ports.ts';
import type { Condemned } from './store.ts';
import { removeBytesOf } from './thumbnails.ts';

type RemovalPorts = Pick<FilePorts, 'storage' | 'files' | 'now' | 'onFileTrouble'>;

const BATCH = 200;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Removes the bytes of a deleted message's files, after the commit that deleted it. Never rejects: what could not be
 * removed now is found again by the next sweep, because the mark is set only once the bytes are gone.
 */
export async function removeForMessage(ctx: RemovalPorts, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    const found = await ctx.files.find(ids);
    const present = found.filter((stored) => !stored.removed);
    await removeBytes(
      ctx,
      present.map(({ attachment, storageKey }) => ({ id: attachment.id, storageKey })),
    );
  } catch (error) {
    ctx.onFileTrouble(error);
  }
}

/**
 * Removes an upload that no message took. Does nothing to one that hangs on a message. Never rejects: what could not be
 * removed is swept a day later.
 */
export async function removeUnused(ctx: Omit<RemovalPorts, 'now'>, id: string): Promise<void> {
  try {
    const [stored] = await ctx.files.find([id]);
    if (!stored || stored.place !== null) return;
    await ctx.files.forget([id]);
    // A message that took it meanwhile has kept the row from being forgotten.
    const [kept] = await ctx.files.find([id]);
    if (!kept) await removeBytesOf(ctx.storage, stored.storageKey);
  } catch (error) {
    ctx.onFileTrouble(error);
  }
}

async function removeBytes(ctx: RemovalPorts, condemned: readonly Condemned[]): Promise<void> {
  for (const { storageKey } of condemned) await removeBytesOf(ctx.storage, storageKey);
  await ctx.files.markRemoved(
    condemned.map(({ id }) => id),
    ctx.now(),
  );
}

/**
 * Removes what nobody may reach any more: files of deleted messages whose removal a crash cut short, uploads that were
 * attached to nothing within a day, and what dead processes had received in part. May be repeated and run in several
 * processes at once. Returns how many files that were.
 */
export async function sweepFiles(ctx: RemovalPorts): Promise<number> {
  let swept = await ctx.storage.sweepStaged(HOUR);
  for (let batch = await ctx.files.orphaned(BATCH); batch.length > 0; batch = await ctx.files.orphaned(BATCH)) {
    await removeBytes(ctx, batch);
    swept += batch.length;
  }
  // Nothing as old as ATTACH_WITHIN_MS can be attached any more; the hour more lets a send that just began end first.
  const before = ctx.now() - ATTACH_WITHIN_MS - HOUR;
  for (;;) {
    const batch = await ctx.files.abandoned(before, BATCH);
    if (batch.length === 0) return swept;
    for (const { storageKey } of batch) await removeBytesOf(ctx.storage, storageKey);
    await ctx.files.forget(batch.map(({ id }) => id));
    swept += batch.length;
  }
}

/** Sweeps a minute after the start and then once an hour. @returns the function that ends it. */
export function startSweeper(ctx: RemovalPorts): () => Promise<void> {
  return startHourly(() => sweepFiles(ctx), MINUTE, ctx.onFileTrouble);
}
