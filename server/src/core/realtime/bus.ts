import type { CoreEvent } from '../events.ts';

/** `own`: only what this node publishes itself. */
export type BusPart = 'all' | 'own';

/**
 * Carries core events to every node, this one too. May lose an event (a client then notices a gap and reads from the
 * store), never invents one. This node's listeners have heard an event when `publish` returns.
 */
export type Bus = {
  publish(event: CoreEvent): void;
  /** `listener` must not throw. Returns the function that ends the subscription. */
  subscribe(listener: (event: CoreEvent) => void, part?: BusPart): () => void;
};

/**
 * Who is concerned by the frequent events of conversations, so that nodes without any of them look no further. An event may
 * reach a node for nothing, and one that a node did not need is as good as lost there.
 */
export type BusInterest = {
  /** Who may hear of an ordinary event of a conversation; null where that is not remembered, or more than a few. */
  audience(conversationId: string): readonly string[] | null;
  /** Whether anybody of them listens here. If not, the conversation is past `seq` here; 0 for what is no message. */
  concerns(conversationId: string, userIds: readonly string[], seq: number): boolean;
};

/** What a node knows of an event before anybody hears of it. */
export type BusFilter = {
  /** How an event of another node is to be heard here; null: it is no news. */
  arriving(event: CoreEvent): CoreEvent | null;
  /** The same for one of this node, for all nodes. */
  leaving(event: CoreEvent): CoreEvent | null;
};
