import type { ClientBase, Pool } from 'pg';
import { ParleyError } from '../../core/errors.ts';
import type { Notice } from '../../core/notifications/types.ts';
import type { TagChanges, TicketChange, TicketFields, TicketStore } from '../../core/tickets/store.ts';
import type { FieldChange, TicketAction, TicketPriority, TicketStatus } from '../../core/tickets/types.ts';
import { noteConversation } from './fact-notes.ts';
import { changeAccess } from './members.ts';
import { addNotices } from './notice-outbox.ts';
import { transaction } from './pool.ts';
import { recomputeSla } from './sla.ts';
import { addSupportMember } from './support.ts';

type Changing = Pick<TicketStore, 'setStatus' | 'assign' | 'update' | 'rate'>;

export type LockedTicket = {
  id: string;
  conversation_id: string;
  requester_id: string;
  status: TicketStatus;
  priority: TicketPriority;
  subject: string;
  category: string;
  tags: string[];
  metadata: unknown;
  assignee_id: string | null;
  first_responded_at: Date | null;
  resolved_at: Date | null;
  closed_at: Date | null;
};

/** Locks the conversation and then the ticket: the order in which a message of it takes them. */
export async function lockTicket(client: ClientBase, id: string): Promise<LockedTicket> {
  await client.query(
    'SELECT 1 FROM conversations WHERE id = (SELECT conversation_id FROM tickets WHERE id = $1) FOR NO KEY UPDATE',
    [id],
  );
  const result = await client.query<LockedTicket>('SELECT * FROM tickets WHERE id = $1 FOR NO KEY UPDATE', [id]);
  const ticket = result.rows[0];
  if (!ticket) throw new ParleyError('not_found', 'There is no such ticket');
  return ticket;
}

type Row = { readonly action: TicketAction; readonly change: FieldChange | null };

/** Writes rows of the history, in the transaction of what they tell. */
export async function record(
  client: ClientBase,
  ticketId: string,
  by: string | null,
  rows: readonly Row[],
  at: Date,
): Promise<void> {
  await client.query(
    `INSERT INTO ticket_events (ticket_id, at, actor_id, action, field, old_value, new_value)
     SELECT $1, $2, $3, r.action, r.field, r.old_value::json, r.new_value::json
     FROM unnest($4::text[], $5::text[], $6::text[], $7::text[]) WITH ORDINALITY AS r(action, field, old_value, new_value, ord) ORDER BY r.ord`,
    [
      ticketId,
      at,
      by,
      rows.map((row) => row.action),
      rows.map((row) => row.change?.field ?? null),
      rows.map((row) => json(row.change?.from)),
      rows.map((row) => json(row.change?.to)),
    ],
  );
}

function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** Has the search look at a ticket anew. */
export async function queueForSearch(client: ClientBase, ticketId: string): Promise<void> {
  await client.query('INSERT INTO ticket_search_queue (ticket_id) VALUES ($1)', [ticketId]);
}

function noticeOf(
  ticket: LockedTicket,
  by: string | null,
  notice: Pick<Notice, 'kind' | 'userIds' | 'status'>,
): Notice {
  return {
    ...notice,
    actorId: by ?? '',
    ticketId: ticket.id,
    conversationId: ticket.conversation_id,
    seq: null,
    noteId: null,
  };
}

/**
 * Gives a locked ticket another status, with all that follows from it: its times, its conversation, its history, notices.
 * @returns the fields that changed, and the conversation's new access version.
 */
export async function moveTicket(
  client: ClientBase,
  ticket: LockedTicket,
  by: string | null,
  status: TicketStatus,
  at: Date,
): Promise<Required<TicketChange> & { readonly accessVersion: number }> {
  const ended = ticket.resolved_at !== null || ticket.closed_at !== null;
  const reopens = (status === 'open' || status === 'in_progress') && ended;
  const resolvedAt = status === 'resolved' ? at : reopens ? null : ticket.resolved_at;
  const closedAt = status === 'closed' ? at : reopens ? null : ticket.closed_at;
  await client.query(
    `UPDATE tickets SET status = $2, resolved_at = $3, closed_at = $4, reopened_count = reopened_count + $5, updated_at = $6 WHERE id = $1`,
    [ticket.id, status, resolvedAt, closedAt, reopens ? 1 : 0, at],
  );
  await client.query('UPDATE conversations SET status = $2 WHERE id = $1', [
    ticket.conversation_id,
    status === 'closed' ? 'closed' : 'active',
  ]);
  const accessVersion = await changeAccess(client, ticket.conversation_id, at);
  if ((ticket.status === 'closed') !== (status === 'closed'))
    await noteConversation(client, ticket.conversation_id, ['status'], at);
  const change = { field: 'status', from: ticket.status, to: status };
  await record(client, ticket.id, by, [{ action: 'status_changed', change }], at);
  await recomputeSla(client, ticket.id, at);
  await addNotices(client, [noticeOf(ticket, by, { kind: 'ticket.status_changed', userIds: [], status })], at);
  return { changes: [change], accessVersion };
}

