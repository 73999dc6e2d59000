import type { Clock } from '../clock.ts';
import { type ParleyError, toParleyError } from '../errors.ts';
import { createStore, type Readable } from '../store.ts';
import type { Message, ServerEvents } from '../types.ts';
import type { History, HistoryPage } from './history.ts';
import { deletedMessage, indexOf, withMessage, withMessages, withQuoteOf } from './merge.ts';

/** What is loaded of one conversation: a stretch without holes, oldest first. */
export type TimelineState = {
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  /** Why the first page did not come. */
  readonly error: ParleyError | null;
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  /** True after a jump into the past: what is new is not shown until `showLatest` or the end was reached again. */
  readonly hasNewer: boolean;
  readonly loading: 'older' | 'newer' | null;
};

export type Timeline = {
  readonly state: Readable<TimelineState>;
  /** Loads the newest page, if nothing is loaded yet or the last try failed. */
  load(): Promise<void>;
  /** The page above or below; nothing where there is none or one is under way. @throws ParleyError */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Shows the messages around a number. @throws ParleyError */
  showAround(seq: number): Promise<void>;
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
  /** Reads what came while nothing was heard. `reset`: it was too much, and the newest page stands in place of what was shown. */
  refresh(): Promise<'nothing' | 'recovered' | 'reset'>;
  /** Forgets everything, for when the history itself was cleared. */
  clear(): void;
};

export type TimelineOptions = {
  readonly history: History;
  readonly clock: Clock;
  readonly onReset: () => void;
};

const PAGE = 50;
const CATCH_UP_PAGE = 100;
/** After so many pages of what was missed, the newest one is shown instead. */
const CATCH_UP_PAGES = 5;
/** What is out of order is waited for so long before it is asked for. */
const HOLE_MS = 250;
/** Kept above the end while somebody follows, and kept at all while nobody does. */
const KEEP = 400;
const KEEP_UNSEEN = 1_200;
const EMPTY = { error: null, messages: [], hasOlder: false, hasNewer: false, loading: null } as const;

