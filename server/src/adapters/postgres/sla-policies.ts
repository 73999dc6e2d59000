import type { Pool } from 'pg';
import type { SlaPolicyStore } from '../../core/sla/policies.ts';
import type { SlaPolicy } from '../../core/sla/types.ts';
import { transaction } from './pool.ts';

/** A version as a row, or inside JSON, where times are milliseconds. */
export type PolicyRow = Pick<SlaPolicy, 'version' | 'targets'> & {
  valid_from: number;
  business_hours: SlaPolicy['businessHours'];
};

const VALID_FROM = '(extract(epoch FROM p.valid_from) * 1000)::float8';
const COLUMNS = `p.version, ${VALID_FROM} AS valid_from, p.targets, p.business_hours`;

/** A version `p` of `sla_policies` inside JSON. */
export const POLICY_JSON = `json_build_object('version', p.version, 'valid_from', ${VALID_FROM}, 'targets', p.targets,
  'business_hours', p.business_hours)`;

/** The version that a row, or `POLICY_JSON`, tells of. */
export function toPolicy({ version, valid_from, targets, business_hours }: PolicyRow): SlaPolicy {
  return { version, validFrom: valid_from, targets, businessHours: business_hours };
}

const LATEST = `SELECT ${COLUMNS} FROM sla_policies p ORDER BY p.version DESC LIMIT 1`;

/** The versions of the policy in PostgreSQL. Old ones are kept: accounts of tickets name them. */
export function createSlaPolicyStore(pool: Pool): SlaPolicyStore {
  return {
    async current() {
      const { rows } = await pool.query<PolicyRow>(LATEST);
      return rows[0] ? toPolicy(rows[0]) : null;
    },

    revise(at, actorId, next) {
      return transaction(pool, async (client) => {
        await client.query('LOCK TABLE sla_policies IN SHARE ROW EXCLUSIVE MODE');
        const { rows } = await client.query<PolicyRow>(LATEST);
        const latest = rows[0] ? toPolicy(rows[0]) : null;
        const policy = next(latest);
        if (policy === null) return latest;
        // Another process may have a clock that is ahead; versions never stand in another order than their numbers.
        const validFrom = Math.max(at, (latest?.validFrom ?? 0) + 1);
        const added = await client.query<PolicyRow>(
          `INSERT INTO sla_policies AS p (valid_from, targets, business_hours, created_by) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
          [
            new Date(validFrom),
            JSON.stringify(policy.targets),
            policy.businessHours && JSON.stringify(policy.businessHours),
            actorId,
          ],
        );
        return added.rows[0] ? toPolicy(added.rows[0]) : null;
      });
    },
  };
}
