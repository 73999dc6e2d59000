import type { ConversationScope } from '../conversations/scope.ts';
import type { Attachment, ConversationType, MessageType } from '../conversations/types.ts';

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

/** The conversation that a fact belongs to, as it is now. Holds no words of anybody's. */
export type FactConversation = {
  readonly id: string;
  readonly type: ConversationType;
  readonly ticketId: string | null;
  /** Those of the dialects' scopes that it is in now. */
  readonly scopes: readonly ConversationScope[];
  /** Only where it is in one of them. */
  readonly members: readonly { readonly userId: string; readonly name: string }[];
};

/** A message without what it says. `createdAt` is in milliseconds. */
export type FactMessage = {
  readonly id: string;
  readonly seq: number;
  readonly senderId: string;
  readonly type: MessageType;
  /** As it was sent with, whatever became of it; of steps of marks not told. */
  readonly attachments: readonly Pick<Attachment, 'kind'>[];
  readonly createdAt: number;
};

/**
 * A step of somebody's mark, over the messages after `fromSeq` and up to `seq`; `at` is in milliseconds. Messages are others',
 * undeleted at that time, in their order; none where the conversation is in none of the dialects' scopes.
 */
type MarkFact = {
  readonly conversation: FactConversation;
  readonly userId: string;
  readonly fromSeq: number;
  readonly seq: number;
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
      /** Where its sending stands in a trace; null where no traces are wanted. */
      readonly trace: string | null;
    }
  | ({ readonly kind: 'mark.delivered' } & MarkFact)
  | ({ readonly kind: 'mark.read' } & MarkFact)
  | NotedFact;

/** Of what happens rarely, what is told of it is put down with it. Times are in milliseconds. */
export type NotedFact = {
  readonly kind: Exclude<EngineEventType, 'message.sent' | 'message.delivered' | 'message.read' | 'webhook.tested'>;
  /** Null of what belongs to none, or to one that is gone. */
  readonly conversation: FactConversation | null;
  /** What it belongs to: the conversation or the user. */
  readonly key: string;
  /** The message's number; 0 of what is no message. */
  readonly seq: number;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** The version of the schema of these events: rises when a field goes away or means something else, and not when one is added. */
export const ENGINE_SCHEMA = 1;

/** What an outlet takes: events of a contract, the engine's own, or calls that make somebody's devices ring. */
export type Feed = 'events' | 'engine' | 'notifications';

/** Something that the outside hears. Those of one `key` reach each outlet in the order in which they happened. */
export type OutsideEvent = {
  readonly feed: Feed;
  readonly name: string;
  readonly key: string;
  /** Where it bears its own id it is made of that. */
  readonly payload: Payload | ((id: string) => Payload);
};
type Payload = Readonly<Record<string, unknown>>;

/** How a contract speaks of facts to the outside. */
export type Dialect = {
  /** What it has events for; where no outlet takes any of that it is not asked. */
  readonly feeds: readonly Feed[];
  /**
   * Conversations whose messages and marks it speaks of: of types that no dialect in use speaks of none are even put down. Null:
   * it speaks of every fact.
   */
  readonly scope: ConversationScope | null;
  /** What the outside hears of a fact in its scope, in order; may be nothing. The same fact gives the same events. */
  speak(fact: Fact): readonly OutsideEvent[];
};

/** An event on its way to one outlet. `id` is the same each time it is tried; `payload` is JSON, byte for byte the same too. */
export type Delivery = {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly payload: string;
  /** The place in a trace (`traceparent`) that it belongs to; nothing where no traces are wanted. */
  readonly trace?: string | null;
};

/** A way out of the server: a webhook, a broker, another service. */
export type Outlet = {
  /** Under which its deliveries are kept; never changes. */
  readonly name: string;
  readonly feed: Feed;
  /** Milliseconds after which nobody wants a delivery any more: older ones are dropped. Without it all are sent. */
  readonly freshForMs?: number;
  /** Keys that are sent at once; 16 where nothing is said. */
  readonly keysAtOnce?: number;
  /** Milliseconds of the longest pause between two attempts; a minute where nothing is said. */
  readonly longestPauseMs?: number;
  /** Whether what was sent is kept for a while, with what came of it. */
  readonly keepsLog?: boolean;
  /**
   * Resolves once the other side has taken it, with the status of its answer where there is one; rejects when it must be tried
   * again (with `RefusedError` where there was an answer), with `Undeliverable` where that would be in vain, and with `OutletAway` where
   * nothing at all can be sent. Settles within `SEND_LIMIT_MS`.
   */
  send(delivery: Delivery): Promise<unknown>;
  /**
   * The same for several of one key: sends as many of the first ones as the other side takes all or not at all, at least one, and resolves
   * with how many those were. Where it rejects nothing is known of any.
   */
  sendAll?(deliveries: readonly Delivery[]): Promise<number>;
  /** Whether the other side answers at all, for health; where that can be asked without sending. Never rejects. */
  check?(): Promise<boolean>;
  /** Ends what it keeps open; nothing is sent afterwards. */
  close?(): Promise<void>;
};

/** The other side answered, and did not take it. The message says so in words for a log: no secrets, nothing of the answer's body. */
export class RefusedError extends Error {
  override name = 'RefusedError';
  readonly status: number;

  constructor(status: number) {
    super(`answered ${status}`);
    this.status = status;
  }
}

/** What outlets of one kind are called in figures and logs: those of webhooks share a name. */
export function labelOf(outlet: string): string {
  return outlet.split(':', 1)[0] ?? outlet;
}

/** Milliseconds within which an outlet settles. */
export const SEND_LIMIT_MS = 5_000;

/** The other side refuses a delivery (of several: one of them) and would refuse it for ever. Others are not concerned. */
export class Undeliverable extends Error {
  override name = 'Undeliverable';
}

/** The other side cannot be reached, whatever is sent: no delivery is to blame. */
export class OutletAway extends Error {
  override name = 'OutletAway';
}