/** The messages of one conversation, applied by their numbers: what is missing between two is read before the later one is shown. */
export function createTimeline({ history, clock, onReset }: TimelineOptions): Timeline & TimelineInlet {
  const state = createStore<TimelineState>({ status: 'idle', ...EMPTY });
  /** Everything up to this number is here, or is not for this reader: what was asked for after it was heard of has it. */
  let coveredTo = 0;
  let heardUpTo = 0;
  /** What came before its turn. */
  const held = new Map<number, Message>();
  let cancelHole: (() => void) | null = null;
  let isFollowed = true;
  /** Counts what replaces everything, so that an answer to an earlier question is recognised. */
  let turn = 0;

  const change = (part: Partial<TimelineState>) => state.set({ ...state.get(), ...part });

  function replaceWith({ messages, hasMore }: HistoryPage, hasNewer: boolean, known = 0): void {
    coveredTo = Math.max(messages.at(-1)?.seq ?? 0, known);
    change({ status: 'ready', error: null, messages, hasOlder: hasMore, hasNewer, loading: null });
    drain();
  }

  /** Shows what was held back and is in turn now. */
  function drain(): void {
    const ready: Message[] = [];
    for (const seq of [...held.keys()].sort((a, b) => a - b)) {
      const message = held.get(seq);
      if (!message || seq > coveredTo + 1) break;
      held.delete(seq);
      if (seq === coveredTo + 1) {
        coveredTo = seq;
        ready.push(message);
      } else change({ messages: replaced(message) });
    }
    if (ready.length > 0) append(ready);
    if (isBehind()) cancelHole ??= clock.after(HOLE_MS, () => void fillHole());
    else stopWaiting();
  }

  function isBehind(): boolean {
    return heardUpTo > coveredTo && !state.get().hasNewer;
  }

  function stopWaiting(): void {
    cancelHole?.();
    cancelHole = null;
  }

  function append(more: readonly Message[]): void {
    const { messages, hasOlder } = state.get();
    const all = withMessages(messages, more);
    if (isFollowed && all.length > KEEP + PAGE) change({ messages: all.slice(-KEEP), hasOlder: true });
    else if (!isFollowed && all.length > KEEP_UNSEEN) change({ messages, hasNewer: true });
    else change({ messages: all, hasOlder });
  }

  async function fillHole(): Promise<void> {
    cancelHole = null;
    if (!isBehind()) return;
    try {
      await readOn();
    } catch {
      cancelHole ??= clock.after(HOLE_MS * 8, () => void fillHole());
    }
  }

  /** Reads on from what is here to the present, page by page. */
  async function readOn(): Promise<'nothing' | 'recovered' | 'reset'> {
    const mine = turn;
    let found = false;
    for (let page = 0; page < CATCH_UP_PAGES; page += 1) {
      const known = heardUpTo;
      const { messages, hasMore } = await history.after(coveredTo, CATCH_UP_PAGE);
      if (mine !== turn) return 'nothing';
      found ||= messages.length > 0;
      coveredTo = Math.max(coveredTo, messages.at(-1)?.seq ?? 0, hasMore ? 0 : known);
      if (messages.length > 0) append(messages);
      drain();
      if (!hasMore) return found ? 'recovered' : 'nothing';
    }
    await latest();
    onReset();
    return 'reset';
  }

  async function latest(): Promise<void> {
    turn += 1;
    const mine = turn;
    const known = heardUpTo;
    const page = await history.before(null, PAGE);
    if (mine === turn) replaceWith(page, false, known);
  }

  function replaced(message: Message): readonly Message[] {
    const { messages } = state.get();
    const present = messages[indexOf(messages, message.seq)];
    if (present?.seq !== message.seq || present.version > message.version) return messages;
    return withQuoteOf(withMessage(messages, message), message);
  }

  function find(messageId: string): Message | undefined {
    return state.get().messages.findLast(({ id }) => id === messageId);
  }

  async function more(loading: 'older' | 'newer'): Promise<void> {
    const { status, messages, ...now } = state.get();
    const edge = loading === 'older' ? messages[0] : messages.at(-1);
    if (status !== 'ready' || now.loading || !edge || !(loading === 'older' ? now.hasOlder : now.hasNewer)) return;
    const mine = turn;
    change({ loading });
    try {
      const page = await (loading === 'older' ? history.before(edge.seq, PAGE) : history.after(edge.seq, PAGE));
      if (mine !== turn) return;
      const all = withMessages(state.get().messages, page.messages);
      if (loading === 'older') change({ messages: all, hasOlder: page.hasMore });
      else {
        coveredTo = Math.max(coveredTo, page.messages.at(-1)?.seq ?? 0);
        change({ messages: all, hasNewer: page.hasMore });
        drain();
      }
    } finally {
      if (mine === turn) change({ loading: null });
    }
  }

  return {
    state,
    async load() {
      const { status } = state.get();
      if (status === 'loading' || status === 'ready') return;
      change({ status: 'loading', error: null });
      try {
        await latest();
      } catch (error) {
        change({ status: 'failed', error: toParleyError(error) });
      }
    },
    loadOlder: () => more('older'),
    loadNewer: () => more('newer'),
    async showAround(seq) {
      turn += 1;
      const mine = turn;
      const [above, below] = await Promise.all([history.before(seq, PAGE / 2), history.after(seq - 1, PAGE / 2)]);
      if (mine !== turn) return;
      replaceWith({ messages: [...above.messages, ...below.messages], hasMore: above.hasMore }, below.hasMore);
    },
    showLatest: () => (state.get().hasNewer || state.get().status !== 'ready' ? latest() : Promise.resolve()),
    follow(isAtEnd) {
      isFollowed = isAtEnd;
    },

    arrived(message) {
      const { status, hasNewer } = state.get();
      heardUpTo = Math.max(heardUpTo, message.seq);
      if (status === 'idle' || status === 'failed') return;
      if (hasNewer || message.seq <= coveredTo) change({ messages: replaced(message) });
      else {
        held.set(message.seq, message);
        if (status === 'ready') drain();
      }
    },
    changed(message) {
      const waiting = held.get(message.seq);
      if (waiting && waiting.version < message.version) held.set(message.seq, message);
      change({ messages: replaced(message) });
    },
    deleted({ messageId, seq, version, deletedAt, forMe }) {
      const message = find(messageId);
      const waiting = held.get(seq);
      if (waiting && !forMe) held.set(seq, deletedMessage(waiting, { version, deletedAt }));
      if (!message) return;
      if (forMe) change({ messages: state.get().messages.filter(({ id }) => id !== messageId) });
      else change({ messages: replaced(deletedMessage(message, { version, deletedAt })) });
    },
    reacted({ messageId, version, reactions }) {
      const message = find(messageId);
      if (!message || version <= message.version) return;
      if (version === message.version + 1) change({ messages: replaced({ ...message, version, reactions }) });
      // A change before this one was not heard of.
      else
        void history.one(messageId).then(
          (now) => change({ messages: replaced(now) }),
          () => {},
        );
    },
    async refresh() {
      const { status, hasNewer } = state.get();
      if (status === 'failed') await this.load();
      return status === 'ready' && !hasNewer ? readOn() : 'nothing';
    },
    clear() {
      turn += 1;
      held.clear();
      stopWaiting();
      coveredTo = 0;
      heardUpTo = 0;
      state.set({ status: 'idle', ...EMPTY });
    },
  };
}
