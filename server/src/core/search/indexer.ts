import { setTimeout as sleep } from 'node:timers/promises';
import { DOCUMENT, documentStart } from './documents.ts';
import type { MessageSearchIndex } from './store.ts';

export type SearchIndexerOptions = {
  readonly index: MessageSearchIndex;
  /** True while somebody waits for a commit: the indexer then makes room. */
  readonly busy: () => boolean;
  /** Hears of work that failed; it is tried again. */
  readonly onFault: (error: unknown) => void;
  /** Milliseconds without a new message after which the rest of a conversation is indexed too. */
  readonly quiet?: number;
};

/** A conversation that is, or may be, ahead of its index. */
type Pending = { indexedSeq: number; lastSeq: number; at: number };

/** Milliseconds. */
const TICK = 250;
const QUIET = 10_000;
const BACKOFF = 2_000;
/** The longest wait for the writer when little is left to do, and how often it is looked at. */
const PATIENCE = 2_000;
const GLANCE = 20;
/** Between two looks for conversations that nobody told of, because the process that wrote to them is gone. */
const SWEEP = 3_600_000;
/** Messages not indexed at which patience is halved. */
const BACKLOG = 50_000;
/** Conversations per call, per page of a sweep, and remembered at most; what is forgotten is found by a sweep. */
const CHUNK = 64;
const PAGE = 500;
const REMEMBERED = 50_000;

/**
 * Follows the messages with the index of search, in the background and never in the way: it takes small steps, rests
 * after each as long as it took, and waits while the writer is busy (the less, the more is left to do). Search is exact
 * without it and only becomes slower as more is left to do.
 */
export class SearchIndexer {
  readonly #options: SearchIndexerOptions;
  /** In the order of the latest news. */
  readonly #pending = new Map<string, Pending>();
  /** Those of them in which a document is full. */
  readonly #full = new Set<string>();
  /** Those that were left over from earlier. */
  readonly #overdue = new Set<string>();
  #changed = true;
  #missed = false;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #sweepFrom: string | null = null;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: SearchIndexerOptions) {
    this.#options = options;
  }

  /** A message was committed. */
  notify(conversationId: string, seq: number): void {
    this.#note(conversationId, seq - 1, seq);
  }

  /** A message's text changed or went away; which one is in the store. */
  changed(): void {
    this.#changed = true;
  }

  /** Starts to work, first on what was left over from earlier. */
  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#running = this.#run(this.#stop.signal);
  }

  /** Ends after the step in hand. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#running;
    this.#stop = null;
  }

  #note(conversationId: string, indexedSeq: number, lastSeq: number): void {
    const at = performance.now();
    const known = this.#pending.get(conversationId);
    if (!known && this.#pending.size >= REMEMBERED) {
      this.#missed = true;
      return;
    }
    const entry = known ?? { indexedSeq, lastSeq, at };
    entry.lastSeq = Math.max(entry.lastSeq, lastSeq);
    entry.at = at;
    this.#pending.delete(conversationId);
    this.#pending.set(conversationId, entry);
    if (entry.lastSeq - entry.indexedSeq >= DOCUMENT) this.#full.add(conversationId);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const worked = await this.#step(signal);
        await rest(worked, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#options.onFault(error);
        await rest(BACKOFF, signal);
      }
    }
  }

  /** One step of work. @returns how long to rest after it, in milliseconds. */
  async #step(signal: AbortSignal): Promise<number> {
    const work = this.#next();
    if (!work) return TICK;
    await this.#calm(signal);
    if (signal.aborted) return 0;
    const started = performance.now();
    const done = await work();
    return done ? performance.now() - started : BACKOFF;
  }

  /** What to do next; each gives false when another process has the index in hand. */
  #next(): (() => Promise<boolean>) | null {
    if (this.#full.size > 0) return () => this.#advance(first(this.#full, CHUNK), false);
    if (this.#changed) return () => this.#amend();
    if (this.#overdue.size > 0) return () => this.#advance(first(this.#overdue, CHUNK), true);
    const quiet = this.#quiet();
    if (quiet.length > 0) return () => this.#advance(quiet, true);
    const due = this.#missed || performance.now() - this.#sweptAt > SWEEP;
    if (this.#sweepFrom === null && due) this.#sweepFrom = '';
    const from = this.#sweepFrom;
    return from !== null && this.#pending.size < REMEMBERED / 2 ? () => this.#sweep(from) : null;
  }

  #quiet(): string[] {
    const latest = performance.now() - (this.#options.quiet ?? QUIET);
    const found: string[] = [];
    for (const [conversationId, { at }] of this.#pending) {
      if (at > latest || found.length === CHUNK) break;
      found.push(conversationId);
    }
    return found;
  }

  async #advance(conversationIds: readonly string[], whole: boolean): Promise<boolean> {
    const started = performance.now();
    const progress = await this.#options.index.advance(conversationIds, whole);
    if (progress === 'elsewhere') return false;
    const known = new Map(progress.map((entry) => [entry.conversationId, entry]));
    for (const conversationId of conversationIds) {
      // Taken out in any case, so that whoever could not be served in this call comes after the others.
      this.#full.delete(conversationId);
      const now = known.get(conversationId);
      const entry = this.#pending.get(conversationId);
      if (!now || now.indexedSeq >= now.lastSeq) this.#overdue.delete(conversationId);
      if (!entry) continue;
      entry.indexedSeq = now?.indexedSeq ?? entry.lastSeq;
      // The store knows best, but not of what was written since it was asked.
      if (now && entry.at < started) entry.lastSeq = now.lastSeq;
      if (entry.indexedSeq >= entry.lastSeq) this.#pending.delete(conversationId);
      if (documentStart(entry.lastSeq + 1) > documentStart(entry.indexedSeq + 1)) this.#full.add(conversationId);
    }
    return true;
  }

  async #amend(): Promise<boolean> {
    this.#changed = false;
    const done = await this.#options.index.amend();
    if (done !== 0) this.#changed = true;
    return done !== 'elsewhere';
  }

  async #sweep(from: string): Promise<boolean> {
    this.#missed = this.#missed && from !== '';
    const { behind, next } = await this.#options.index.findBehind(from, PAGE);
    for (const { conversationId, indexedSeq, lastSeq } of behind) {
      if (this.#pending.has(conversationId)) continue;
      this.#note(conversationId, indexedSeq, lastSeq);
      this.#overdue.add(conversationId);
    }
    this.#sweepFrom = next;
    if (next === null) {
      this.#sweptAt = performance.now();
      this.#changed = true;
    }
    return true;
  }

  /** Waits until the writer is idle, or for as long as patience lasts. */
  async #calm(signal: AbortSignal): Promise<void> {
    if (!this.#options.busy()) return;
    let behind = 0;
    for (const { indexedSeq, lastSeq } of this.#pending.values()) behind += lastSeq - indexedSeq;
    const until = performance.now() + PATIENCE / (1 + behind / BACKLOG);
    while (this.#options.busy() && performance.now() < until && !signal.aborted) await rest(GLANCE, signal);
  }
}

function first<T>(items: Iterable<T>, count: number): T[] {
  return Iterator.from(items).take(count).toArray();
}

/** Keeps no process alive and ends early when told to stop. */
async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {});
}
