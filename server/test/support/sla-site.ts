import { inject } from 'vitest';
import { createPool, transaction } from '../../src/adapters/postgres/pool.ts';
import { recomputeSla } from '../../src/adapters/postgres/sla.ts';
import { createSlaPolicyStore } from '../../src/adapters/postgres/sla-policies.ts';
import { createSlaStore } from '../../src/adapters/postgres/sla-store.ts';
import { reportOf } from '../../src/core/sla/report.ts';
import type { SlaTargets } from '../../src/core/sla/types.ts';
import type { TicketPriority, TicketStatus } from '../../src/core/tickets/types.ts';
import { createDatabase } from './postgres.ts';

const NONE = { low: null, medium: null, high: null, urgent: null };

/** What is changed of a ticket, each as its verb would. */
export type TicketTurn = { status?: TicketStatus; priority?: TicketPriority; answered?: boolean };

/** A site of its own: its database, its policies, its tickets, which are made and changed by plain statements. */
export async function createSlaSite() {
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const pool = createPool(database.url, 10);
  await pool.query(`INSERT INTO users (id, name, role) VALUES ('ann', 'Ann', 'user')`);
  const [policies, store] = [createSlaPolicyStore(pool), createSlaStore(pool)];
  let count = 0;

  async function make(at: number, priority: TicketPriority = 'medium'): Promise<string> {
    const id = `t${++count}`;
    await transaction(pool, async (client) => {
      await client.query(
        `INSERT INTO conversations (id, type, title, created_by, member_count, activity_at, created_at, updated_at) VALUES ($1, 'support', 'S', 'ann', 1, $2, $2, $2)`,
        [`c${id}`, new Date(at)],
      );
      await client.query(
        `INSERT INTO tickets (id, number, subject, description, priority, category, requester_id, conversation_id, created_by, created_at, updated_at)
         VALUES ($1, $2, 'S', 'S', $3, 'general', 'ann', $4, 'ann', $5, $5)`,
        [id, count, priority, `c${id}`, new Date(at)],
      );
      await recomputeSla(client, id, new Date(at));
    });
    return id;
  }

  async function alter(id: string, at: number, { status, priority, answered }: TicketTurn): Promise<void> {
    await transaction(pool, async (client) => {
      const { rows } = await client.query<{ status: string; priority: string }>(
        'SELECT status, priority FROM tickets WHERE id = $1 FOR NO KEY UPDATE',
        [id],
      );
      const before = rows[0] ?? { status: '', priority: '' };
      const record = (action: string, field: string, from: string, to: string) =>
        client.query(
          'INSERT INTO ticket_events (ticket_id, at, action, field, old_value, new_value) VALUES ($1, $2, $3, $4, $5, $6)',
          [id, new Date(at), action, field, JSON.stringify(from), JSON.stringify(to)],
        );
      await client.query(
        `UPDATE tickets SET status = coalesce($2, status), priority = coalesce($3, priority),
           first_responded_at = coalesce(first_responded_at, $4) WHERE id = $1`,
        [id, status, priority, answered ? new Date(at) : null],
      );
      if (status) await record('status_changed', 'status', before.status, status);
      if (priority) await record('updated', 'priority', before.priority, priority);
      await recomputeSla(client, id, new Date(at));
    });
  }

  return {
    pool,
    policies,
    store,
    make,
    alter,
    promise: (at: number, targets: Partial<Record<TicketPriority, SlaTargets | null>>) =>
      policies.revise(at, 'ann', () => ({ targets: { ...NONE, ...targets }, businessHours: null })),
    async report(id: string, at: number) {
      const account = await store.account(id);
      return account && reportOf(account.ledger, account.ended, at);
    },
    async history(id: string) {
      const { rows } = await pool.query<{ actor_id: string | null; old_value: string; new_value: string }>(
        `SELECT actor_id, old_value, new_value FROM ticket_events WHERE ticket_id = $1 AND action = 'escalated' ORDER BY id`,
        [id],
      );
      return rows;
    },
    async priority(id: string) {
      const { rows } = await pool.query<{ priority: TicketPriority }>('SELECT priority FROM tickets WHERE id = $1', [
        id,
      ]);
      return rows[0]?.priority;
    },
    async end() {
      await pool.end();
      await database.drop();
    },
  };
}
