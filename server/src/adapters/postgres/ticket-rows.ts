import type { ClientBase, Pool } from 'pg';
import type { Attachment, Metadata } from '../../core/conversations/types.ts';
import type { Ticket, TicketComment, TicketPriority, TicketStatus } from '../../core/tickets/types.ts';
import type { UserRef } from '../../core/users/types.ts';
import { isoFromJson } from './message-rows.ts';
import { TICKET_SLA_COLUMNS, type TicketSlaRow, toTicketSla } from './sla-rows.ts';

const REF = (alias: string) =>
  `json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'avatar', ${alias}.avatar, 'role', ${alias}.role)`;

const FILES = (condition: string) => `
  (SELECT json_agg(json_build_object('id', a.id, 'name', a.name, 'size', a.size, 'mimeType', a.mime_type, 'kind', a.kind,
            'width', a.width, 'height', a.height, 'duration', a.duration, 'thumbnailSize', a.thumbnail_size, 'createdAt', a.created_at) ORDER BY l.position)
     FROM ticket_attachments l JOIN message_attachments a ON a.id = l.attachment_id WHERE ${condition})`;

/** Everything a ticket shows. Comments are the messages of its conversation, so that their number is the last one's. */
export const TICKET_COLUMNS = `
  t.id, t.number, t.subject, t.description, t.status, t.priority, t.priority_rank, t.category, t.tags, t.requester_id, ${REF('r')} AS requester,
  t.assignee_id, CASE WHEN t.assignee_id IS NOT NULL THEN ${REF('g')} END AS assignee, t.conversation_id, t.metadata,
  c.last_seq AS comment_count, t.first_responded_at, t.resolved_at, t.closed_at, t.reopened_count, t.rating_score, t.rating_comment, t.rated_at,
  t.created_at, t.updated_at, GREATEST(t.updated_at, c.activity_at) AS last_activity_at,
  ${FILES('l.ticket_id = t.id AND l.note_id IS NULL')} AS attachments, ${TICKET_SLA_COLUMNS}`;

export const TICKET_FROM = `tickets t JOIN conversations c ON c.id = t.conversation_id
  JOIN users r ON r.id = t.requester_id LEFT JOIN users g ON g.id = t.assignee_id
  LEFT JOIN ticket_sla s ON s.ticket_id = t.id`;

type JsonAttachment = Omit<Attachment, 'createdAt'> & { readonly createdAt: string };

export type TicketRow = TicketSlaRow & {
  id: string;
  number: number;
  subject: string;
  description: string;
  status: TicketStatus;
  priority: TicketPriority;
  priority_rank: number;
  category: string;
  tags: string[];
  requester_id: string;
  requester: UserRef;
  assignee_id: string | null;
  assignee: UserRef | null;
  conversation_id: string;
  metadata: Metadata;
  comment_count: number;
  first_responded_at: Date | null;
  resolved_at: Date | null;
  closed_at: Date | null;
  reopened_count: number;
  rating_score: number | null;
  rating_comment: string | null;
  rated_at: Date | null;
  created_at: Date;
  updated_at: Date;
  last_activity_at: Date;
  attachments: JsonAttachment[] | null;
};

/** A row of `TICKET_COLUMNS` as the core's ticket; `now` (milliseconds) decides which deadlines have passed. */
export function toTicket(row: TicketRow, now: number): Ticket {
  return {
    id: row.id,
    number: row.number,
    subject: row.subject,
    description: row.description,
    status: row.status,
    priority: row.priority,
    category: row.category,
    tags: row.tags,
    requesterId: row.requester_id,
    requester: row.requester,
    assigneeId: row.assignee_id,
    assignee: row.assignee,
    conversationId: row.conversation_id,
    attachments: filesOf(row.attachments),
    metadata: row.metadata,
    commentCount: row.comment_count,
    firstRespondedAt: row.first_responded_at?.toISOString() ?? null,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    reopenedCount: row.reopened_count,
    sla: toTicketSla(row, now),
    rating:
      row.rating_score !== null && row.rated_at !== null
        ? { score: row.rating_score, comment: row.rating_comment, ratedAt: row.rated_at.toISOString() }
        : null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    lastActivityAt: row.last_activity_at.toISOString(),
  };
}

/** Tickets by their ids, in that order, as `client` sees them; those that are not there are left out. */
export async function findTickets(
  client: Pick<ClientBase | Pool, 'query'>,
  ids: readonly string[],
  now: number,
): Promise<Ticket[]> {
  const result = await client.query<TicketRow>({
    name: 'tickets-find',
    text: `SELECT ${TICKET_COLUMNS} FROM unnest($1::text[]) WITH ORDINALITY AS b(id, ord) JOIN ${TICKET_FROM.replace('tickets t', 'tickets t ON t.id = b.id')} ORDER BY b.ord`,
    values: [ids],
  });
  return result.rows.map((row) => toTicket(row, now));
}

export const NOTE_COLUMNS = `
  n.id, n.position, n.ticket_id, n.author_id, ${REF('u')} AS author, n.content, n.edited_at, n.deleted_at, n.created_at,
  ${FILES('l.note_id = n.id')} AS attachments`;

export type NoteRow = {
  id: string;
  position: string;
  ticket_id: string;
  author_id: string;
  author: UserRef;
  content: string;
  edited_at: Date | null;
  deleted_at: Date | null;
  created_at: Date;
  attachments: JsonAttachment[] | null;
};

/** A row of `NOTE_COLUMNS` as the internal comment that it is. */
export function toNote(row: NoteRow): TicketComment {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    authorId: row.author_id,
    author: row.author,
    content: row.content,
    internal: true,
    attachments: filesOf(row.attachments),
    messageId: null,
    seq: null,
    createdAt: row.created_at.toISOString(),
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
  };
}

function filesOf(files: readonly JsonAttachment[] | null): Attachment[] {
  return (files ?? []).map((file) => ({ ...file, createdAt: isoFromJson(file.createdAt) }));
}
