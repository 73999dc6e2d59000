import type { Metadata } from '../conversations/types.ts';
import type {
  FieldChange,
  Ticket,
  TicketComment,
  TicketEvent,
  TicketPriority,
  TicketStats,
  TicketStatus,
} from './types.ts';

export type NewTicket = {
  readonly id: string;
  readonly conversationId: string;
  readonly subject: string;
  readonly description: string;
  readonly category: string;
  readonly priority: TicketPriority;
  readonly tags: readonly string[];
  readonly attachmentIds: readonly string[];
  readonly metadata: Metadata;
  /** The conversation's own. */
  readonly conversationMetadata: Metadata;
  readonly requesterId: string;
  readonly createdBy: string;
  readonly clientId: string | null;
  /** Set with `clientId`. */
  readonly requestHash: string | null;
};

export type Created =
  | { readonly kind: 'created' }
  /** The creator used the client id before for the same request: this is what came of it. */
  | { readonly kind: 'duplicate'; readonly id: string }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'attachment_taken' };

/** What a committed change of a ticket was; `accessVersion` is set where it changed who may write in the conversation. */
export type TicketChange = { readonly changes: readonly FieldChange[]; readonly accessVersion: number | null };

export type TicketFields = {
  readonly subject?: string | undefined;
  readonly priority?: TicketPriority | undefined;
  readonly category?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Metadata | undefined;
};

/** Tags that come and go, whatever else there is. */
export type TagChanges = { readonly add: readonly string[]; readonly remove: readonly string[] };

/** Null or empty: no filter. */
export type TicketFilter = {
  readonly status: readonly TicketStatus[];
  readonly priority: readonly TicketPriority[];
  readonly category: readonly string[];
  readonly tag: string | null;
  /** 'none': unassigned. */
  readonly assigneeId: string | 'none' | null;
  readonly requesterId: string | null;
  /** Part of the subject, any case, or the number. */
  readonly q: string | null;
  readonly createdFrom: string | null;
  readonly createdTo: string | null;
  /** Whether a target was missed. */
  readonly slaBreached: boolean | null;
};

export const TICKET_SORTS = ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt', '-priority', 'priority'] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];

/** The place of a ticket in a sorted list: what it is sorted by, then its id. */
export type TicketPosition = { readonly at: string; readonly rank: number; readonly id: string };

/** Where a list of tickets begins: after a place, after so many, or (null) at its head. */
export type TicketStart = TicketPosition | { readonly offset: number } | null;

export type NewNote = {
  readonly id: string;
  readonly ticketId: string;
  readonly authorId: string;
  readonly content: string;
  readonly attachmentIds: readonly string[];
  readonly clientId: string | null;
  readonly requestHash: string | null;
};

/** Where a list that is merged from a ticket's messages, notes and events goes on. */
export type StreamPosition = { readonly seq: number; readonly note: number; readonly event: number };

/** Tickets. Each change, what the history tells of it and the notices of it are one transaction. */
export type TicketStore = {
  create(ticket: NewTicket): Promise<Created>;
  /** The ticket for which somebody used a client id, if any. */
  findCreated(createdBy: string, clientId: string): Promise<string | null>;
  /** The ticket whose conversation this is, if any. */
  idOf(conversationId: string): Promise<string | null>;
  /** Those of the ids that exist, in the order given. */
  find(ids: readonly string[]): Promise<Ticket[]>;
  /**
   * Null when it had that status before. `check` judges, under the lock, whether the ticket may go there from where it is.
   * @throws what `check` throws.
   */
  setStatus(
    id: string,
    by: string | null,
    status: TicketStatus,
    check: (from: TicketStatus) => void,
  ): Promise<TicketChange | null>;
  /** Null when nothing differed; `joined` when the assignee became a member of the conversation. */
  assign(
    id: string,
    by: string,
    assigneeId: string | null,
  ): Promise<(TicketChange & { readonly joined: boolean }) | null>;
  update(id: string, by: string, fields: TicketFields, tags?: TagChanges): Promise<TicketChange | null>;
  /** Null when the ticket is neither resolved nor closed. */
  rate(id: string, by: string, score: number, comment: string | null): Promise<TicketChange | null>;
  list(
    filter: TicketFilter,
    sort: TicketSort,
    after: TicketStart,
    limit: number,
  ): Promise<{ readonly ticket: Ticket; readonly position: TicketPosition }[]>;
  count(filter: TicketFilter): Promise<number>;
  stats(from: string | null, to: string | null): Promise<TicketStats>;
  addNote(note: NewNote): Promise<Created>;
  /** Whether somebody used a client id for an internal note on the ticket of a conversation. */
  hasNote(conversationId: string, authorId: string, clientId: string): Promise<boolean>;
  findNotes(ids: readonly string[]): Promise<TicketComment[]>;
  /** Internal notes by the order of writing, after one or (descending) before the end. */
  notes(ticketId: string, after: number, limit: number): Promise<{ note: TicketComment; position: number }[]>;
  lastNotes(ticketId: string, limit: number): Promise<{ note: TicketComment; position: number }[]>;
  /** The stored part of the history, ascending. */
  events(ticketId: string, after: number, limit: number): Promise<{ event: TicketEvent; position: number }[]>;
  setWatcher(ticketId: string, userId: string, on: boolean): Promise<void>;
};
