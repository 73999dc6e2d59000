import type { Category } from '../preferences/types.ts';

/** An entry of somebody's feed. */
export type Notification = {
  readonly id: string;
  readonly userId: string;
  readonly category: Category;
  /** What happened, e.g. `ticket.assigned`. */
  readonly type: NoticeKind | 'announcement';
  readonly title: string;
  readonly body: string;
  readonly data: { readonly ticketId?: string; readonly conversationId?: string; readonly messageId?: string };
  readonly readAt: string | null;
  readonly createdAt: string;
};

/** Causes of notices. */
export type NoticeKind =
  | 'ticket.assigned'
  | 'ticket.commented'
  | 'ticket.status_changed'
  | 'group.added'
  | 'offer.received'
  | 'booking.requested';

/**
 * What happened, as it is put down in the transaction that made it happen (`notice_outbox`). Who hears of it, and by which
 * channels, is found out afterwards.
 */
export type Notice = {
  readonly kind: NoticeKind;
  /** Who did it; never told of it. */
  readonly actorId: string;
  readonly ticketId: string | null;
  readonly conversationId: string | null;
  /** The message that it is about: a public comment, an offer, a booking. */
  readonly seq: number | null;
  /** The internal note that it is about; only agents ever hear of it. */
  readonly noteId: string | null;
  /** Whom it concerns: the new assignee, the people added; empty where the ticket or conversation says so. */
  readonly userIds: readonly string[];
  /** For `ticket.status_changed`. */
  readonly status: string | null;
};
