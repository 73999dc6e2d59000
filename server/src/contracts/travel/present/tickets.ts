import { isAgent } from '../../../core/actor.ts';
import type { Message } from '../../../core/conversations/types.ts';
import type { Ticket, TicketStatus } from '../../../core/tickets/types.ts';
import { publicId } from '../ids.ts';
import type { ShownStatus } from '../schema/tickets.ts';

/** Marks, in its metadata, a message that was said as an admin's response, also on the admin's own ticket. */
export const RESPONSE = { supportResponse: true } as const;

function shownStatus(status: TicketStatus): ShownStatus {
  return status === 'pending' ? 'in_progress' : status;
}

/** A ticket's row, without its messages. */
export function presentTicket(ticket: Ticket) {
  return {
    id: publicId(ticket.id),
    user_id: publicId(ticket.requesterId),
    user_name: ticket.requester.name,
    subject: ticket.subject,
    description: ticket.description,
    category: ticket.category,
    status: shownStatus(ticket.status),
    priority: ticket.priority,
    created_at: ticket.createdAt,
    updated_at: ticket.updatedAt,
  };
}

/** Nobody but its owner, agents and admins writes in a ticket: whoever is not the owner spoke for the support team. */
function speaksForSupport(message: Message, ownerId: string): boolean {
  if (message.senderId !== ownerId) return true;
  return message.metadata.supportResponse === true && message.sender !== null && isAgent(message.sender);
}

/** A public comment of the ticket `ticketId`, which belongs to `ownerId`. */
export function presentSupportMessage(message: Message, ticketId: string, ownerId: string) {
  return {
    id: publicId(message.id),
    ticket_id: publicId(ticketId),
    seq: message.seq,
    sender_id: publicId(message.senderId),
    sender_name: message.sender?.name ?? message.senderId,
    message_text: message.content,
    is_admin: speaksForSupport(message, ownerId),
    created_at: message.createdAt,
  };
}
