import type { ClientBase } from 'pg';
import { change, nextBreach, type Step } from '../../core/sla/ledger.ts';
import { type Happening, replay } from '../../core/sla/replay.ts';
import type { SlaPolicy } from '../../core/sla/types.ts';
import type { TicketPriority, TicketStatus } from '../../core/tickets/types.ts';
import { POLICY_JSON, type PolicyRow, toPolicy } from './sla-policies.ts';
import { LEDGER_COLUMNS, type LedgerRow, ledgerValues, PUT_LEDGER, toLedger } from './sla-rows.ts';

/** A ticket with its account; the account's columns are null where none is written yet. */
export type AccountRow = LedgerRow & {
  id: string;
  ticket_status: TicketStatus;
  ticket_priority: TicketPriority;
  created_at: Date;
  first_responded_at: Date | null;
  is_written: boolean;
  /** The version that the account is under, or that held at the creation, and all that came after. */
  policies: PolicyRow[] | null;
};

const LOAD = `
  SELECT t.id, t.status AS ticket_status, t.priority AS ticket_priority, t.created_at, t.first_responded_at,
    s.ticket_id IS NOT NULL AS is_written, ${LEDGER_COLUMNS},
    (SELECT json_agg(${POLICY_JSON} ORDER BY p.version) FROM sla_policies p
     WHERE p.version >= COALESCE(s.policy_version,
       (SELECT max(e.version) FROM sla_policies e WHERE e.valid_from <= t.created_at), 0)) AS policies
  FROM tickets t LEFT JOIN ticket_sla s ON s.ticket_id = t.id
  WHERE t.id = ANY($1)`;

/**
 * Brings a ticket's account up to `at` and under the facts that the ticket's row now has. To be called in the transaction
 * that changed status, priority or the first answer, or created the ticket, after it locked and changed the ticket's row and
 * wrote its history. Costs one query where no policy was ever set, or nothing has changed that decides about time.
 */
export async function recomputeSla(client: ClientBase, ticketId: string, at: Date): Promise<void> {
  await recomputeAll(client, [ticketId], at);
}

/** The same for several tickets whose rows the caller has locked. */
export async function recomputeAll(client: ClientBase, ticketIds: readonly string[], at: Date): Promise<void> {
  for (const row of await loadAccounts(client, ticketIds)) {
    const step = await bringUp(client, row, at.getTime());
    if (step) await putAccount(client, row.id, step);
  }
}

/** Tickets with their accounts as they are written. */
export async function loadAccounts(client: ClientBase, ticketIds: readonly string[]): Promise<AccountRow[]> {
  const { rows } = await client.query<AccountRow>({ name: 'sla-load', text: LOAD, values: [ticketIds] });
  return rows;
}

/** The account of a ticket under what holds now; null where that is what is written already. */
export async function bringUp(client: ClientBase, row: AccountRow, at: number): Promise<Step | null> {
  const policies = (row.policies ?? []).map(toPolicy);
  if (policies.length === 0) return null;
  const before = row.is_written ? null : await replayed(client, row, policies);
  const facts = {
    status: row.ticket_status,
    priority: row.ticket_priority,
    ...(row.first_responded_at && { answered: true }),
  };
  let { ledger, ended }: Step = before ?? { ledger: toLedger(row, policies[0] ?? null), ended: [] };
  const isSame =
    ledger.status === facts.status &&
    ledger.priority === facts.priority &&
    (ledger.answeredAfter !== null) === (facts.answered === true) &&
    ledger.policy?.version === policies.at(-1)?.version;
  if (isSame) return before;
  for (const policy of policies) {
    if (ledger.policy && policy.version <= ledger.policy.version) continue;
    const step = change(ledger, policy.validFrom, { policy });
    ledger = step.ledger;
    ended = [...ended, ...step.ended];
  }
  const last = change(ledger, at, facts);
  return { ledger: last.ledger, ended: [...ended, ...last.ended] };
}

/** The account from the ticket's history, for a ticket that has none because there was no policy. */
async function replayed(client: ClientBase, row: AccountRow, policies: readonly SlaPolicy[]): Promise<Step> {
  const { rows } = await client.query<{
    at: Date;
    action: string;
    old_value: TicketPriority;
    new_value: TicketStatus & TicketPriority;
  }>(
    `SELECT at, action, old_value, new_value FROM ticket_events
     WHERE ticket_id = $1 AND (action = 'status_changed' OR field = 'priority') ORDER BY id`,
    [row.id],
  );
  const happenings = rows.map(
    ({ at, action, new_value }): Happening =>
      action === 'status_changed'
        ? { at: at.getTime(), kind: 'status', status: new_value }
        : { at: at.getTime(), kind: 'priority', priority: new_value },
  );
  if (row.first_responded_at) happenings.push({ at: row.first_responded_at.getTime(), kind: 'answered' });
  const first = rows.find(({ action }) => action !== 'status_changed');
  return replay({
    createdAt: row.created_at.getTime(),
    priority: first?.old_value ?? row.ticket_priority,
    happenings: happenings.sort((a, b) => a.at - b.at),
    policies,
  });
}

/** Writes an account and the stretches that ended since it was read. */
export async function putAccount(client: ClientBase, ticketId: string, { ledger, ended }: Step): Promise<void> {
  const nextCheckAt = ledger.escalationOwed ? ledger.writtenTo : nextBreach(ledger);
  await client.query(PUT_LEDGER, ledgerValues(ticketId, ledger, nextCheckAt));
  if (ended.length === 0) return;
  await client.query(
    `INSERT INTO ticket_sla_intervals (ticket_id, from_at, to_at, counted, reason, policy_version)
     SELECT $1, to_timestamp(i."from" / 1000.0), to_timestamp(i."to" / 1000.0), i.counted, i.reason, i."policyVersion"
     FROM json_to_recordset($2) AS i ("from" float8, "to" float8, counted boolean, reason text, "policyVersion" int)`,
    [ticketId, JSON.stringify(ended)],
  );
}
