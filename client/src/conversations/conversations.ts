import type { Clock } from '../clock.ts';
import { toParleyError } from '../errors.ts';
import type { Http, RequestInput } from '../http.ts';
import type { Readable } from '../store.ts';
import type { CatchUpResult } from '../sync.ts';
import type { Conversation, Member, Message, Page, ServerEvents } from '../types.ts';
import { type ConversationList, createBook } from './book.ts';
import { createReadMarks } from './read-marks.ts';
import { isMemberOf, withChangedMessage, withMember, withNewMessage, withReceipt } from './rows.ts';
import type { UnreadCounts } from './unread.ts';

export type NewConversation = Exclude<RequestInput<'post', '/api/messaging/conversations'>['body'], undefined>;
export type ConversationFilter = Exclude<RequestInput<'get', '/api/messaging/conversations'>['query'], undefined>;
type Changes = Exclude<RequestInput<'put', '/api/messaging/conversations/{id}'>['body'], undefined>;
type Settings = Exclude<RequestInput<'put', '/api/messaging/conversations/{id}/settings'>['body'], undefined>;

/** The conversations of one person. What changes them elsewhere comes in by itself; all requests refuse with ParleyError. */
export type Conversations = {
  readonly list: Readable<ConversationList>;
  /** One conversation as it is now; null until it is loaded and after it is gone. Watching loads it. */
  one(id: string): Readable<Conversation | null>;
  /** From what is loaded, else from the server. */
  open(id: string): Promise<Conversation>;
  loadMore(): Promise<void>;
  /** A page by other filters than the list's: by name, archived, of one type. */
  query(filter: ConversationFilter): Promise<Page<Conversation>>;
  create(input: NewConversation): Promise<Conversation>;
  update(id: string, changes: Changes): Promise<Conversation>;
  set(id: string, settings: Settings): Promise<Conversation>;
  addMembers(id: string, userIds: readonly string[]): Promise<Conversation>;
  removeMember(id: string, userId: string): Promise<void>;
  setRole(id: string, userId: string, role: Member['role']): Promise<Conversation>;
  leave(id: string): Promise<void>;
  /** Hides it with its messages so far, for the caller alone. */
  hide(id: string): Promise<void>;
  /** Has read everything up to this number, or everything; shown at once, told when there is a connection. */
  markRead(id: string, upToSeq?: number): void;
};

export type ConversationInlet = {
  /** Reads the list and the counts anew. @throws ParleyError */
  reload(): Promise<void>;
  /** Runs what applies all that was missed, and then makes up for what cannot be told from it. @throws what it throws, ParleyError */
  catchUp(run: () => Promise<CatchUpResult>): Promise<CatchUpResult>;
  put(conversation: Conversation): void;
  /** Whether somebody only looks at it. */
  isForeign(id: string): boolean;
  removed(id: string): void;
  /**
   * The number of the newest message, while what was missed is applied that of before: a row may be ahead of the messages that
   * are yet to come. Null where the conversation is not loaded.
   */
  lastSeqOf(id: string): number | null;
  /** A message in whatever state. `isNew`: it was just sent. */
  arrived(message: Message, isNew: boolean): void;
  /** Of a message that was taken away. */
  deleted(event: ServerEvents['message_deleted']): void;
  read(event: ServerEvents['message_read_receipt']): void;
  delivered(event: ServerEvents['message_delivered']): void;
  presence(event: ServerEvents['presence_update']): void;
  /** Tells the server of what was read while it could not be told. */
  flush(): void;
  /** Tells nothing while there is no connection. */
  pause(): void;
};

export type ConversationOptions = {
  readonly http: Http;
  readonly clock: Clock;
  readonly unread: UnreadCounts;
  readonly me: () => string | null;
};

const PAGE = 50;
const PATH = '/api/messaging/conversations/{id}';
/** What the server says of a conversation that is none (any more) for this person. */
const GONE = new Set(['not_found', 'not_a_member']);
/** While what was missed is applied. */
type CatchingUp = {
  /** Conversations to fetch afterwards. */
  readonly wanted: Set<string>;
  /** The newest number of each as it was before. */
  readonly before: ReadonlyMap<string, number>;
};

