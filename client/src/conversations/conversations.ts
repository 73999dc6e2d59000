import { type ParleyError, toParleyError } from '../errors.ts';
import type { Http, RequestInput } from '../http.ts';
import { createStore, type Readable, type Store } from '../store.ts';
import type { Conversation, Member, Message, Page, ServerEvents } from '../types.ts';
import { createReadMarks } from './read-marks.ts';
import { inOrder, withChangedMessage, withMember, withNewMessage, withReceipt } from './rows.ts';
import type { UnreadCounts } from './unread.ts';

export type ConversationList = {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: ParleyError | null;
  /** Pinned ones first, then by latest activity; archived ones are not among them. */
  readonly items: readonly Conversation[];
  readonly hasMore: boolean;
};

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
  put(conversation: Conversation): void;
  removed(id: string): void;
  arrived(message: Message): void;
  changed(message: Pick<Message, 'id' | 'conversationId' | 'content' | 'deletedAt'>): void;
  read(event: ServerEvents['message_read_receipt']): void;
  delivered(event: ServerEvents['message_delivered']): void;
  presence(event: ServerEvents['presence_update']): void;
  /** Tells the server of what was read while it could not be told. */
  flush(): void;
};

export type ConversationOptions = {
  readonly http: Http;
  readonly unread: UnreadCounts;
  readonly me: () => string | null;
};

const PAGE = 50;
const PATH = '/api/messaging/conversations/{id}';

export function createConversations({ http, unread, me }: ConversationOptions): Conversations & ConversationInlet {
  const rows = new Map<string, Conversation>();
  const list = createStore<ConversationList>({ status: 'loading', error: null, items: [], hasMore: false });
  const watched = new Map<string, Store<Conversation | null>>();
  const asked = new Map<string, Promise<Conversation>>();
  let cursor: string | null = null;
  const marks = createReadMarks(http, (mark) => {
    const row = rows.get(mark.conversationId);
    if (row && mark.lastReadSeq >= row.lastReadSeq) put({ ...row, ...pick(mark) });
    else unread.put(mark.conversationId, mark.unreadCount);
  });

  function publish(part: Partial<ConversationList> = {}): void {
    list.set({ ...list.get(), ...part, items: inOrder(rows.values().filter(({ isArchived }) => !isArchived)) });
  }

  function put(row: Conversation): Conversation {
    keep(row);
    publish();
    return row;
  }

  function keep(row: Conversation): void {
    rows.set(row.id, row);
    watched.get(row.id)?.set(row);
    unread.put(row.id, row.unreadCount);
  }

  /** Applies a change to a row if it is loaded; one that is not is fetched where it is news of the list. */
  function alter(id: string, change: (row: Conversation) => Conversation, isNews = false): void {
    const row = rows.get(id);
    if (!row) {
      if (isNews) void open(id).catch(() => {});
      return;
    }
    const changed = change(row);
    if (changed !== row) put(changed);
  }

  function open(id: string): Promise<Conversation> {
    const row = rows.get(id);
    return row ? Promise.resolve(row) : fetchOne(id);
  }

  /** Several who ask at once share one request. */
  function fetchOne(id: string): Promise<Conversation> {
    const present = asked.get(id);
    if (present) return present;
    const asking = http
      .request('get', PATH, { params: { id } })
      .then(put)
      .finally(() => asked.delete(id));
    asked.set(id, asking);
    return asking;
  }

  function removed(id: string): void {
    rows.delete(id);
    watched.get(id)?.set(null);
    unread.put(id, 0);
    publish();
  }

  async function page(next: string | null): Promise<Page<Conversation>> {
    return http.request('get', '/api/messaging/conversations', {
      query: { limit: PAGE, ...(next !== null && { cursor: next }) },
    });
  }

  return {
    list,
    open,
    one(id) {
      const known = watched.get(id) ?? createStore<Conversation | null>(rows.get(id) ?? null);
      watched.set(id, known);
      if (!rows.has(id)) void open(id).catch(() => {});
      return known;
    },
    async loadMore() {
      if (cursor === null) return;
      const { data, page: at } = await page(cursor);
      cursor = at.next;
      for (const row of data) if (!rows.has(row.id)) keep(row);
      publish({ hasMore: cursor !== null });
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
      removed(id);
    },
    async hide(id) {
      await http.request('delete', PATH, { params: { id } });
      removed(id);
    },
    markRead(id, upToSeq) {
      const row = rows.get(id);
      const seq = upToSeq ?? row?.lastSeq;
      if (seq === undefined || (row && seq <= row.lastReadSeq)) return;
      if (row) put({ ...row, lastReadSeq: seq, ...(seq >= row.lastSeq && { unreadCount: 0 }) });
      marks.read(id, seq);
    },

    async reload() {
      try {
        const [first, counts] = await Promise.all([page(null), http.request('get', '/api/messaging/unread-count', {})]);
        rows.clear();
        unread.replace(counts.conversations);
        cursor = first.page.next;
        for (const row of first.data) keep(row);
        publish({ status: 'ready', error: null, hasMore: cursor !== null });
        for (const id of watched.keys()) if (!rows.has(id)) void fetchOne(id).catch(() => {});
      } catch (error) {
        if (rows.size === 0) list.set({ ...list.get(), status: 'failed', error: toParleyError(error) });
        throw error;
      }
    },
    put: (row) => void put(row),
    removed,
    arrived(message) {
      alter(message.conversationId, (row) => withNewMessage(row, message, me()), true);
    },
    changed(message) {
      alter(message.conversationId, (row) => withChangedMessage(row, message));
    },
    read(event) {
      alter(event.conversationId, (row) => withReceipt(row, event, me()));
      const row = rows.get(event.conversationId);
      // Part of what was unread is read elsewhere: the server counts.
      if (event.userId === me() && (!row || event.seq < row.lastSeq))
        void fetchOne(event.conversationId).catch(() => {});
    },
    delivered({ conversationId, userId, seq }) {
      alter(conversationId, (row) =>
        withMember(row, userId, (member) =>
          seq > member.lastDeliveredSeq ? { ...member, lastDeliveredSeq: seq } : member,
        ),
      );
    },
    presence({ userId, isOnline, lastSeen }) {
      for (const row of rows.values()) keep(withMember(row, userId, (member) => ({ ...member, isOnline, lastSeen })));
      publish();
    },
    flush: () => marks.flush(),
  };
}

function pick({ lastReadSeq, unreadCount }: Pick<Conversation, 'lastReadSeq' | 'unreadCount'>) {
  return { lastReadSeq, unreadCount };
}
