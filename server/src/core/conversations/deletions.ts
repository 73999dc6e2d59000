import type { ReplyPreview } from './types.ts';

/** Longer than any send takes from its checks to its commit. */
const KEEP_MS = 60_000;

/**
 * What was deleted a moment ago. A reply reads what it quotes before it is written; when that is deleted in between, its
 * announcement would come after the deletion's and show the words again.
 */
export class RecentDeletions {
  readonly #deletedAt = new Map<string, { readonly at: string; readonly until: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Remembers a deletion that was committed. */
  add(conversationId: string, seq: number, deletedAt: string): void {
    const now = this.#now();
    // In the order of their deletion: the first that is to be kept ends the search.
    for (const [key, { until }] of this.#deletedAt) {
      if (until > now) break;
      this.#deletedAt.delete(key);
    }
    this.#deletedAt.set(`${conversationId} ${seq}`, { at: deletedAt, until: now + KEEP_MS });
  }

  /** The quote as it may be shown now. */
  quote(conversationId: string, preview: ReplyPreview): ReplyPreview {
    const deletion = this.#deletedAt.get(`${conversationId} ${preview.seq}`);
    return deletion ? { ...preview, content: '', deletedAt: deletion.at } : preview;
  }
}
