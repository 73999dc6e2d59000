import { type Clock, systemClock } from './clock.ts';
import { type Connection, type ConnectionState, createConnection } from './connection.ts';
import { type Conversations, createConversations } from './conversations/conversations.ts';
import { createUnreadCounts, type Unread } from './conversations/unread.ts';
import { toParleyError } from './errors.ts';
import { type ServerEvent, serverEvent } from './events.ts';
import { createHttp, type Http } from './http.ts';
import { createDelivery } from './messages/delivery.ts';
import { createMessages, type Messages } from './messages/messages.ts';
import { watchNetwork } from './network.ts';
import { createNotifications, type NotificationCenter } from './notifications.ts';
import type { OutboxEntry, OutboxStorage } from './outbox/entry.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { defaultOutbox } from './outbox/storage.ts';
import { createPresence, type PresenceBoard } from './presence.ts';
import { createResource, type Resource } from './resource.ts';
import { type OpenSocket, openSocketIo } from './socket.ts';
import { createEmitter, type Emitter, type Readable } from './store.ts';
import { type CatchUpResult, createSync } from './sync.ts';
import { createTickets, type Tickets } from './tickets.ts';
import { createTokenHolder, type TokenSource } from './token.ts';
import type { Me, Message, ServerEvents } from './types.ts';
import { createTyping, type Typing } from './typing.ts';
import { createUpload, type Upload } from './uploads.ts';

export type ParleyOptions = {
  /** Where the server is, `https://chat.example`; in a browser the page's own origin by default. */
  readonly url?: string;
  /** A token, or who makes one: called at first, before it expires and when it was refused. */
  readonly token: TokenSource;
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
  /** Whose token it is; null before the first connection. */
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

/** Makes the client of one person; `connect` opens its connection. */
export function createParley(options: ParleyOptions): Parley {
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const onTrouble = options.onTrouble ?? (() => {});
  const baseUrl = (options.url ?? globalThis.location?.origin ?? '').replace(/\/$/, '');
  const tokens = createTokenHolder(options.token, clock);
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const http = createHttp({ baseUrl, tokens, fetch, clock });
  const events = createEmitter<ParleyEvents>();
  const me = () => tokens.userId();

  const unread = createUnreadCounts();
  const conversations = createConversations({ http, unread, me });
  const tickets = createTickets(http);
  const notifications = createNotifications(http);
  const profile = createResource<Me>(() => http.request('get', '/api/users/me', {}));
  const presence = createPresence(http, (status) => connection.ask('update_presence', status));
  const typing = createTyping(clock, (event, conversationId) => {
    void connection.ask(event, { conversationId }).catch(() => {});
  });

  const sync = createSync({
    http,
    clock,
    apply(change) {
      if (change.kind === 'message') apply(change.message);
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
      if (event) route(event);
    },
    catchUp,
  });

  const upload = createUpload(http, tokens);
  const outbox = createOutbox({
    storage: options.outboxStorage ?? defaultOutbox(),
    clock,
    random,
    deliver: createDelivery(connection, upload),
    onSent(entry, message) {
      messages.sent(entry, message);
      conversations.arrived(message);
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
    onChanged: apply,
    onRemoved: remove,
  });

  /** A message in whatever state, new or not, wherever it is shown. */
  function apply(message: Message): void {
    const timeline = messages.of(message.conversationId);
    timeline?.changed(message);
    timeline?.arrived(message);
    conversations.arrived(message);
    conversations.changed(message);
    if (message.clientId !== null && message.senderId === me()) outbox.settled(message.clientId, message);
  }

  function remove(event: ServerEvents['message_deleted']): void {
    const { conversationId, messageId, forMe, deletedAt } = event;
    messages.of(conversationId)?.deleted(event);
    if (forMe) void conversations.open(conversationId).catch(() => {});
    else conversations.changed({ id: messageId, conversationId, content: '', deletedAt });
  }

  function leave(conversationId: string): void {
    conversations.removed(conversationId);
    messages.of(conversationId)?.clear();
  }

  async function catchUp(): Promise<void> {
    const found: CatchUpResult = await sync.catchUp();
    const anew = await messages.refresh();
    if (found.kind !== 'first') {
      typing.clear();
      presence.refresh();
      tickets.refresh();
      notifications.refresh();
      if (found.kind === 'reset') events.tell('reset', { conversationId: null });
      else if (anew.length === 0) events.tell('recovered', { changes: found.changes });
    }
    conversations.flush();
    const userId = me();
    if (userId !== null) await outbox.load(userId);
  }

  function route(event: ServerEvent): void {
    switch (event.name) {
      case 'new_message':
        apply(event.payload);
        typing.spoke(event.payload.conversationId, event.payload.senderId);
        break;
      case 'message_updated':
        apply(event.payload);
        break;
      case 'message_deleted':
        remove(event.payload);
        break;
      case 'reaction_updated':
        messages.of(event.payload.conversationId)?.reacted(event.payload);
        break;
      case 'message_read_receipt':
        conversations.read(event.payload);
        break;
      case 'message_delivered':
        conversations.delivered(event.payload);
        break;
      case 'typing_indicator':
        if (event.payload.userId !== me()) typing.heard(event.payload);
        break;
      case 'presence_update':
        presence.heard(event.payload);
        conversations.presence(event.payload);
        break;
      case 'conversation_created':
      case 'conversation_updated':
        conversations.put(event.payload);
        break;
      case 'conversation_removed':
        leave(event.payload.conversationId);
        break;
      case 'ticket_created':
      case 'ticket_updated':
        tickets.changed(event.payload);
        break;
      case 'ticket_comment':
        tickets.commented(event.payload);
        break;
      case 'notification':
        notifications.heard(event.payload);
        break;
      case 'user_joined':
      case 'user_left':
      case 'error':
        break;
      default:
        event satisfies never;
    }
    tellAll(event);
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
    if (status === 'offline') typing.clear();
  });

  return {
    state: connection.state,
    connect() {
      if (stop.length === 0)
        stop = [watchNetwork(connection.retryNow), sync.watch(() => connection.state.get().status === 'live')];
      void profile.load().catch((error: unknown) => onTrouble(toParleyError(error)));
      connection.connect();
    },
    disconnect() {
      for (const end of stop) end();
      stop = [];
      connection.disconnect();
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
    ask: connection.ask,
  };
}
