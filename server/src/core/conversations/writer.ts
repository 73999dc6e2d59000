import type { NoticeKind } from '../notifications/types.ts';
import type { FieldChange, Ticket, TicketStatus } from '../tickets/types.ts';
import type { MessageType } from './types.ts';

/** A message that passed its checks and waits for a place in its conversation. JSON fields are already text. */
export type NewMessage = {
  readonly conversationId: string;
  /** The access version under which the sender was found allowed to write; another one in the store means "look again". */
  readonly accessVersion: number;
  readonly senderId: string;
  readonly type: MessageType;
  readonly content: string;
  readonly metadata: string | null;
  readonly mentions: string | null;
  readonly replyTo: number | null;
  readonly forwardedFrom: string | null;
  readonly clientId: string | null;
  /** Hash of the request as sent; set with `clientId`. */
  readonly requestHash: string | null;
  readonly attachmentIds: readonly string[];
  /** What others are told of besides the message itself; put down in the same transaction. */
  readonly notice: NoticeKind | null;
  readonly ticket: TicketEffect | null;
  /** What is put down for those outside, in the same transaction; null while nobody there hears of such conversations. */
  readonly fact: SentFact | null;
};

/**
 * `online`: whether the other person of a direct conversation is online now; null elsewhere. `trace`: where the sending stands in a
 * trace, null where no traces are wanted.
 */
export type SentFact = { readonly online: boolean | null; readonly trace: string | null };

/** What a message does to the ticket whose conversation it is in, in the same transaction. */
export type TicketEffect = {
  readonly ticketId: string;
  /** By the requester, while it was pending or resolved: it is open again. */
  readonly reopens: boolean;
  /** The first public answer of an agent. */
  readonly answers: boolean;
  /** Null for a message that asks for nothing, which is nearly every one. */
  readonly move: TicketMove | null;
};

/**
 * A status that is asked for with a message: both are stored, or neither. What it is judged by is the ticket's status under
 * its lock, so that a conversation that was closed when the sender was checked is no obstacle by itself.
 */
export type TicketMove = {
  /** Null: the ticket stays as it is. */
  readonly to: TicketStatus | null;
  /** Where the ticket may stand; `to` is among them where a ticket that is there already takes the message. */
  readonly from: readonly TicketStatus[];
};

/** How a ticket changed with a message of it. */
export type TicketReaction = {
  /** Empty where a message with a `TicketMove` found the ticket where it was to be. */
  readonly changes: readonly FieldChange[];
  /** The conversation's new access version, where something changed. */
  readonly accessVersion: number | null;
  /** The ticket as this very message left it; null for messages without a `TicketMove`. */
  readonly ticket: Ticket | null;
};

export type WriteResult =
  /** Durable. `createdAt` is in milliseconds. */
  | {
      readonly kind: 'written';
      readonly seq: number;
      readonly createdAt: number;
      readonly reaction: TicketReaction | null;
    }
  /** The client id was used before for the same request: nothing was stored, this is the first message. */
  | { readonly kind: 'duplicate'; readonly seq: number }
  /** The client id was used before for another request: nothing was stored. */
  | { readonly kind: 'mismatch' }
  /** Who may write changed meanwhile: nothing was stored, check again and resubmit. */
  | { readonly kind: 'stale' }
  /** The ticket, found in this status, may not go where the message wants it: nothing was stored. */
  | { readonly kind: 'refused'; readonly status: TicketStatus }
  /** An attachment was used by another message meanwhile: nothing was stored. */
  | { readonly kind: 'attachment_taken' };

/**
 * Gives messages their numbers and makes them durable. Messages of one conversation are numbered in the order of their
 * `write` calls; a result arrives only after the commit. Rejects with `unavailable` when the outcome is unknown.
 */
export type MessageWriter = {
  write(message: NewMessage): Promise<WriteResult>;
  /**
   * Writes messages of different conversations in one transaction: all of them are written, with results in their order, or
   * none is and all have the same result, which is `stale`, `attachment_taken`, or `mismatch` where a client id of one of several
   * is in use, for whatever message.
   */
  writeTogether(messages: readonly NewMessage[]): Promise<WriteResult[]>;
  /** The message for which a sender used a client id in a conversation, if any. */
  find(
    conversationId: string,
    senderId: string,
    clientId: string,
  ): Promise<{ seq: number; requestHash: string } | null>;
  /** True while a commit is in flight or messages wait. */
  busy(): boolean;
  /** Finishes what was submitted, then lets go of its connection. */
  close(): Promise<void>;
};
