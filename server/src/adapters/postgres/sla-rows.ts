import type { Ledger, Target } from '../../core/sla/ledger.ts';
import type { SlaInterval, SlaPolicy } from '../../core/sla/types.ts';
import type { TicketSla } from '../../core/tickets/types.ts';

/** A row of `ticket_sla`, read with `LEDGER_COLUMNS`; amounts are milliseconds. */
export type LedgerRow = {
  policy_version: number | null;
  status: Ledger['status'];
  priority: Ledger['priority'];
  written_to: Date;
  counted_ms: number;
  current_from: Date;
  current_counted: boolean;
  current_reason: SlaInterval['reason'];
  paused_at: Date | null;
  answered_ms: number | null;
  response_minutes: number | null;
  response_limit_ms: number;
  response_due_at: Date | null;
  response_breached_at: Date | null;
  resolution_minutes: number | null;
  resolution_limit_ms: number;
  resolution_due_at: Date | null;
  resolution_breached_at: Date | null;
  escalation_owed: boolean;
};

/** Columns of `ticket_sla s`. Amounts are read as numbers: they stay far below 2^53. */
export const LEDGER_COLUMNS = `s.policy_version, s.status, s.priority, s.written_to, s.counted_ms::float8 AS counted_ms, s.current_from,
  s.current_counted, s.current_reason, s.paused_at, s.answered_ms::float8 AS answered_ms, s.response_minutes,
  s.response_limit_ms::float8 AS response_limit_ms, s.response_due_at, s.response_breached_at, s.resolution_minutes,
  s.resolution_limit_ms::float8 AS resolution_limit_ms, s.resolution_due_at, s.resolution_breached_at, s.escalation_owed`;

/** The account in a row; `policy` is the version that the row names. */
export function toLedger(row: LedgerRow, policy: SlaPolicy | null): Ledger {
  return {
    status: row.status,
    priority: row.priority,
    policy,
    writtenTo: row.written_to.getTime(),
    counted: row.counted_ms,
    answeredAfter: row.answered_ms,
    current: {
      from: row.current_from.getTime(),
      to: null,
      counted: row.current_counted,
      reason: row.current_reason,
      policyVersion: row.policy_version,
    },
    pausedAt: row.paused_at?.getTime() ?? null,
    firstResponse: {
      minutes: row.response_minutes,
      limit: row.response_limit_ms,
      dueAt: row.response_due_at?.getTime() ?? null,
      breachedAt: row.response_breached_at?.getTime() ?? null,
    },
    resolution: {
      minutes: row.resolution_minutes,
      limit: row.resolution_limit_ms,
      dueAt: row.resolution_due_at?.getTime() ?? null,
      breachedAt: row.resolution_breached_at?.getTime() ?? null,
    },
    escalationOwed: row.escalation_owed,
  };
}

const timeOf = (at: number | null) => (at === null ? null : new Date(at));
const targetOf = ({ minutes, limit, dueAt, breachedAt }: Target) => [minutes, limit, timeOf(dueAt), timeOf(breachedAt)];

const WRITTEN = `policy_version, status, priority, written_to, counted_ms, current_from, current_counted, current_reason, paused_at,
  answered_ms, response_minutes, response_limit_ms, response_due_at, response_breached_at, resolution_minutes, resolution_limit_ms,
  resolution_due_at, resolution_breached_at, escalation_owed, next_check_at`;
const EACH = WRITTEN.split(',').map((column) => column.trim());

/** Writes `ledgerValues`. */
export const PUT_LEDGER = `INSERT INTO ticket_sla (ticket_id, ${WRITTEN}) VALUES (${['$1', ...EACH.map((_, i) => `$${i + 2}`)].join(', ')})
  ON CONFLICT (ticket_id) DO UPDATE SET ${EACH.map((column) => `${column} = excluded.${column}`).join(', ')}`;

/** The parameters of `PUT_LEDGER`. */
export function ledgerValues(ticketId: string, ledger: Ledger, nextCheckAt: number | null): unknown[] {
  const { current } = ledger;
  return [
    ticketId,
    ledger.policy?.version ?? null,
    ledger.status,
    ledger.priority,
    new Date(ledger.writtenTo),
    ledger.counted,
    new Date(current.from),
    current.counted,
    current.reason,
    timeOf(ledger.pausedAt),
    ledger.answeredAfter,
    ...targetOf(ledger.firstResponse),
    ...targetOf(ledger.resolution),
    ledger.escalationOwed,
    timeOf(nextCheckAt),
  ];
}

/** What `TICKET_SLA_COLUMNS` reads beside a ticket; all null for a ticket without an account. */
export type TicketSlaRow = {
  sla_runs: boolean | null;
  sla_minutes: number | null;
  sla_answered: boolean | null;
  sla_paused_at: Date | null;
  sla_response_due_at: Date | null;
  sla_response_breached_at: Date | null;
  sla_resolution_due_at: Date | null;
  sla_resolution_breached_at: Date | null;
};

/** Columns of `ticket_sla s`, joined from the left to a ticket. */
export const TICKET_SLA_COLUMNS = `s.status IN ('open', 'in_progress') AS sla_runs, s.resolution_minutes AS sla_minutes,
  s.answered_ms IS NOT NULL AS sla_answered, s.paused_at AS sla_paused_at, s.response_due_at AS sla_response_due_at,
  s.response_breached_at AS sla_response_breached_at, s.resolution_due_at AS sla_resolution_due_at,
  s.resolution_breached_at AS sla_resolution_breached_at`;

/**
 * True for a ticket that shows a missed target, also when nobody has noted it yet. `id` is the ticket's, `at` the parameter
 * with the present time. Two parts, so that each can be found by an index.
 */
export function breachedCondition(id: string, at: string): string {
  return `(${id} IN (SELECT ticket_id FROM ticket_sla WHERE resolution_minutes IS NOT NULL
        AND (response_breached_at IS NOT NULL OR resolution_breached_at IS NOT NULL)
      UNION ALL SELECT ticket_id FROM ticket_sla WHERE resolution_minutes IS NOT NULL AND status IN ('open', 'in_progress') AND next_check_at <= ${at}))`;
}

/** What a ticket shows of its deadlines; null where nothing is promised. `now` in milliseconds. */
export function toTicketSla(row: TicketSlaRow, now: number): TicketSla | null {
  if (row.sla_minutes === null) return null;
  const isMissed = (dueAt: Date | null, breachedAt: Date | null) =>
    breachedAt !== null || (row.sla_runs === true && dueAt !== null && dueAt.getTime() <= now);
  return {
    firstResponseDueAt: row.sla_response_due_at?.toISOString() ?? null,
    resolutionDueAt: row.sla_resolution_due_at?.toISOString() ?? null,
    firstResponseBreached: row.sla_answered
      ? row.sla_response_breached_at !== null
      : isMissed(row.sla_response_due_at, row.sla_response_breached_at),
    resolutionBreached: isMissed(row.sla_resolution_due_at, row.sla_resolution_breached_at),
    pausedAt: row.sla_paused_at?.toISOString() ?? null,
  };
}