/** Of so many it is quicker to read the list anew than to ask for each. */
const MANY = 20;
const TRIES = 3;

export function createConversations(options: ConversationOptions): Conversations & ConversationInlet {
  const { http, me } = options;
  const marks = createReadMarks({
    http,
    clock: options.clock,
    lastSeqOf: (id) => book.get(id)?.lastSeq ?? 0,
    onMark: ({ conversationId, lastReadSeq, unreadCount }, lastSeq) => {
      const row = book.get(conversationId);
      if (!row) options.unread.put(conversationId, unreadCount);
      // What came meanwhile may be counted or not.
      else if (row.lastSeq !== lastSeq && lastReadSeq < row.lastSeq) askFor(conversationId);
      else if (lastReadSeq >= row.lastReadSeq) book.put({ ...row, lastReadSeq, unreadCount });
    },
  });
  const book = createBook({ unread: options.unread, me, readUpTo: marks.pending });
  const asked = new Map<string, Promise<Conversation>>();
  const again = new Set<string>();
  /** Those that are to be asked for when everything that was missed is applied. */
  let catching: CatchingUp | null = null;
  let cursor: string | null = null;
  let listing = 0;

  function put(row: Conversation): Conversation {
    book.take([row]).forEach(askFor);
    return book.get(row.id) ?? row;
  }

  /** Several who ask at once share one request. */
  function fetchOne(id: string): Promise<Conversation> {
    const present = asked.get(id);
    if (present) return present;
    const asking = ask(id).finally(() => asked.delete(id));
    asked.set(id, asking);
    return asking;
  }

  async function ask(id: string): Promise<Conversation> {
    for (let tried = 1; ; tried += 1) {
      const row = await http.request('get', PATH, { params: { id } });
      // Something newer was heard meanwhile.
      const isOld = book.take([row]).length > 0;
      if ((again.delete(id) || isOld) && tried < TRIES) continue;
      if (isOld) book.put(row);
      return book.get(id) ?? row;
    }
  }

  /** Reads one anew, or takes it out where it is not there any more. */
  function askFor(id: string): void {
    if (catching) catching.wanted.add(id);
    else fetchNow(id);
  }

  function fetchNow(id: string): void {
    // What is on its way may have been said before that for which it is wanted.
    if (asked.has(id)) again.add(id);
    fetchOne(id).catch((error: unknown) => {
      if (GONE.has(toParleyError(error).code)) book.remove(id);
    });
  }

  function open(id: string): Promise<Conversation> {
    const row = book.get(id);
    return row ? Promise.resolve(row) : fetchOne(id);
  }

  function alter(id: string, change: (row: Conversation) => Conversation): void {
    const row = book.get(id);
    const changed = row && change(row);
    if (changed && changed !== row) book.put(changed);
  }

  function isForeign(id: string): boolean {
    const row = book.get(id);
    return row !== undefined && !isMemberOf(row, me());
  }

  async function page(next: string | null): Promise<Page<Conversation>> {
    return http.request('get', '/api/messaging/conversations', {
      query: { limit: PAGE, ...(next !== null && { cursor: next }) },
    });
  }

  const countUnread = async () => (await http.request('get', '/api/messaging/unread-count', {})).conversations;

  async function reload(): Promise<void> {
    const since = book.mark();
    try {
      const [first, counts] = await Promise.all([page(null), countUnread()]);
      listing += 1;
      cursor = first.page.next;
      const ready = { status: 'ready', error: null, hasMore: cursor !== null } as const;
      book.replace(first.data, counts, since, ready).forEach(askFor);
      for (const id of book.watched()) if (!book.get(id)) askFor(id);
    } catch (error) {
      if (book.list.get().status === 'loading') book.show({ status: 'failed', error: toParleyError(error) });
      throw error;
    }
  }

  return {
    list: book.list,
    open,
    one(id) {
      if (!book.get(id)) askFor(id);
      return book.watch(id);
    },
    async loadMore() {
      if (cursor === null) return;
      const mine = listing;
      const { data, page: at } = await page(cursor);
      if (mine !== listing) return;
      cursor = at.next;
      const rows = data.filter(({ id }) => !book.get(id));
      book.take(rows, { hasMore: cursor !== null });
    },
    query: (filter) => http.request('get', '/api/messaging/conversations', { query: filter }),
    create: async (body) => put(await http.request('post', '/api/messaging/conversations', { body })),
    update: async (id, body) => put(await http.request('put', PATH, { params: { id }, body })),
    set: async (id, body) => put(await http.request('put', `${PATH}/settings`, { params: { id }, body })),
    addMembers: async (id, userIds) =>
      put(await http.request('post', `${PATH}/members`, { params: { id }, body: { userIds: [...userIds] } })),
    async removeMember(id, userId) {
      await http.request('delete', `${PATH}/members/{userId}`, { params: { id, userId } });
    },
    setRole: async (id, userId, role) =>
      put(await http.request('put', `${PATH}/members/{userId}`, { params: { id, userId }, body: { role } })),
    async leave(id) {
      await http.request('delete', `${PATH}/members/{userId}`, { params: { id, userId: 'me' } });
      book.remove(id);
    },
    async hide(id) {
      await http.request('delete', PATH, { params: { id } });
      book.remove(id);
    },
    markRead(id, upToSeq) {
      const row = book.get(id);
      const seq = upToSeq ?? row?.lastSeq;
      if (seq === undefined || (row && seq <= row.lastReadSeq) || isForeign(id)) return;
      if (row) book.put({ ...row, lastReadSeq: seq, ...(seq >= row.lastSeq && { unreadCount: 0 }) });
      marks.read(id, seq);
    },

    reload,
    async catchUp(run) {
      // The connection may come anew while an earlier one still catches up: what that one found is this one's to fetch.
      const own: CatchingUp = { wanted: new Set(catching?.wanted), before: catching?.before ?? book.lastSeqs() };
      const ids = own.wanted;
      catching = own;
      let found: CatchUpResult;
      try {
        found = await run();
      } finally {
        if (catching === own) catching = null;
      }
      for (const id of book.watched()) if (!book.get(id)) ids.add(id);
      if (ids.size > MANY) await reload();
      else {
        const since = book.mark();
        ids.forEach(fetchNow);
        if (found.changes > 0) book.recount(await countUnread(), since);
      }
      return found;
    },
    put: (row) => void put(row),
    isForeign,
    removed: book.remove,
    lastSeqOf: (id) => catching?.before.get(id) ?? book.get(id)?.lastSeq ?? null,
    arrived(message, isNew) {
      const { conversationId, seq } = message;
      const row = book.get(conversationId);
      // News of one that is not loaded bring it into the list; what came out of order is counted by the server.
      if (!row || (isNew && seq < row.lastSeq)) askFor(conversationId);
      else alter(conversationId, (known) => withChangedMessage(withNewMessage(known, message, me()), message));
    },
    deleted({ conversationId, messageId, seq, deletedAt, forMe }) {
      const row = book.get(conversationId);
      if (!row) return;
      if (!forMe)
        alter(conversationId, (known) => withChangedMessage(known, { id: messageId, content: '', deletedAt }));
      // It may have been the last one, or one of those that are unread.
      if (forMe || seq > row.lastReadSeq) askFor(conversationId);
    },
    read(event) {
      alter(event.conversationId, (row) => withReceipt(row, event, me()));
      const row = book.get(event.conversationId);
      // Part of what was unread is read elsewhere: the server counts.
      if (event.userId === me() && (!row || event.seq < row.lastSeq)) askFor(event.conversationId);
    },
    delivered({ conversationId, userId, seq }) {
      alter(conversationId, (row) =>
        withMember(row, userId, (member) =>
          seq > member.lastDeliveredSeq ? { ...member, lastDeliveredSeq: seq } : member,
        ),
      );
    },
    presence({ userId, isOnline, lastSeen }) {
      book.putAll((row) => withMember(row, userId, (member) => ({ ...member, isOnline, lastSeen })));
    },
    flush: marks.flush,
    pause: marks.pause,
  };
}
