import type { Message } from '../conversations/types.ts';

/** A moment in the database's history: what could not be seen then lies past it. */
export type Moment = {
  /** The oldest transaction that had not ended. */
  readonly horizon: bigint;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly at: number;
};

/** A conversation in which something was committed. */
export type FollowedConversation = {
  readonly conversationId: string;
  /** Messages were sent or changed. */
  readonly messages: boolean;
  /** Its title, members or status changed. */
  readonly looks: boolean;
};

export type FollowedMessage = {
  readonly message: Message;
  /** It was sent past the moment; else it was only changed since. */
  readonly isNew: boolean;
};

/** Somebody who came into a conversation, or is out of it. */
export type Passage =
  | { readonly kind: 'came'; readonly conversationId: string; readonly userId: string }
  | {
      readonly kind: 'went';
      readonly conversationId: string;
      readonly userId: string;
      readonly reason: 'removed' | 'left' | 'deleted';
    };

/** What of others' work concerns the people on a node, read from the database itself. `since`: also what is a little older. */
export type FollowStore = {
  now(): Promise<Moment>;
  /** Those of `conversationIds`, and of the conversations of `userIds`, in which something changed. */
  conversations(
    since: Moment,
    userIds: readonly string[],
    conversationIds: readonly string[],
  ): Promise<readonly FollowedConversation[]>;
  /** Messages of a conversation past `afterSeq`, ascending; at most `limit`. */
  messages(since: Moment, conversationId: string, afterSeq: number, limit: number): Promise<readonly FollowedMessage[]>;
  /** Of `userIds`: who came into conversations and who is out of them. */
  passages(since: Moment, userIds: readonly string[]): Promise<readonly Passage[]>;
  /** Those of `userIds` who are suspended, or of whom something else changed. */
  people(since: Moment, userIds: readonly string[]): Promise<readonly { userId: string; suspended: boolean }[]>;
  /** Tickets that changed; at most `limit`, the latest. */
  tickets(
    since: Moment,
    limit: number,
  ): Promise<readonly { ticketId: string; conversationId: string; isNew: boolean }[]>;
  /** Which of `nodes` have asked the database something in the last `withinMs`. */
  working(nodes: readonly string[], withinMs: number): Promise<readonly string[]>;
};
