import type { Attachment, Metadata } from '../conversations/types.ts';
import type { UserRef } from '../users/types.ts';

export const TICKET_STATUSES = ['open', 'in_progress', 'pending', 'resolved', 'closed'] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** From the least to the most pressing. */
export const TICKET_PRIORITIES = ['low', 'medium', 'high', 'urgent'] as const;
export type TicketPriority = (typeof TICKET_PRIORITIES)[number];

export type TicketRating = { readonly score: number; readonly comment: string | null; readonly ratedAt: string };

/** What a ticket shows of its deadlines. */
export type TicketSla = {
  readonly firstResponseDueAt: string | null;
  readonly resolutionDueAt: string | null;
  readonly firstResponseBreached: boolean;
  readonly resolutionBreached: boolean;
  /** Since when the ticket has been pending; null when it is not. */
  readonly pausedAt: string | null;
};

/** A request for support, with the conversation in which it is dealt with. */
export type Ticket = {
  readonly id: string;
  /** Grows by creation; what people call the ticket by. */
  readonly number: number;
  readonly subject: string;
  readonly description: string;
  readonly status: TicketStatus;
  readonly priority: TicketPriority;
  readonly category: string;
  readonly tags: readonly string[];
  readonly requesterId: string;
  readonly requester: UserRef;
  readonly assigneeId: string | null;
  readonly assignee: UserRef | null;
  readonly conversationId: string;
  readonly attachments: readonly Attachment[];
  readonly metadata: Metadata;
  /** Public comments; those that were deleted keep their place and count. */
  readonly commentCount: number;
  readonly firstRespondedAt: string | null;
  readonly resolvedAt: string | null;
  readonly closedAt: string | null;
  readonly reopenedCount: number;
  /** Null where nothing is promised. */
  readonly sla: TicketSla | null;
  readonly rating: TicketRating | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Of the ticket or its last public comment: an internal note must not show here. */
  readonly lastActivityAt: string;
};

/** A public comment (a message of the ticket's conversation) or an internal note. */
export type TicketComment = {
  readonly id: string;
  readonly ticketId: string;
  readonly authorId: string;
  /** Null for what the server said by itself. */
  readonly author: UserRef | null;
  readonly content: string;
  readonly internal: boolean;
  readonly attachments: readonly Attachment[];
  /** Null for internal notes, as `seq` is. */
  readonly messageId: string | null;
  readonly seq: number | null;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
};

/** What changed of a ticket, by the name of the field. */
export type FieldChange = { readonly field: string; readonly from: unknown; readonly to: unknown };

export const TICKET_ACTIONS = [
  'created',
  'status_changed',
  'assigned',
  'updated',
  'commented',
  'escalated',
  'rated',
] as const;
export type TicketAction = (typeof TICKET_ACTIONS)[number];

/** An entry of a ticket's history. */
export type TicketEvent = {
  readonly id: string;
  readonly at: string;
  /** Null: the server itself. */
  readonly actorId: string | null;
  readonly actor: UserRef | null;
  readonly action: TicketAction;
  readonly field: string | null;
  readonly from: unknown;
  readonly to: unknown;
};

export type TicketStats = {
  readonly from: string | null;
  readonly to: string | null;
  readonly total: number;
  readonly unassigned: number;
  readonly byStatus: { readonly [S in TicketStatus]: number };
  readonly byPriority: { readonly [P in TicketPriority]: number };
  readonly byCategory: { readonly [category: string]: number };
  readonly byAssignee: readonly {
    readonly assigneeId: string;
    readonly name: string;
    readonly open: number;
    readonly resolved: number;
  }[];
  readonly firstResponse: Duration;
  readonly resolution: Duration;
  readonly csat: { readonly count: number; readonly average: number | null };
  /** Of the targets that were met or missed, the share that was missed (0 to 1); null where there are none. */
  readonly sla: { readonly firstResponseBreachRate: number | null; readonly resolutionBreachRate: number | null };
  /** How many tickets were open at the end of each day (UTC), or are at present; whenever they were made. */
  readonly backlog: readonly { readonly date: string; readonly open: number }[];
};

/** Seconds; null at count 0. */
export type Duration = {
  readonly count: number;
  readonly averageSeconds: number | null;
  readonly medianSeconds: number | null;
};

const NEXT: Readonly<Record<TicketStatus, readonly TicketStatus[]>> = {
  open: ['in_progress', 'pending', 'resolved', 'closed'],
  in_progress: ['open', 'pending', 'resolved', 'closed'],
  pending: ['open', 'in_progress', 'resolved', 'closed'],
  resolved: ['open', 'in_progress', 'closed'],
  closed: ['open'],
};

/** Whether a ticket may go from one status to another. */
export function mayFollow(from: TicketStatus, to: TicketStatus): boolean {
  return NEXT[from].includes(to);
}
