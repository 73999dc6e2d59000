import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { iso } from '../clock.ts';
import type { FileStorage } from '../files/storage.ts';
import { startHourly } from '../hourly.ts';
import type { ArchiveSession, ArchiveStore, DueDay } from './store.ts';

export type ArchivePorts = {
  readonly storage: FileStorage;
  readonly archive: ArchiveStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
};

/** Messages that are in memory at once. */
const PAGE = 200;
const DAY_MS = 86_400_000;
const SOON_MS = 1_000;
/** Changes are looked for so often while there is much to write. */
const LOOK_AGAIN_MS = 900_000;

/** Where the messages of a day (`2026-11-21`) are kept: gzip over one JSON value per line. */
function archiveKey(day: string): string {
  return `archive/${day.replaceAll('-', '/')}.ndjson.gz`;
}

/** Rests as long as the work took, so that the database is never ours for more than half of the time. */
async function paced<T>(work: Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work;
  await sleep(performance.now() - started);
  return result;
}

/**
 * Brings the archive up to date: adds the days of which every message is older than `days` days (null: adds none), and writes
 * anew those on which something changed. May end anywhere: what is done is remembered, the rest is for the next time.
 * @throws the signal's reason when it is to end.
 */
async function archiveMessages(ctx: ArchivePorts, days: number | null, ending: AbortSignal): Promise<void> {
  await ctx.archive.alone(async (session) => {
    for (let isDone = false; !isDone; ) {
      const look = await session.beginLook();
      if (days === null && !look.begun) return;
      for (let after: string | null = ''; after !== null; ) {
        ending.throwIfAborted();
        after = await paced(session.lookOn(look, after));
      }
      await session.finishLook(look);
      const through = days === null ? null : iso(ctx.now() - (days + 1) * DAY_MS).slice(0, 10);
      isDone = await writeDays(ctx, session, await session.due(through), ending);
    }
  });
}

/** False when it took so long that changes should be looked for before the rest is written. */
async function writeDays(
  ctx: ArchivePorts,
  session: ArchiveSession,
  due: readonly DueDay[],
  ending: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + LOOK_AGAIN_MS;
  for (const day of due) {
    if (performance.now() > until) return false;
    await writeDay(ctx, session, day, ending);
  }
  return true;
}

/** Puts the day's object in place, whole; a day without messages has none. */
async function writeDay(ctx: ArchivePorts, session: ArchiveSession, due: DueDay, ending: AbortSignal): Promise<void> {
  const key = archiveKey(due.day);
  let isEmpty = true;
  async function* lines(): AsyncGenerator<string> {
    let after = { conversationId: '', seq: 0 };
    for (;;) {
      ending.throwIfAborted();
      const page = await paced(session.page(due.day, after, PAGE));
      for (const message of page) {
        isEmpty = false;
        after = message;
        yield `${JSON.stringify(message)}\n`;
      }
      if (page.length < PAGE) return;
    }
  }
  const staged = await pipeline(lines, createGzip(), (bytes) => ctx.storage.stage(bytes, Number.MAX_SAFE_INTEGER));
  try {
    await session.open(due.day);
    if (isEmpty) await ctx.storage.remove(key);
    else await staged.keep(key);
  } finally {
    await staged.discard();
  }
  await session.settle(due);
}

/**
 * Archives soon after the start and then once an hour. Without `days` nothing is added, but an archive that was begun is
 * kept true, since deletion promises that the words are gone everywhere.
 * @returns the function that ends it.
 */
export function startMessageArchive(ctx: ArchivePorts, days: number | null): () => Promise<void> {
  return startHourly((ending) => archiveMessages(ctx, days, ending), SOON_MS, ctx.onFault);
}
