import { createRecentMap } from '../lru.ts';
import { type FaqStore, type FaqView, HOUR } from './store.ts';
import type { Faq } from './types.ts';

export type ViewCounterOptions = {
  readonly store: Pick<FaqStore, 'hasViewed' | 'countViews'>;
  readonly now: () => number;
  /** Hears of views that could not be counted; they are lost. */
  readonly onFault: (error: unknown) => void;
};

const REMEMBERED = 50_000;

/**
 * Counts views behind the readers' backs: a view is written at once, but nobody waits for it. Views that come during a
 * commit go together into the next one. What this process has counted shows in what it reads from then on, committed or not.
 */
export class ViewCounter {
  readonly #options: ViewCounterOptions;
  /** When a view of an FAQ by a viewer was last counted here. */
  readonly #recent = createRecentMap<string, number>(REMEMBERED);
  /** The least that the count of an FAQ can be. */
  readonly #floor = createRecentMap<string, number>(REMEMBERED);
  #open: FaqView[] | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(options: ViewCounterOptions) {
    this.#options = options;
  }

  /** Whether a view counts: none by the same viewer did within an hour. */
  async counts(view: FaqView): Promise<boolean> {
    const { store, now } = this.#options;
    return !this.#isRecent(view) && !(await store.hasViewed(view, now()));
  }

  /** Takes a view that counts. Of equal ones at the same time only the first is taken. */
  add(faq: Pick<Faq, 'id' | 'viewCount'>, viewer: string): void {
    const view = { faqId: faq.id, viewer };
    if (this.#isRecent(view)) return;
    this.#recent.set(keyOf(view), this.#options.now());
    this.#floor.set(faq.id, this.#countOf(faq) + 1);
    if (this.#open === null) {
      const batch: FaqView[] = [];
      this.#open = batch;
      this.#last = this.#last.then(() => {
        this.#open = null;
        return this.#write(batch);
      });
    }
    this.#open.push(view);
  }

  /** The FAQ with the views that are not in the store yet, or were not when it was read. */
  current<T extends Pick<Faq, 'id' | 'viewCount'>>(faq: T): T {
    const viewCount = this.#countOf(faq);
    return viewCount === faq.viewCount ? faq : { ...faq, viewCount };
  }

  /** Resolves when all views taken so far are in the store (or lost). */
  settled(): Promise<void> {
    return this.#last;
  }

  #countOf({ id, viewCount }: Pick<Faq, 'id' | 'viewCount'>): number {
    return Math.max(viewCount, this.#floor.get(id) ?? 0);
  }

  #isRecent(view: FaqView): boolean {
    const at = this.#recent.get(keyOf(view));
    return at !== undefined && this.#options.now() - at < HOUR;
  }

  async #write(batch: readonly FaqView[]): Promise<void> {
    const { store, now, onFault } = this.#options;
    try {
      const counts = await store.countViews(batch, now());
      for (const { faqId } of batch) this.#settle(faqId, counts.get(faqId));
    } catch (error) {
      onFault(error);
      for (const view of batch) {
        this.#recent.delete(keyOf(view));
        this.#settle(view.faqId, undefined);
      }
    }
  }

  /** The store has the last word, but not on views that came since it was asked. */
  #settle(faqId: string, count: number | undefined): void {
    const open = this.#open?.filter((view) => view.faqId === faqId).length ?? 0;
    if (count !== undefined) this.#floor.set(faqId, count + open);
    else if (open === 0) this.#floor.delete(faqId);
  }
}

function keyOf({ faqId, viewer }: FaqView): string {
  return `${faqId}/${viewer}`;
}
