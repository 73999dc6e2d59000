import { type Clock, systemClock } from './clock.ts';
import { type Connection, type ConnectionState, createConnection } from './connection.ts';
import { type Conversations, createConversations } from './conversations/conversations.ts';
import { createUnreadCounts, type Unread } from './conversations/unread.ts';
import { toParleyError } from './errors.ts';
import { serverEvent } from './events.ts';
import { createHttp, type Http } from './http.ts';
import { createDelivery } from './messages/delivery.ts';
import { createHistory } from './messages/history.ts';
import { createMessages, type Messages } from './messages/messages.ts';
import { createTold } from './messages/told.ts';
import { watchNetwork } from './network.ts';
import { createNotifications, type NotificationCenter } from './notifications.ts';
import type { OutboxEntry, OutboxStorage } from './outbox/entry.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { defaultOutbox } from './outbox/storage.ts';
import { createPresence, type PresenceBoard } from './presence.ts';
import { createResource, type Resource } from './resource.ts';
import { route } from './routing.ts';
import { type OpenSocket, openSocketIo } from './socket.ts';
import { createEmitter, type Emitter, type Readable } from './store.ts';
import { createSync } from './sync.ts';
import { createTickets, type Tickets } from './tickets.ts';
import { createTokenHolder, type TokenSource } from './token.ts';
import type { Conversation, Me, Message, ServerEvents } from './types.ts';
import { createTyping, type Typing } from './typing.ts';
import type { Upload } from './uploads.ts';

export type ParleyOptions = {
  /** Where the server is, `https://chat.example`; in a browser the page's own origin by default. */
  readonly url?: string;
  /** A token, or who makes one: called at first, before it expires and when it was refused. */
  readonly token: TokenSource;
  /**
   * Whose tokens they are, where the page knows before it has one: unsent messages of an earlier page are shown, and new ones survive
   * this page, also while there is no way to a token. A token says it itself. The token of anybody else is refused.
   */
  readonly userId?: string;
  /** Where unsent messages are kept; IndexedDB in browsers, memory elsewhere. */
  readonly outboxStorage?: OutboxStorage;
  /** Hears of what failed without anybody waiting for it. */
  readonly onTrouble?: (error: unknown) => void;
  /** For tests and other networks. */
  readonly fetch?: typeof globalThis.fetch;
  readonly openSocket?: OpenSocket;
  readonly clock?: Clock;
  readonly random?: () => number;
};

/** What can be listened to: everything that the server says, and what the client itself has to say. */
export type ParleyEvents = ServerEvents & {
  /** After a pause everything that was missed has been applied. */
  recovered: { readonly changes: number };
  /** Too much was missed: what is shown was read anew, all of it (null) or one conversation. */
  reset: { readonly conversationId: string | null };
  /**
   * A message in its latest state: one that came, was changed, was found when catching up, or an own one that is stored now. `isNew`:
   * it was not known of before.
   */
  message: { readonly message: Message; readonly isNew: boolean };
  sent: { readonly clientId: string; readonly message: Message };
  /** The server will never take this message; it stays in the list until it is sent again or dropped. */
  failed: { readonly entry: OutboxEntry };
};

/** One person's connection to Parley, and everything that they see. Nothing happens before `connect`. */
export type Parley = {
  readonly state: Readable<ConnectionState>;
  connect(): void;
  /** Ends the connection; what is shown and what is unsent stays. */
  disconnect(): void;
  on: Emitter<ParleyEvents>['on'];
  /** Whose client it is; null until the first token tells, unless it is a text or `userId` was given. */
  userId(): string | null;
  readonly me: Resource<Me>;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly unread: Readable<Unread>;
  readonly typing: Typing;
  readonly presence: PresenceBoard;
  readonly tickets: Tickets;
  readonly notifications: NotificationCenter;
  readonly outbox: Pick<Outbox, 'entries' | 'retry' | 'discard'>;
  readonly upload: Upload;
  /** Any request of the native API, with its types. */
  readonly request: Http['request'];
  /** A request whose answer is taken as it comes, such as a download. */
  readonly fetch: Http['fetch'];
  /** Says something over the socket, with its types. */
  readonly ask: Connection['ask'];
};

/**
 * Makes the client of one person; `connect` opens its connection.
 * @throws Error where it has no address: outside browsers `url` is needed
 */
