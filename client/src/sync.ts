import type { Clock } from './clock.ts';
import { ParleyError } from './errors.ts';
import type { AnswerOf, Http } from './http.ts';

export type Change = AnswerOf<'get', '/api/messaging/sync'>['data'][number];

/** What was found after nothing was heard for a while: so many changes, or too much, so that all was read anew. */
export type CatchUpResult = { readonly kind: 'first' | 'recovered' | 'reset'; readonly changes: number };

export type Sync = {
  /** Applies what changed since the last time; the first time, or where that was too much, everything is read anew. @throws ParleyError */
  catchUp(): Promise<CatchUpResult>;
  /** Remembers from time to time, while the connection is live, how far it has come, so that catching up stays short. */
  watch(isLive: () => boolean): () => void;
};

export type SyncOptions = {
  readonly http: Http;
  readonly clock: Clock;
  readonly apply: (change: Change) => void;
  /** Reads everything that is shown anew. */
  readonly reload: () => Promise<void>;
};

const PAGE = 100;
/** After so many pages reading anew is quicker. */
const MOST_PAGES = 20;
const CHECKPOINT_MS = 300_000;
/** By then whatever was committed before a checkpoint has been heard of. */
const SETTLED_MS = 30_000;

/** Keeps the place in the feed of changes (`GET /api/messaging/sync`) up to which everything is known. */
export function createSync({ http, clock, apply, reload }: SyncOptions): Sync {
  let cursor: string | null = null;

  const present = async () => (await http.request('get', '/api/messaging/sync', {})).cursor;

  async function anew(): Promise<void> {
    // Before what it stands for is read, so that nothing falls between the two.
    const from = await present();
    await reload();
    cursor = from;
  }

  async function changesSince(since: string): Promise<number | null> {
    let from = since;
    let changes = 0;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await http.request('get', '/api/messaging/sync', { query: { since: from, limit: PAGE } });
      answer.data.forEach(apply);
      changes += answer.data.length;
      from = answer.cursor;
      cursor = from;
      if (answer.page.next === null) return changes;
    }
    return null;
  }

  return {
    async catchUp() {
      if (cursor === null) {
        await anew();
        return { kind: 'first', changes: 0 };
      }
      try {
        const changes = await changesSince(cursor);
        if (changes !== null) return { kind: 'recovered', changes };
      } catch (error) {
        if (!(error instanceof ParleyError) || error.code !== 'resync_required') throw error;
      }
      await anew();
      return { kind: 'reset', changes: 0 };
    },
    watch(isLive) {
      let isOver = false;
      let cancel = () => {};
      const later = (ms: number, action: () => Promise<void>) => {
        if (!isOver) cancel = clock.after(ms, () => void action().catch(() => later(CHECKPOINT_MS, mark)));
      };
      const mark = async () => {
        const here = await present();
        later(SETTLED_MS, async () => {
          if (isLive()) cursor = here;
          later(CHECKPOINT_MS, mark);
        });
      };
      later(CHECKPOINT_MS, mark);
      return () => {
        isOver = true;
        cancel();
      };
    },
  };
}
