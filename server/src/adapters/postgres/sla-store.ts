import type { Pool } from 'pg';
import type { SlaStore } from '../../core/sla/store.ts';
import type { SlaInterval } from '../../core/sla/types.ts';
import { transaction } from './pool.ts';
import { recomputeAll } from './sla.ts';
import { escalate, escalateByHand } from './sla-escalation.ts';
import { POLICY_JSON, type PolicyRow, toPolicy } from './sla-policies.ts';
import { LEDGER_COLUMNS, type LedgerRow, toLedger } from './sla-rows.ts';

type IntervalRow = {
  from_at: Date;
  to_at: Date;
  counted: boolean;
  reason: SlaInterval['reason'];
  policy_version: number | null;
};

const BATCH = 100;

/** Tickets under way that are not under the latest version yet, after an id. */
const BEHIND = `
  SELECT t.id FROM tickets t LEFT JOIN ticket_sla s ON s.ticket_id = t.id
  WHERE t.status IN ('open', 'in_progress', 'pending') AND t.id > $1
    AND coalesce(s.policy_version, 0) < (SELECT max(version) FROM sla_policies)
  ORDER BY t.id LIMIT ${BATCH}`;

/** The accounts of tickets in PostgreSQL. */
export function createSlaStore(pool: Pool): SlaStore {
  return {
    async account(ticketId) {
      const { rows } = await pool.query<LedgerRow & { policy: PolicyRow | null }>(
        `SELECT ${LEDGER_COLUMNS}, CASE WHEN p.version IS NOT NULL THEN ${POLICY_JSON} END AS policy
         FROM ticket_sla s LEFT JOIN sla_policies p ON p.version = s.policy_version WHERE s.ticket_id = $1`,
        [ticketId],
      );
      const row = rows[0];
      if (!row) return null;
      const ledger = toLedger(row, row.policy && toPolicy(row.policy));
      // Stretches are only added: up to the one that goes on, they are those of the account that was read.
      const intervals = await pool.query<IntervalRow>(
        `SELECT from_at, to_at, counted, reason, policy_version FROM ticket_sla_intervals
         WHERE ticket_id = $1 AND from_at < $2 ORDER BY from_at`,
        [ticketId, row.current_from],
      );
      return { ledger, ended: intervals.rows.map(toInterval) };
    },

    adopt(at, after) {
      return transaction(pool, async (client) => {
        const behind = await client.query<{ id: string }>(BEHIND, [after ?? '']);
        const ids = behind.rows.map(({ id }) => id);
        if (ids.length === 0) return { next: null, skipped: 0 };
        // Never waits for a lock while it holds others: those who change tickets take theirs in another order.
        const locked = await client.query<{ id: string }>(
          'SELECT id FROM tickets WHERE id = ANY($1) FOR NO KEY UPDATE SKIP LOCKED',
          [ids],
        );
        await recomputeAll(
          client,
          locked.rows.map(({ id }) => id),
          new Date(at),
        );
        return { next: ids.length < BATCH ? null : (ids.at(-1) ?? null), skipped: ids.length - locked.rows.length };
      });
    },

    async nextCheck() {
      const { rows } = await pool.query<{ next_check_at: Date }>(
        'SELECT next_check_at FROM ticket_sla WHERE next_check_at IS NOT NULL ORDER BY next_check_at LIMIT 1',
      );
      return rows[0]?.next_check_at.getTime() ?? null;
    },

    async due(at, limit) {
      const { rows } = await pool.query<{ ticket_id: string }>(
        'SELECT ticket_id FROM ticket_sla WHERE next_check_at <= $1 ORDER BY next_check_at LIMIT $2',
        [new Date(at), limit],
      );
      return rows.map(({ ticket_id }) => ticket_id);
    },

    escalate: (ticketId, at) => transaction(pool, (client) => escalate(client, ticketId, new Date(at))),
    escalateByHand: (escalation, at) => transaction(pool, (client) => escalateByHand(client, escalation, new Date(at))),
  };
}

function toInterval({ from_at, to_at, counted, reason, policy_version }: IntervalRow): SlaInterval {
  return { from: from_at.getTime(), to: to_at.getTime(), counted, reason, policyVersion: policy_version };
}
