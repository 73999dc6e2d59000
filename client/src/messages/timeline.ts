import type { Clock } from '../clock.ts';
import { toParleyError } from '../errors.ts';
import type { Readable } from '../store.ts';
import type { Message, ServerEvents } from '../types.ts';
import { createHeard } from './heard.ts';
import type { History, HistoryPage } from './history.ts';
import { createHoleWatch } from './hole.ts';
import { deletedMessage } from './merge.ts';
import { createStretch, type TimelineState } from './stretch.ts';

export type Timeline = {
  readonly state: Readable<TimelineState>;
  /** Loads the newest page, if nothing is loaded yet or the last try failed. */
  load(): Promise<void>;
  /** The page above or below; nothing where there is none or one is under way. @throws ParleyError */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Shows the messages around a number. @throws ParleyError */
  showAround(seq: number): Promise<void>;
  /** @throws ParleyError */
  showLatest(): Promise<void>;
  /**
   * Whether somebody looks at the end of it. While nobody does, what is loaded stays for them; while somebody does, what is far above is
   * let go of, so that memory stays the same however many messages come.
   */
  follow(isAtEnd: boolean): void;
};

/** What comes in from the connection. */
export type TimelineInlet = {
  arrived(message: Message): void;
  /** A message as it is now; not shown where it is not loaded. */
  changed(message: Message): void;
  deleted(event: ServerEvents['message_deleted']): void;
  reacted(event: ServerEvents['reaction_updated']): void;
  /**
   * Reads what came while nothing was heard. `reset`: it was too much, and the newest page stands in place of what was shown.
   * @throws ParleyError
   */
  refresh(): Promise<'nothing' | 'recovered' | 'reset'>;
  /** Reads what is shown anew: it is not known what has changed. @throws ParleyError */
  renew(): Promise<void>;
  /** Waits for nothing any more: what is missing is read when the connection is back. */
  pause(): void;
  /** Forgets everything, for when the history itself was cleared. */
  clear(): void;
  /** Everything up to this number is shown, or is not for this reader. */
  coveredTo(): number;
  /** How many listen to its state. */
  watchers(): number;
};

export type TimelineOptions = {
  readonly history: History;
  readonly clock: Clock;
  readonly onReset: () => void;
};

type Found = 'nothing' | 'recovered' | 'reset';

const PAGE = 50;
const CATCH_UP_PAGE = 100;
/** After so many pages of what was missed, the newest one is shown instead. */
const CATCH_UP_PAGES = 5;

