import type { ClientBase, Pool } from 'pg';
import { transaction } from '../../src/adapters/postgres/pool.ts';
import { bringUp, loadAccounts, putAccount } from '../../src/adapters/postgres/sla.ts';
import { escalate } from '../../src/adapters/postgres/sla-escalation.ts';
import { settleEscalation } from '../../src/core/sla/ledger.ts';
import type { SlaPolicy } from '../../src/core/sla/types.ts';
import { OFFICE } from './hours.ts';

/** What the company of the demo promises, from `validFrom` on. */
export function policyFrom(validFrom: number): SlaPolicy {
  const targets = {
    low: { firstResponseMinutes: 600, resolutionMinutes: 3_000 },
    medium: { firstResponseMinutes: 240, resolutionMinutes: 1_800 },
    high: { firstResponseMinutes: 90, resolutionMinutes: 900 },
    urgent: { firstResponseMinutes: 30, resolutionMinutes: 300 },
  };
  return { version: 1, validFrom, targets, businessHours: OFFICE };
}

/**
 * Sets the policy as of its beginning and writes the accounts of the given tickets from their past, with the server's own means, all in
 * one transaction. It comes after the tickets: were there a policy while their past is written, a running server would
 * see promises of weeks ago broken and call for help now. For broken promises somebody was called in the past already (`Story`).
 */
export async function promise(
  pool: Pool,
  policy: SlaPolicy,
  by: string,
  ticketIds: readonly string[],
  now: number,
): Promise<void> {
  await transaction(pool, async (client) => {
    await client.query(
      'INSERT INTO sla_policies (valid_from, targets, business_hours, created_by) VALUES ($1, $2, $3, $4)',
      [new Date(policy.validFrom), JSON.stringify(policy.targets), JSON.stringify(policy.businessHours), by],
    );
    // Where there was a policy that promises nothing, accounts were begun under it.
    await client.query('DELETE FROM ticket_sla_intervals WHERE ticket_id = ANY ($1)', [ticketIds]);
    await client.query('DELETE FROM ticket_sla WHERE ticket_id = ANY ($1)', [ticketIds]);
    for (const row of await loadAccounts(client, ticketIds)) {
      const step = await bringUp(client, row, now);
      if (step) await putAccount(client, row.id, { ...step, ledger: settleEscalation(step.ledger) });
    }
    await catchUp(client, ticketIds, now);
  });
}

/** A ticket may miss each of its promises. */
const PROMISES = 2;

/** Where a past broke off, because a seed was stopped: does what the server would have done since, when it would have. */
async function catchUp(client: ClientBase, ticketIds: readonly string[], now: number): Promise<void> {
  for (let round = 0; round < PROMISES; round += 1) {
    const { rows } = await client.query<{ ticket_id: string; next_check_at: Date }>(
      'SELECT ticket_id, next_check_at FROM ticket_sla WHERE ticket_id = ANY ($1) AND next_check_at <= $2',
      [ticketIds, new Date(now)],
    );
    for (const { ticket_id: id, next_check_at: at } of rows) await escalate(client, id, at);
  }
}
