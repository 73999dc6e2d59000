import type { ParleyError } from '../errors.ts';
import { createStore, type Readable, type Store } from '../store.ts';
import type { Conversation } from '../types.ts';
import { inOrder, isMemberOf, withMarksOf } from './rows.ts';
import type { UnreadCounts } from './unread.ts';

export type ConversationList = {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: ParleyError | null;
  /** The own ones, pinned ones first, then by latest activity; archived ones are not among them. */
  readonly items: readonly Conversation[];
  readonly hasMore: boolean;
};

/** The conversations that are loaded, as rows of a list, one by one, and by what is unread in them. */
export type Book = {
  readonly list: Readable<ConversationList>;
  get(id: string): Conversation | undefined;
  /** The number of the newest message of each, as it is now. */
  lastSeqs(): ReadonlyMap<string, number>;
  /** One as it is now; null while it is not loaded. */
  watch(id: string): Readable<Conversation | null>;
  /** Those that somebody listens to. */
  watched(): Iterable<string>;
  /** Rows as the server gave them. What they do not know of yet stays; answers the ids of such rows, which are to be asked for again. */
  take(rows: readonly Conversation[], part?: ListPart): readonly string[];
  /** A moment, for `replace` and `recount`: what is heard of after it is newer than an answer to what was asked then. */
  mark(): number;
  /** The first page of all, and all counts, in place of what was known at `since`. */
  replace(rows: readonly Conversation[], counts: Counts, since: number, part: ListPart): readonly string[];
  /** All counts as they were asked for at `since`. */
  recount(counts: Counts, since: number): void;
  /** A row as it is known here. */
  put(row: Conversation): void;
  putAll(change: (row: Conversation) => Conversation): void;
  remove(id: string): void;
  show(part: ListPart): void;
};

type ListPart = Partial<Omit<ConversationList, 'items'>>;
type Counts = readonly { readonly conversationId: string; readonly unreadCount: number }[];

export type BookOptions = {
  readonly unread: UnreadCounts;
  readonly me: () => string | null;
  /** How far somebody has read here, told to the server or not. */
  readonly readUpTo: (id: string) => number;
};

export function createBook({ unread, me, readUpTo }: BookOptions): Book {
  const rows = new Map<string, Conversation>();
  /** When each row was last touched, in touches. */
  const touched = new Map<string, number>();
  const stores = new Map<string, Store<Conversation | null>>();
  const list = createStore<ConversationList>({ status: 'loading', error: null, items: [], hasMore: false });
  let touches = 0;

  function show(part: ListPart = {}): void {
    // What somebody only looks at, such as an agent at a ticket, is none of theirs: the server does not list it either.
    const own = [...rows.values()].filter((row) => !row.isArchived && isMemberOf(row, me()));
    list.set({ ...list.get(), ...part, items: inOrder(own) });
  }

  function keep(row: Conversation): void {
    rows.set(row.id, row);
    touched.set(row.id, ++touches);
    stores.get(row.id)?.set(row);
    unread.put(row.id, row.unreadCount);
  }

  function forget(id: string): void {
    rows.delete(id);
    touched.delete(id);
    const store = stores.get(id);
    // Those that somebody listens to are asked for again.
    if (store?.watchers() === 0) store.set(null);
  }

  function unreadOf(row: Conversation, counted: number): number {
    return Math.max(row.lastReadSeq, readUpTo(row.id)) >= row.lastSeq ? 0 : counted;
  }

  /** Keeps what the server said; true where something newer was heard before. */
  function merge(said: Conversation): boolean {
    const known = rows.get(said.id);
    const isOld = known !== undefined && known.lastSeq > said.lastSeq;
    const { lastSeq, lastMessage, updatedAt } = isOld ? known : said;
    // Marks never go back: one that is further here is newer.
    const lastReadSeq = Math.max(said.lastReadSeq, known?.lastReadSeq ?? 0);
    const { unreadCount } = known && (isOld || lastReadSeq > said.lastReadSeq) ? known : said;
    const members = known ? withMarksOf(said.members, known.members) : said.members;
    const row = { ...said, members, lastSeq, lastMessage, updatedAt, lastReadSeq };
    keep({ ...row, unreadCount: unreadOf(row, unreadCount) });
    return isOld;
  }

  const mergeAll = (said: readonly Conversation[]) => said.filter(merge).map(({ id }) => id);

  return {
    list,
    get: (id) => rows.get(id),
    lastSeqs: () => new Map([...rows.values()].map(({ id, lastSeq }) => [id, lastSeq])),
    watch(id) {
      const store = stores.get(id) ?? createStore<Conversation | null>(rows.get(id) ?? null);
      stores.set(id, store);
      return store;
    },
    watched: () => [...stores].flatMap(([id, store]) => (store.watchers() > 0 ? id : [])),
    take(said, part) {
      const old = mergeAll(said);
      show(part);
      return old;
    },
    mark: () => touches,
    replace(said, counts, since, part) {
      const there = new Set(said.map(({ id }) => id));
      for (const [id, touch] of touched) if (touch <= since && !there.has(id)) forget(id);
      const newer = [...rows.values()].filter(({ id }) => (touched.get(id) ?? 0) > since);
      unread.replace(counts.map(({ conversationId, unreadCount }) => [conversationId, unreadCount]));
      for (const { id, unreadCount } of newer) unread.put(id, unreadCount);
      const old = mergeAll(said);
      show(part);
      return old;
    },
    recount(counts, since) {
      const counted = new Map(counts.map(({ conversationId, unreadCount }) => [conversationId, unreadCount]));
      for (const row of rows.values()) {
        const unreadCount = unreadOf(row, counted.get(row.id) ?? 0);
        if ((touched.get(row.id) ?? 0) > since) counted.set(row.id, row.unreadCount);
        else if (unreadCount !== row.unreadCount) keep({ ...row, unreadCount });
      }
      unread.replace(counted);
      show();
    },
    put(row) {
      keep(row);
      show();
    },
    putAll(change) {
      const changed = [...rows.values()].map((row) => [row, change(row)] as const).filter(([row, now]) => row !== now);
      for (const [, now] of changed) keep(now);
      if (changed.length > 0) show();
    },
    remove(id) {
      forget(id);
      stores.get(id)?.set(null);
      unread.put(id, 0);
      show();
    },
    show,
  };
}
