import { messageId } from '../ids.ts';
import type { NoticeFacts } from './store.ts';
import type { Notice, Notification } from './types.ts';

/** `in_progress` as people say it. */
function spoken(status: string | null): string {
  return (status ?? '').replaceAll('_', ' ');
}

/** What happened, as a sentence about `actor`. It holds no text of a message, because that can be deleted. */
export function sentenceOf(notice: Notice, actor: string): string {
  switch (notice.kind) {
    case 'ticket.assigned':
      return `${actor} assigned this ticket to you.`;
    case 'ticket.commented':
      return notice.noteId === null ? `${actor} commented.` : `${actor} added an internal note.`;
    case 'ticket.status_changed':
      return `${actor} set the status to ${spoken(notice.status)}.`;
    case 'group.added':
      return `${actor} added you to this group.`;
    case 'offer.received':
      return `${actor} sent a service offer.`;
    case 'booking.requested':
      return `${actor} sent a booking request.`;
  }
}

/** What it happened to. */
export function titleOf(notice: Notice, { ticket, conversation }: NoticeFacts): string {
  if (ticket) return `#${ticket.number} ${ticket.subject}`;
  if (conversation?.title) return conversation.title;
  return notice.kind === 'booking.requested' ? 'Booking request' : 'Service offer';
}

/** What a client needs to open the right place. */
export function dataOf(notice: Notice, { ticket }: NoticeFacts): Notification['data'] {
  const conversationId = notice.conversationId ?? ticket?.conversationId;
  return {
    ...(notice.ticketId !== null && { ticketId: notice.ticketId }),
    ...(conversationId !== undefined && { conversationId }),
    ...(conversationId !== undefined && notice.seq !== null && { messageId: messageId(conversationId, notice.seq) }),
  };
}