/** The messages of one conversation, applied by their numbers: what is missing between two is read before the later one is shown. */
export function createTimeline({ history, clock, onReset }: TimelineOptions): Timeline & TimelineInlet {
  const stretch = createStretch();
  const { state, change } = stretch;
  const heard = createHeard();
  const hole = createHoleWatch({ clock, isThere: stretch.isBehind, read: readOn });
  let firstPage: Promise<void> | null = null;
  let reading: { readonly turn: number; readonly found: Promise<Found> } | null = null;
  /** Counts what replaces everything, so that an answer to an earlier question is recognised. */
  let turn = 0;

  /** Begins something that will replace what is shown. */
  function begin(): number {
    turn += 1;
    change({ loading: null });
    return turn;
  }

  /** Puts something else in place of what is shown: what was asked for before does not fit it. */
  function replace(page: HistoryPage, hasNewer: boolean, known: number): void {
    turn += 1;
    stretch.replace(page, hasNewer, known);
    placed(page.messages);
  }

  /** Of what has changed since a page was made the present state is asked for; a hole before what is held is watched. */
  function placed(messages: readonly Message[]): void {
    for (const message of messages) if (heard.isOld(message)) void history.one(message.id).then(stretch.put, () => {}); // the feed of changes has it too
    hole.look();
  }

  /** A page without what is gone since. */
  async function page(asked: Promise<HistoryPage>): Promise<HistoryPage> {
    const { messages, hasMore } = await asked;
    return { messages: messages.filter((message) => !heard.isGone(message)), hasMore };
  }

  /** Reads on from what is here to the present, page by page. Several who ask at once share it. */
  function readOn(): Promise<Found> {
    if (reading?.turn === turn) return reading.found;
    const mine = { turn, found: readPages() };
    reading = mine;
    const end = () => {
      if (reading === mine) reading = null;
    };
    mine.found.then(end, end);
    return mine.found;
  }

  const canReadOn = () => state.get().status === 'ready' && !state.get().hasNewer;

  async function readPages(): Promise<Found> {
    let found = false;
    for (let count = 0; count < CATCH_UP_PAGES; count += 1) {
      const mine = turn;
      const known = stretch.heardUpTo();
      const next = await page(history.after(stretch.coveredTo(), CATCH_UP_PAGE));
      if (mine !== turn && canReadOn()) continue;
      if (mine !== turn) return 'nothing';
      found ||= next.messages.length > 0;
      const hasRoom = stretch.readOn(next, known);
      placed(next.messages);
      if (!next.hasMore || !hasRoom) return found ? 'recovered' : 'nothing';
    }
    await latest();
    onReset();
    return 'reset';
  }

  /** Reads all that is shown once more, and on from there. */
  async function readAnew(): Promise<void> {
    let mine = turn;
    for (let at = stretch.from() - 1; at < stretch.coveredTo(); ) {
      const covered = stretch.coveredTo();
      const next = await page(history.after(at, CATCH_UP_PAGE));
      if (mine !== turn) {
        mine = turn;
        at = stretch.from() - 1;
        continue;
      }
      stretch.confirm(next, at, covered);
      placed(next.messages);
      const last = next.messages.at(-1)?.seq;
      if (!next.hasMore || last === undefined) break;
      at = last;
    }
    if (canReadOn()) await readOn();
  }

  async function latest(): Promise<void> {
    const mine = begin();
    const known = stretch.heardUpTo();
    const newest = await page(history.before(null, PAGE));
    if (mine !== turn) return;
    replace(newest, false, known);
  }

  async function more(loading: 'older' | 'newer'): Promise<void> {
    const now = state.get();
    if (now.status !== 'ready' || now.loading || !(loading === 'older' ? now.hasOlder : now.hasNewer)) return;
    const edgeOf = loading === 'older' ? stretch.from : stretch.coveredTo;
    const mine = turn;
    const edge = edgeOf();
    const known = stretch.heardUpTo();
    change({ loading });
    try {
      const next = await page(loading === 'older' ? history.before(edge, PAGE) : history.after(edge, PAGE));
      // What it was to be joined to may be gone.
      if (mine !== turn || edge !== edgeOf()) return;
      if (loading === 'older') stretch.addOlder(next);
      else stretch.addNewer(next, known);
      placed(next.messages);
    } finally {
      if (mine === turn) change({ loading: null });
    }
  }

  /** Runs what shows the first messages; without any to show its failure is the state. */
  async function beginWith(read: () => Promise<void>): Promise<void> {
    const mine = turn + 1;
    if (state.get().status !== 'ready') change({ status: 'loading', error: null });
    try {
      await read();
    } catch (error) {
      if (mine === turn && state.get().status === 'loading') change({ status: 'failed', error: toParleyError(error) });
      throw error;
    }
  }

  function load(): Promise<void> {
    const { status } = state.get();
    if (status !== 'idle' && status !== 'failed') return firstPage ?? Promise.resolve();
    const mine = beginWith(latest)
      .catch(() => {}) // the state tells
      .finally(() => {
        if (firstPage === mine) firstPage = null;
      });
    firstPage = mine;
    return mine;
  }

  async function jump(seq: number): Promise<void> {
    const mine = begin();
    const known = stretch.heardUpTo();
    const [above, below] = await Promise.all([
      page(history.before(seq, PAGE / 2)),
      page(history.after(seq - 1, PAGE / 2)),
    ]);
    if (mine !== turn) return;
    const messages = [...above.messages, ...below.messages];
    replace({ messages, hasMore: above.hasMore }, below.hasMore, known);
  }

  const showAround = (seq: number) => beginWith(() => jump(seq));

  return {
    state,
    load,
    loadOlder: () => more('older'),
    loadNewer: () => more('newer'),
    showAround,
    async showLatest() {
      const { status, hasNewer } = state.get();
      if (status !== 'ready') await load();
      else if (hasNewer) await latest();
    },
    follow: stretch.follow,

    arrived(message) {
      stretch.arrived(message);
      if (heard.isGone(message)) stretch.hide(message.id);
      placed(heard.isGone(message) ? [] : [message]);
    },
    changed(message) {
      heard.changed(message.id, message.version);
      stretch.put(message);
    },
    deleted({ messageId, version, deletedAt, forMe }) {
      const message = stretch.find(messageId);
      if (forMe) {
        heard.gone(messageId);
        stretch.hide(messageId);
      } else {
        heard.changed(messageId, version);
        if (message) stretch.put(deletedMessage(message, { version, deletedAt }));
      }
    },
    reacted({ messageId, version, reactions }) {
      heard.changed(messageId, version);
      const message = stretch.find(messageId);
      if (message && version === message.version + 1) stretch.put({ ...message, version, reactions });
      // A change before this one was not heard of.
      else if (message) placed([message]);
    },
    async refresh() {
      await firstPage;
      if (state.get().status === 'failed') await load();
      return canReadOn() ? readOn() : 'nothing';
    },
    async renew() {
      await firstPage;
      if (state.get().status === 'failed') await load();
      else if (state.get().status === 'ready') await readAnew();
    },
    pause: hole.pause,
    clear() {
      turn += 1;
      hole.pause();
      stretch.clear();
    },
    coveredTo: stretch.coveredTo,
    watchers: state.watchers,
  };
}