/** Gives a locked ticket to an agent, who becomes a member of its conversation, or to nobody. */
export async function giveTicket(
  client: ClientBase,
  ticket: LockedTicket,
  by: string,
  assigneeId: string | null,
  at: Date,
): Promise<TicketChange & { readonly joined: boolean }> {
  const { id } = ticket;
  await client.query('UPDATE tickets SET assignee_id = $2, updated_at = $3 WHERE id = $1', [id, assigneeId, at]);
  const joined = assigneeId !== null && (await addSupportMember(client, ticket.conversation_id, assigneeId, null, at));
  const accessVersion = joined ? await changeAccess(client, ticket.conversation_id, at) : null;
  const change = { field: 'assigneeId', from: ticket.assignee_id, to: assigneeId };
  await record(client, id, by, [{ action: 'assigned', change }], at);
  if (assigneeId !== null)
    await addNotices(
      client,
      [noticeOf(ticket, by, { kind: 'ticket.assigned', userIds: [assigneeId], status: null })],
      at,
    );
  return { changes: [change], accessVersion, joined };
}

const MAX_TAGS = 20;

/** @throws `validation_failed` where a ticket would have too many tags. */
function retagged(tags: readonly string[], { add, remove }: TagChanges): string[] {
  const result = [...new Set([...tags.filter((tag) => !remove.includes(tag)), ...add])];
  if (result.length > MAX_TAGS) throw new ParleyError('validation_failed', `A ticket has at most ${MAX_TAGS} tags`);
  return result;
}

function differing(ticket: LockedTicket, fields: TicketFields): FieldChange[] {
  const before: Record<keyof TicketFields, unknown> = ticket;
  const names = ['subject', 'priority', 'category', 'tags', 'metadata'] as const;
  return names.flatMap((field) => {
    const to = fields[field];
    const same = to === undefined || JSON.stringify(to) === JSON.stringify(before[field]);
    return same ? [] : [{ field, from: before[field], to }];
  });
}

/** Changes of tickets; each is one transaction with its history, its notices and its mark for the search. */
export function createTicketChanges(pool: Pool, now: () => number): Changing {
  return {
    setStatus(id, by, status, check) {
      return transaction(pool, async (client) => {
        const ticket = await lockTicket(client, id);
        if (ticket.status === status) return null;
        check(ticket.status);
        return moveTicket(client, ticket, by, status, new Date(now()));
      });
    },

    assign(id, by, assigneeId) {
      return transaction(pool, async (client) => {
        const ticket = await lockTicket(client, id);
        if (ticket.assignee_id === assigneeId) return null;
        return giveTicket(client, ticket, by, assigneeId, new Date(now()));
      });
    },

    update(id, by, given, retag) {
      return transaction(pool, async (client) => {
        const ticket = await lockTicket(client, id);
        const fields = retag ? { ...given, tags: retagged(ticket.tags, retag) } : given;
        const changes = differing(ticket, fields);
        if (changes.length === 0) return null;
        const at = new Date(now());
        await client.query(
          `UPDATE tickets SET subject = COALESCE($2, subject), priority = COALESCE($3, priority), category = COALESCE($4, category),
             tags = COALESCE($5, tags), metadata = COALESCE($6::json, metadata), updated_at = $7 WHERE id = $1`,
          [
            id,
            fields.subject ?? null,
            fields.priority ?? null,
            fields.category ?? null,
            fields.tags ?? null,
            fields.metadata === undefined ? null : JSON.stringify(fields.metadata),
            at,
          ],
        );
        if (fields.subject !== undefined) {
          await client.query(
            'UPDATE conversations SET title = $2, updated_at = $3, changed_xid = pg_current_xact_id(), head_xid = pg_current_xact_id() WHERE id = $1',
            [ticket.conversation_id, fields.subject, at],
          );
          if (fields.subject !== ticket.subject) await noteConversation(client, ticket.conversation_id, ['title'], at);
        }
        await record(
          client,
          id,
          by,
          changes.map((change) => ({ action: 'updated', change })),
          at,
        );
        await queueForSearch(client, id);
        if (changes.some(({ field }) => field === 'priority')) await recomputeSla(client, id, at);
        return { changes, accessVersion: null };
      });
    },

    rate(id, by, score, comment) {
      return transaction(pool, async (client) => {
        const ticket = await lockTicket(client, id);
        if (ticket.status !== 'resolved' && ticket.status !== 'closed') return null;
        const at = new Date(now());
        const before = await client.query<{ rating_score: number | null }>(
          'SELECT rating_score FROM tickets WHERE id = $1',
          [id],
        );
        await client.query(
          'UPDATE tickets SET rating_score = $2, rating_comment = $3, rated_at = $4, updated_at = $4 WHERE id = $1',
          [id, score, comment, at],
        );
        const change = { field: 'rating', from: before.rows[0]?.rating_score ?? null, to: score };
        await record(client, id, by, [{ action: 'rated', change }], at);
        return { changes: [change], accessVersion: null };
      });
    },
  };
}
