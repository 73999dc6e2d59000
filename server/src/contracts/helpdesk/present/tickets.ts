import type { z } from 'zod';
import type { Ticket, TicketComment } from '../../../core/tickets/types.ts';
import type { AttachmentLinks } from '../context.ts';
import type { commentAnswer, ticketAnswer } from '../schema/ticket-answers.ts';
import { presentAttachment } from './messages.ts';

export type TicketBody = z.infer<typeof ticketAnswer>;
export type CommentBody = z.infer<typeof commentAnswer>;

/** A ticket, the same for everybody who may see it. */
export function presentTicket(ticket: Ticket, links: AttachmentLinks): TicketBody {
  return {
    id: ticket.id,
    number: ticket.number,
    subject: ticket.subject,
    description: ticket.description,
    status: ticket.status,
    priority: ticket.priority,
    category: ticket.category,
    tags: [...ticket.tags],
    requesterId: ticket.requesterId,
    requester: ticket.requester,
    assigneeId: ticket.assigneeId,
    assignee: ticket.assignee,
    conversationId: ticket.conversationId,
    attachments: ticket.attachments.map((file) => presentAttachment(file, links)),
    metadata: ticket.metadata,
    commentCount: ticket.commentCount,
    firstRespondedAt: ticket.firstRespondedAt,
    resolvedAt: ticket.resolvedAt,
    closedAt: ticket.closedAt,
    reopenedCount: ticket.reopenedCount,
    sla: ticket.sla,
    rating: ticket.rating,
    createdAt: ticket.createdAt,
    updatedAt: ticket.updatedAt,
    lastActivityAt: ticket.lastActivityAt,
  };
}

/** A public comment or an internal note. */
export function presentComment(comment: TicketComment, links: AttachmentLinks): CommentBody {
  return {
    id: comment.id,
    ticketId: comment.ticketId,
    authorId: comment.authorId,
    author: comment.author,
    content: comment.content,
    internal: comment.internal,
    attachments: comment.attachments.map((file) => presentAttachment(file, links)),
    messageId: comment.messageId,
    seq: comment.seq,
    createdAt: comment.createdAt,
    editedAt: comment.editedAt,
    deletedAt: comment.deletedAt,
  };
}