export function createParley(options: ParleyOptions): Parley {
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const onTrouble = options.onTrouble ?? (() => {});
  const baseUrl = (options.url ?? globalThis.location?.origin ?? '').replace(/\/$/, '');
  if (baseUrl === '') throw new Error('createParley: url is missing, such as https://chat.example');
  const tokens = createTokenHolder(options.token, clock, options.userId ?? null, onTrouble);
  const http = createHttp({
    baseUrl,
    tokens,
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    clock,
    random,
  });
  const events = createEmitter<ParleyEvents>();
  const told = createTold();
  const me = () => tokens.userId();

  const unread = createUnreadCounts();
  const conversations = createConversations({ http, clock, unread, me });
  const tickets = createTickets(http);
  const notifications = createNotifications(http);
  const profile = createResource<Me>(() => http.request('get', '/api/users/me', {}));
  const presence = createPresence(http, clock, (status) => connection.ask('update_presence', status));
  const typing = createTyping(clock, (event, conversationId) => {
    void connection.ask(event, { conversationId }).catch(() => {});
  });

  const sync = createSync({
    http,
    clock,
    apply(change) {
      if (change.kind === 'message') apply(change.message, false);
      else if (change.kind === 'conversation') conversations.put(change.conversation);
      else leave(change.conversationId);
    },
    reload: conversations.reload,
  });

  const connection: Connection = createConnection({
    baseUrl,
    tokens,
    open: options.openSocket ?? openSocketIo,
    clock,
    random,
    onEvent(name, payload) {
      const event = serverEvent(name, payload);
      if (!event) return;
      route(event, { me, apply, remove, leave, messages, conversations, typing, presence, tickets, notifications });
      tellAll(event);
    },
    catchUp,
  });

  // Most who read and write send no file: what files need comes with the first.
  const upload: Upload = async (file, name, wishes) => {
    const { createUpload } = await import('./uploads.ts').catch((error: unknown) => {
      throw toParleyError(error);
    });
    return createUpload({ http, tokens, clock, canUseXhr: options.fetch === undefined })(file, name, wishes);
  };
  const outbox = createOutbox({
    storage: options.outboxStorage ?? defaultOutbox(),
    clock,
    random,
    deliver: createDelivery({ ask: connection.ask, upload, historyOf: (id) => createHistory(http, id) }),
    onSent(entry, message) {
      const isNew = isFirst(message, true);
      messages.sent(entry, message);
      conversations.arrived(message, true);
      events.tell('message', { message, isNew });
      events.tell('sent', { clientId: entry.clientId, message });
    },
    onFailed: (entry) => events.tell('failed', { entry }),
    onTrouble,
  });
  const messages = createMessages({
    http,
    clock,
    outbox,
    me: () => me() ?? '',
    onSend: (conversationId) => typing.stop(conversationId),
    onReset: (conversationId) => events.tell('reset', { conversationId }),
    onChanged: (message) => apply(message, false),
    onRemoved: remove,
  });

  function apply(message: Message, isNew: boolean): void {
    const timeline = messages.of(message.conversationId);
    timeline?.changed(message);
    timeline?.arrived(message);
    // An own one that the outbox still had is told of by the outbox.
    const { clientId, senderId } = message;
    if (clientId !== null && senderId === me() && outbox.settled(clientId, message)) return;
    const isUnknown = isFirst(message, isNew);
    conversations.arrived(message, isNew);
    events.tell('message', { message, isNew: isUnknown });
  }

  function isFirst({ conversationId, seq, version }: Message, isNew: boolean): boolean {
    const listed = conversations.lastSeqOf(conversationId) ?? Number.POSITIVE_INFINITY;
    // As it was written it came after the list was fetched, though the list may have been fetched again by now.
    const known = isNew || version === 1 ? Math.min(listed, seq - 1) : listed;
    return told.hear(conversationId, seq, known);
  }

  function remove(event: ServerEvents['message_deleted']): void {
    messages.of(event.conversationId)?.deleted(event);
    conversations.deleted(event);
  }

  function leave(conversationId: string): void {
    conversations.removed(conversationId);
    messages.of(conversationId)?.clear();
  }

  async function catchUp(): Promise<void> {
    const found = await conversations.catchUp(sync.catchUp);
    const anew = await messages.refresh(found.kind !== 'recovered');
    const which = found.kind === 'first' ? 'failed' : undefined;
    for (const part of [profile, tickets, notifications]) part.refresh(which);
    presence.refresh(); // what was asked for before the connection stood, one's own above all, is not told again
    if (found.kind === 'reset') events.tell('reset', { conversationId: null });
    else if (found.kind === 'recovered' && anew.length === 0) events.tell('recovered', { changes: found.changes });
    conversations.flush();
    await takeUp();
  }

  /** Who only looks at a conversation hears of it from when they have joined it; what was there before is read then. */
  function joined(conversation: Conversation): void {
    conversations.put(conversation);
    if (!conversations.isForeign(conversation.id)) return;
    const reading = messages.of(conversation.id)?.renew();
    reading?.catch(() => {}); // what cannot be read now is read with the next connection
  }

  /** Shows what an earlier page could not send, as soon as it is known whose client this is. */
  async function takeUp(): Promise<void> {
    const userId = me();
    if (userId !== null) await outbox.load(userId);
  }

  function tellAll<Name extends keyof ServerEvents>({
    name,
    payload,
  }: {
    name: Name;
    payload: ServerEvents[Name];
  }): void {
    events.tell<Name>(name, payload as ParleyEvents[Name]);
  }

  let stop: (() => void)[] = [];
  connection.state.subscribe(() => {
    const { status } = connection.state.get();
    outbox.setLive(status === 'live');
    if (status !== 'offline' && status !== 'idle') return;
    typing.clear();
    messages.pause();
    conversations.pause();
  });

  return {
    state: connection.state,
    connect() {
      if (stop.length === 0)
        stop = [
          watchNetwork({ onBack: connection.retryNow, onGone: connection.restart }),
          sync.watch(() => connection.state.get().status === 'live'),
        ];
      void profile.load();
      // The list does not wait for the connection.
      sync.begin();
      connection.connect();
      void tokens.get().then(takeUp, takeUp);
    },
    disconnect() {
      for (const end of stop) end();
      stop = [];
      connection.disconnect();
      presence.stop();
    },
    on: events.on,
    userId: me,
    me: profile,
    conversations,
    messages,
    unread: unread.state,
    typing,
    presence,
    tickets,
    notifications,
    outbox,
    upload,
    request: http.request,
    fetch: http.fetch,
    async ask(name, payload) {
      const answer = await connection.ask(name, payload);
      if ('conversation' in answer) joined(answer.conversation);
      return answer;
    },
  };
}
