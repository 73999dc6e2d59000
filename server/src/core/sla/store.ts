import type { FieldChange } from '../tickets/types.ts';
import type { Step } from './ledger.ts';

/** A ticket that was escalated because a target was missed, and what that changed. */
export type Escalation = { readonly ticketId: string; readonly changes: readonly FieldChange[] };

/** An agent's escalation. */
export type HandEscalation = {
  readonly ticketId: string;
  readonly by: string;
  /** What becomes an internal note by `noteId`. */
  readonly reason: string;
  readonly noteId: string;
  /** Who is to have the ticket from now on; null leaves that as it is. */
  readonly assigneeId: string | null;
};

/** What it changed; `joined` when the assignee became a member of the conversation, whose access version it then is. */
export type HandEscalated = {
  readonly changes: readonly FieldChange[];
  readonly joined: boolean;
  readonly accessVersion: number | null;
};

/** The accounts of tickets. They are written in the transactions that change tickets, and here when only time passed. */
export type SlaStore = {
  /** The ledger of a ticket as it is written, with all stretches that ended; null where none is written. */
  account(ticketId: string): Promise<Step | null>;
  /**
   * Brings some of the tickets under way under the latest version of the policy, in the order of their ids and after `after`.
   * @returns where to go on, null at the end; and how many were left out because others had them in hand.
   */
  adopt(at: number, after: string | null): Promise<{ readonly next: string | null; readonly skipped: number }>;
  /** When the next ticket misses a target, in milliseconds since 1970; null while none can. */
  nextCheck(): Promise<number | null>;
  /** Tickets whose check is due, the longest overdue first. */
  due(at: number, limit: number): Promise<string[]>;
  /**
   * Notes the targets that a ticket missed by `at` and, if nobody was called for them yet, raises its priority by a step and
   * tells its history so, in one transaction. Null when there was nothing to do, or somebody else has the ticket in hand.
   */
  escalate(ticketId: string, at: number): Promise<Escalation | null>;
  /** Raises a ticket's priority by a step, with all that goes with it, in one transaction. @throws `ticket_closed`. */
  escalateByHand(escalation: HandEscalation, at: number): Promise<HandEscalated>;
};
