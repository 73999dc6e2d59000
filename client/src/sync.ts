import type { Clock } from './clock.ts';
import { ParleyError } from './errors.ts';
import type { AnswerOf, Http } from './http.ts';

export type Change = AnswerOf<'get', '/api/messaging/sync'>['data'][number];

/** What was found after nothing was heard for a while: so many changes, or too much, so that all was read anew. */
export type CatchUpResult = { readonly kind: 'first' | 'recovered' | 'reset'; readonly changes: number };

export type Sync = {
  /** Begins to read everything, before there is a connection; whoever catches up then goes on from there. */
  begin(): void;
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
/** The place is no longer kept, or is one of another server: only a fresh start is left. */
const LOST_PLACES = new Set(['resync_required', 'invalid_cursor']);
/** After so many pages reading anew is quicker. */
const MOST_PAGES = 20;
const CHECKPOINT_MS = 300_000;
/** By then whatever was committed before a checkpoint has been heard of. */
const SETTLED_MS = 30_000;

/** Keeps the place in the feed of changes (`GET /api/messaging/sync`) up to which everything is known. */
export function createSync({ http, clock, apply, reload }: SyncOptions): Sync {
  let cursor: string | null = null;
  let beginning: Promise<void> | null = null;
  let hasCaughtUp = false;

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

  /** Everything, read once however often it is asked for. */
  function first(): Promise<void> {
    beginning ??= anew().finally(() => {
      beginning = null;
    });
    return beginning;
  }

  return {
    begin() {
      // What fails here is tried again when there is a connection.
      if (cursor === null) first().catch(() => {});
    },
    async catchUp() {
      const isFirst = !hasCaughtUp;
      // What was read before anybody listened may have changed before somebody did.
      const wasBegun = cursor !== null || beginning !== null;
      if (cursor === null) await first();
      try {
        const changes = wasBegun && cursor !== null ? await changesSince(cursor) : 0;
        if (changes !== null) {
          hasCaughtUp = true;
          return { kind: isFirst ? 'first' : 'recovered', changes };
        }
      } catch (error) {
        if (!(error instanceof ParleyError) || !LOST_PLACES.has(error.code)) throw error;
      }
      await anew();
      hasCaughtUp = true;
      return { kind: isFirst ? 'first' : 'reset', changes: 0 };
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
