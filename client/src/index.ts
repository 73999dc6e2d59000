export type { Clock } from './clock.ts';
export type { ConnectionState, OfflineReason } from './connection.ts';
export type {
  ConversationFilter,
  ConversationList,
  Conversations,
  NewConversation,
} from './conversations/conversations.ts';
export { receiptOf } from './conversations/rows.ts';
export type { Unread } from './conversations/unread.ts';
export { type FieldProblem, ParleyError } from './errors.ts';
export type { ListedMessage } from './messages/listing.ts';
export type { Chat, MessageActions, Messages, NewMessage, SendHandle } from './messages/messages.ts';
export type { TimelineState } from './messages/timeline.ts';
export type { Feed, NotificationCenter, PreferenceChanges } from './notifications.ts';
export type { MessageDraft, OutboxEntry, OutboxStorage, OutgoingFile } from './outbox/entry.ts';
export { indexedDbOutbox, memoryOutbox } from './outbox/storage.ts';
export { createParley, type Parley, type ParleyEvents, type ParleyOptions } from './parley.ts';
export type { PresenceBoard } from './presence.ts';
export type { Resource, ResourceState } from './resource.ts';
export type { OpenSocket, SocketHandlers, SocketPort } from './socket.ts';
export type { Readable } from './store.ts';
export type { TicketState, Tickets } from './tickets.ts';
export type { TokenSource } from './token.ts';
export type * from './types.ts';
export type { Typing, Typist } from './typing.ts';
export type { Upload, UploadOptions } from './uploads.ts';
