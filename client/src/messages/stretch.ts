import type { ParleyError } from '../errors.ts';
import { createStore, type Store } from '../store.ts';
import type { Message } from '../types.ts';
import { createHeld } from './held.ts';
import type { HistoryPage } from './history.ts';
import { withChanged } from './merge.ts';

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

/** The loaded stretch and its two ends, which only move so that what is between them is whole. It asks nobody. */
export type Stretch = {
  readonly state: Omit<Store<TimelineState>, 'set' | 'update'>;
  /** Sets what is named. */
  change(part: Partial<TimelineState>): void;
  /** Everything from this number on is shown (or is not for this reader) … */
  from(): number;
  /** … up to this one. */
  coveredTo(): number;
  /** The highest number that was heard of. */
  heardUpTo(): number;
  /** Whether something was heard of that is to be shown and cannot be yet. */
  isBehind(): boolean;
  /** `known` was heard of before the page was asked for, so it is there or is not for this reader. */
  replace(page: HistoryPage, hasNewer: boolean, known: number): void;
  /** A page that begins right after `coveredTo`, as it was then. Answers false where there is no room for it. */
  readOn(page: HistoryPage, known: number): boolean;
  /**
   * A page that begins after `seq`, of what is here already: what is not in it is not there any more. `covered`: what was covered
   * when it was asked for.
   */
  confirm(page: HistoryPage, seq: number, covered: number): void;
  /** A page that ends right before `from`. */
  addOlder(page: HistoryPage): void;
  /** A page that begins right after `coveredTo`, for a reader who looks at the past. */
  addNewer(page: HistoryPage, known: number): void;
  arrived(message: Message): void;
  /** A message as it is now, if it is here. */
  put(message: Message): void;
  /** Takes one out of sight. */
  hide(messageId: string): void;
  find(messageId: string): Message | undefined;
  /** Whether what is far above may be let go of. */
  follow(isAtEnd: boolean): void;
  clear(): void;
};

/** Kept above the end while somebody follows, and kept at all while nobody does. */
const KEEP = 400;
const SLACK = 50;
const KEEP_UNSEEN = 1_200;
const EMPTY = { error: null, messages: [], hasOlder: false, hasNewer: false, loading: null } as const;

export function createStretch(): Stretch {
  const state = createStore<TimelineState>({ status: 'idle', ...EMPTY });
  const held = createHeld();
  let from = 1;
  let coveredTo = 0;
  let heardUpTo = 0;
  let isFollowed = true;

  function change(part: Partial<TimelineState>): void {
    const now = state.get();
    const isNew = (Object.keys(part) as (keyof TimelineState)[]).some((key) => part[key] !== now[key]);
    if (isNew) state.set({ ...now, ...part });
  }

  /** Puts a message in its place, if it has one. */
  function show(message: Message): void {
    change({ messages: withChanged(state.get().messages, message) });
  }

  /** Shows what was held back and is in turn now. */
  function drain(): void {
    for (const message of held.passed(coveredTo)) show(message);
    const { messages, upTo } = held.following(coveredTo);
    if (upTo > coveredTo) extend(messages, upTo);
  }

  /** Adds to the end, up to a number. */
  function extend(more: readonly Message[], upTo: number): boolean {
    const { messages, hasOlder } = state.get();
    const all = [...messages, ...more];
    if (!isFollowed && all.length > KEEP_UNSEEN) {
      held.clear();
      change({ hasNewer: true });
      return false;
    }
    coveredTo = upTo;
    const kept = isFollowed && all.length > KEEP + SLACK ? all.slice(-KEEP) : all;
    if (kept !== all) from = kept[0]?.seq ?? from;
    change({ messages: kept, hasOlder: hasOlder || kept !== all });
    return true;
  }

  const reached = ({ messages, hasMore }: HistoryPage, known: number) =>
    Math.max(messages.at(-1)?.seq ?? 0, hasMore ? 0 : known);

  return {
    state,
    change,
    from: () => from,
    coveredTo: () => coveredTo,
    heardUpTo: () => heardUpTo,
    isBehind: () => state.get().status === 'ready' && heardUpTo > coveredTo && !state.get().hasNewer,
    replace({ messages, hasMore }, hasNewer, known) {
      const last = messages.at(-1)?.seq ?? 0;
      // What came while it was read, and is on view already.
      const isJoined = !hasNewer && !state.get().hasNewer && from <= last + 1 && coveredTo > last;
      const newer = isJoined ? state.get().messages.filter(({ seq }) => seq > last) : [];
      if (hasNewer) held.clear();
      from = hasMore ? (messages[0]?.seq ?? 1) : 1;
      coveredTo = hasNewer ? last : Math.max(last, known, isJoined ? coveredTo : 0);
      const all = [...messages, ...newer];
      change({ status: 'ready', error: null, messages: all, hasOlder: hasMore, hasNewer, loading: null });
      drain();
    },
    readOn(page, known) {
      for (const message of page.messages) if (message.seq <= coveredTo) show(message);
      const fresh = page.messages.filter(({ seq }) => seq > coveredTo);
      const upTo = reached(page, known);
      if (upTo > coveredTo && !extend(fresh, upTo)) return false;
      drain();
      return true;
    },
    confirm({ messages, hasMore }, seq, covered) {
      const upTo = hasMore ? (messages.at(-1)?.seq ?? seq) : covered;
      const there = new Set(messages.map(({ id }) => id));
      const isThere = (message: Message) => message.seq <= seq || message.seq > upTo || there.has(message.id);
      const kept = state.get().messages.filter(isThere);
      if (kept.length < state.get().messages.length) change({ messages: kept });
      for (const message of messages) show(message);
    },
    addOlder({ messages, hasMore }) {
      from = hasMore ? (messages[0]?.seq ?? from) : 1;
      change({ messages: [...messages, ...state.get().messages], hasOlder: hasMore });
    },
    addNewer(page, known) {
      coveredTo = Math.max(coveredTo, reached(page, known));
      change({ messages: [...state.get().messages, ...page.messages], hasNewer: page.hasMore });
      drain();
    },
    arrived(message) {
      const { status, hasNewer } = state.get();
      heardUpTo = Math.max(heardUpTo, message.seq);
      if (status === 'idle' || status === 'failed') return;
      if (status === 'ready' && (hasNewer || message.seq <= coveredTo)) return show(message);
      held.put(message.seq, message);
      if (status === 'ready') drain();
    },
    put(message) {
      if (held.find(({ id, version }) => id === message.id && version <= message.version))
        held.put(message.seq, message);
      show(message);
    },
    hide(messageId) {
      const waiting = held.find(({ id }) => id === messageId);
      // Its number counts on: those after it are in turn without it.
      if (waiting) held.put(waiting.seq, null);
      const { messages } = state.get();
      if (messages.some(({ id }) => id === messageId))
        change({ messages: messages.filter(({ id }) => id !== messageId) });
    },
    find: (messageId) =>
      state.get().messages.findLast(({ id }) => id === messageId) ?? held.find(({ id }) => id === messageId),
    follow(isAtEnd) {
      isFollowed = isAtEnd;
    },
    clear() {
      held.clear();
      from = 1;
      coveredTo = 0;
      heardUpTo = 0;
      state.set({ status: 'idle', ...EMPTY });
    },
  };
}
