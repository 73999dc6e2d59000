import type { ConversationScope } from '../conversations/scope.ts';
import type { Attachment, ConversationType, MessageType } from '../conversations/types.ts';

/** What happened in a conversation, and whose conversation that is. Holds no words of anybody's. */
export type FactConversation = {
  readonly id: string;
  readonly type: ConversationType;
  /** Those of the dialects' scopes that it is in now. */
  readonly scopes: readonly ConversationScope[];
  readonly members: readonly { readonly userId: string; readonly name: string }[];
};

/** A message without what it says. `createdAt` is in milliseconds. */
export type FactMessage = {
  readonly id: string;
  readonly seq: number;
  readonly senderId: string;
  readonly type: MessageType;
  /** Empty once the message is deleted; of steps of marks not told. */
  readonly attachments: readonly Pick<Attachment, 'kind'>[];
  readonly createdAt: number;
};

/** A step of somebody's mark; `at` is in milliseconds. Messages are others', undeleted at that time, in their order. */
type MarkFact = {
  readonly conversation: FactConversation;
  readonly userId: string;
  readonly at: number;
  readonly messages: readonly FactMessage[];
};

/**
 * What was put down for the outside in the transaction that made it true. A long step of a delivery mark comes as several facts,
 * which together name each message once; a step of a read mark is one fact, with the newest 1000 messages.
 */
export type Fact =
  | {
      readonly kind: 'message.sent';
      readonly conversation: FactConversation;
      readonly message: FactMessage;
      /** Whether the other person of a direct conversation was online at the send; null elsewhere. */
      readonly online: boolean | null;
    }
  | ({ readonly kind: 'mark.delivered' } & MarkFact)
  | ({ readonly kind: 'mark.read' } & MarkFact);

/** Everything that the engine's own events tell of. */
export const ENGINE_EVENTS = [
  'message.sent',
  'message.edited',
  'message.deleted',
  'message.reacted',
  'message.delivered',
  'message.read',
  'conversation.created',
  'conversation.joined',
  'conversation.left',
  'conversation.updated',
  'ticket.created',
  'ticket.updated',
  'ticket.commented',
  'ticket.removed',
  'user.created',
  'user.updated',
  'webhook.tested',
] as const;
export type EngineEventType = (typeof ENGINE_EVENTS)[number];

/** What an outlet takes: events of a contract, the engine's own, or calls that make somebody's devices ring. */
export type Feed = 'events' | 'engine' | 'notifications';

/** Something that the outside hears. Those of one `key` reach each outlet in the order in which they happened. */
export type OutsideEvent = {
  readonly feed: Feed;
  readonly name: string;
  readonly key: string;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** How a contract speaks of facts to the outside. */
export type Dialect = {
  /** Conversations that it speaks of; of types that no dialect speaks of facts are not even put down. */
  readonly scope: ConversationScope;
  /** What the outside hears of a fact in its scope, in order; may be nothing. The same fact gives the same events. */
  speak(fact: Fact): readonly OutsideEvent[];
};

/** An event on its way to one outlet. `id` is the same each time it is tried; `payload` is JSON, byte for byte the same too. */
export type Delivery = {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly payload: string;
};

/** A way out of the server: a webhook, a broker, another service. */
export type Outlet = {
  /** Under which its deliveries are kept; never changes. */
  readonly name: string;
  readonly feed: Feed;
  /** Milliseconds after which nobody wants a delivery any more: older ones are dropped. Without it all are sent. */
  readonly freshForMs?: number;
  /** Resolves once the other side has taken it; rejects when it must be tried again. Settles within `SEND_LIMIT_MS`. */
  send(delivery: Delivery): Promise<void>;
};

/** Milliseconds within which an outlet settles. */
export const SEND_LIMIT_MS = 5_000;
