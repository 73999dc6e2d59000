import type { ClientBase } from 'pg';
import { ParleyError } from '../../core/errors.ts';
import { advance, change, settleEscalation } from '../../core/sla/ledger.ts';
import type { Escalation, HandEscalated, HandEscalation } from '../../core/sla/store.ts';
import { raised } from '../../core/sla/types.ts';
import type { FieldChange, TicketPriority } from '../../core/tickets/types.ts';
import { bringUp, loadAccounts, putAccount, recomputeSla } from './sla.ts';
import { toPolicy } from './sla-policies.ts';
import { toLedger } from './sla-rows.ts';
import { giveTicket, lockTicket, record } from './ticket-changes.ts';
import { insertNote } from './ticket-comments.ts';

/** What `SlaStore.escalate` does, in the caller's transaction. */
export async function escalate(client: ClientBase, ticketId: string, at: Date): Promise<Escalation | null> {
  // The conversation first: the order in which those take the locks who change the ticket.
  const locked = await client.query(
    `SELECT 1 FROM conversations WHERE id = (SELECT conversation_id FROM tickets WHERE id = $1) FOR NO KEY UPDATE SKIP LOCKED`,
    [ticketId],
  );
  // Who does not get it leaves the ticket alone, which whoever has it needs next.
  if (locked.rows.length === 0) return null;
  const ticket = await client.query('SELECT 1 FROM tickets WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED', [ticketId]);
  if (ticket.rows.length === 0) return null;
  const [row] = await loadAccounts(client, [ticketId]);
  if (!row?.is_written) return null;
  const before = (await bringUp(client, row, at.getTime())) ?? {
    ledger: toLedger(row, row.policies?.[0] ? toPolicy(row.policies[0]) : null),
    ended: [],
  };
  const { ledger, ended } = advance(before.ledger, at.getTime());
  const soFar = [...before.ended, ...ended];
  if (!ledger.escalationOwed) {
    await putAccount(client, ticketId, { ledger, ended: soFar });
    return null;
  }
  const [from, to] = [ledger.priority, raised(ledger.priority)];
  const step = change(settleEscalation(ledger), at.getTime(), { priority: to });
  await putAccount(client, ticketId, { ledger: step.ledger, ended: [...soFar, ...step.ended] });
  return { ticketId, changes: await raise(client, ticketId, null, from, to, at) };
}

/** What `SlaStore.escalateByHand` does, in the caller's transaction. */
export async function escalateByHand(
  client: ClientBase,
  { ticketId, by, reason, noteId, assigneeId }: HandEscalation,
  at: Date,
): Promise<HandEscalated> {
  const ticket = await lockTicket(client, ticketId);
  if (ticket.status === 'closed') throw new ParleyError('ticket_closed', 'A closed ticket is not escalated');
  const changes = await raise(client, ticketId, by, ticket.priority, raised(ticket.priority), at);
  await recomputeSla(client, ticketId, at);
  const note = {
    id: noteId,
    ticketId,
    authorId: by,
    content: reason,
    attachmentIds: [],
    clientId: null,
    requestHash: null,
  };
  await insertNote(client, ticket, note, at);
  if (assigneeId === null || assigneeId === ticket.assignee_id) return { changes, joined: false, accessVersion: null };
  const given = await giveTicket(client, ticket, by, assigneeId, at);
  return { ...given, changes: [...changes, ...given.changes] };
}

/** Sets the priority of a locked ticket and tells its history of an escalation, also where the highest one stays. */
async function raise(
  client: ClientBase,
  ticketId: string,
  by: string | null,
  from: TicketPriority,
  to: TicketPriority,
  at: Date,
): Promise<FieldChange[]> {
  const change = { field: 'priority', from, to };
  await client.query('UPDATE tickets SET priority = $2, updated_at = $3 WHERE id = $1', [ticketId, to, at]);
  await record(client, ticketId, by, [{ action: 'escalated', change }], at);
  return from === to ? [] : [change];
}
