import type { ClientBase, Pool } from 'pg';
import { makeId } from '../../core/ids.ts';
import { hookOutlet } from '../../core/outlets/relay.ts';
import type { WebhookStore } from '../../core/webhooks/store.ts';
import type { Webhook } from '../../core/webhooks/types.ts';
import { transaction } from './pool.ts';
import { DELIVERY_COLUMNS, DELIVERY_FROM, type DeliveryRow, rowOf, toDelivery } from './webhook-rows.ts';

/** An arbitrary number that is locked while a webhook is made, so that there are never too many. */
const LOCK = 7_205_195;

/** The last fact that anybody drew an id for: whatever begins after this transaction has a larger one. */
const LATEST_FACT = '(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM event_facts_id_seq)';

const COLUMNS = `id, url, events, is_active AS "isActive", created_by AS "createdBy", created_at, updated_at`;

type Row = Omit<Webhook, 'createdAt' | 'updatedAt'> & { created_at: Date; updated_at: Date };

function toWebhook({ created_at, updated_at, ...row }: Row): Webhook {
  return { ...row, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString() };
}

/** Facts are put down from the commit on that shows the wish, whichever process writes. */
async function setWish(client: ClientBase, id: string, on: boolean): Promise<void> {
  await client.query(
    on
      ? 'INSERT INTO event_wishes (name) VALUES ($1) ON CONFLICT DO NOTHING'
      : 'DELETE FROM event_wishes WHERE name = $1',
    [hookOutlet(id)],
  );
}

/** Webhooks in PostgreSQL; what is sent to them is in the outbox like everything that leaves, and stays there for a while. */
export function createWebhookStore(pool: Pool): WebhookStore {
  async function find(id: string): Promise<Webhook | null> {
    const result = await pool.query<Row>(`SELECT ${COLUMNS} FROM webhooks WHERE id = $1`, [id]);
    return result.rows[0] ? toWebhook(result.rows[0]) : null;
  }

  async function findDelivery(id: string, deliveryId: string) {
    const result = await pool.query<DeliveryRow>(
      `SELECT ${DELIVERY_COLUMNS} FROM ${DELIVERY_FROM} WHERE d.outlet = $1 AND d.id = $2`,
      [hookOutlet(id), rowOf(deliveryId)],
    );
    return result.rows[0] ? toDelivery(id, result.rows[0]) : null;
  }

  return {
    find,
    findDelivery,

    create({ id, url, events, secret, isActive, createdBy, at }, max) {
      return transaction(pool, async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
        const made = await client.query(
          `INSERT INTO webhooks (id, url, events, secret, is_active, since_fact, created_by, created_at, updated_at)
           SELECT $1, $2, $3, $4, $5, ${LATEST_FACT}, $6, $7, $7 WHERE (SELECT count(*) FROM webhooks) < $8`,
          [id, url, events, secret, isActive, createdBy, at, max],
        );
        if (made.rowCount === 1) await setWish(client, id, isActive);
        return made.rowCount === 1;
      });
    },

    update(id, { url, events, secret, isActive }, at) {
      return transaction(pool, async (client) => {
        const result = await client.query<Row>(
          `UPDATE webhooks SET url = COALESCE($2, url), events = COALESCE($3, events), secret = COALESCE($4, secret),
             is_active = COALESCE($5, is_active), since_fact = CASE WHEN $5 AND NOT is_active THEN ${LATEST_FACT} ELSE since_fact END,
             updated_at = $6
           WHERE id = $1 RETURNING ${COLUMNS}`,
          [id, url ?? null, events ?? null, secret ?? null, isActive ?? null, at],
        );
        const row = result.rows[0];
        if (row) await setWish(client, id, row.isActive);
        return row ? toWebhook(row) : null;
      });
    },

    remove(id) {
      return transaction(pool, async (client) => {
        // First: whoever is turning facts into deliveries for it is waited for.
        const removed = await client.query('DELETE FROM webhooks WHERE id = $1', [id]);
        if (removed.rowCount === 0) return false;
        await setWish(client, id, false);
        await client.query('DELETE FROM event_queues WHERE outlet = $1', [hookOutlet(id)]);
        await client.query('DELETE FROM event_deliveries WHERE outlet = $1', [hookOutlet(id)]);
        return true;
      });
    },

    async target(id) {
      const result = await pool.query<{ id: string; url: string; secret: string }>(
        'SELECT id, url, secret FROM webhooks WHERE id = $1',
        [id],
      );
      return result.rows[0] ?? null;
    },

    async list(after, limit) {
      const result = await pool.query<Row>(
        `SELECT ${COLUMNS} FROM webhooks WHERE $1::timestamptz IS NULL OR (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3`,
        [after?.at ?? null, after?.id ?? null, limit],
      );
      return result.rows.map(toWebhook);
    },

    async active() {
      const result = await pool.query<{ id: string; url: string; secret: string; mark: string }>(
        'SELECT id, url, secret, xmin::text AS mark FROM webhooks WHERE is_active ORDER BY id',
      );
      return result.rows;
    },

    async deliveries(id, status, before, limit) {
      const result = await pool.query<DeliveryRow>(
        `SELECT ${DELIVERY_COLUMNS} FROM ${DELIVERY_FROM}
         WHERE d.outlet = $1 AND ($2::bigint IS NULL OR d.id < $2)
           AND ($3::text IS NULL OR $3 = CASE WHEN d.done_at IS NOT NULL THEN 'delivered' WHEN d.parked_at IS NOT NULL THEN 'failed' ELSE 'pending' END)
         ORDER BY d.id DESC LIMIT $4`,
        [hookOutlet(id), before === null ? null : rowOf(before), status, limit],
      );
      return result.rows.map((row) => toDelivery(id, row));
    },

    async log(id, { id: eventId, name, key, payload }, { status, error }) {
      const result = await pool.query<{ id: string }>(
        `INSERT INTO event_deliveries (outlet, key, event_id, name, payload, created_at, attempts, last_at, last_status, last_error, done_at, parked_at)
         VALUES ($1, $2, $3, $4, $5, now(), 1, now(), $6, $7::text, CASE WHEN $7::text IS NULL THEN now() END, CASE WHEN $7::text IS NOT NULL THEN now() END)
         RETURNING id`,
        [hookOutlet(id), key, eventId, name, payload, status, error],
      );
      const delivery = await findDelivery(id, `d${result.rows[0]?.id}`);
      if (!delivery) throw new Error('a delivery vanished');
      return delivery;
    },

    async redeliver(id, deliveryId) {
      const outlet = hookOutlet(id);
      const added = await transaction(pool, async (client) => {
        // Under way it is as soon as can be; lent to one process it must not be lent to another.
        await client.query(
          `UPDATE event_queues q SET next_at = now() FROM event_deliveries d
           WHERE d.id = $2 AND d.outlet = $1 AND d.done_at IS NULL AND d.parked_at IS NULL AND q.outlet = $1 AND q.key = d.key AND q.lease IS NULL`,
          [outlet, rowOf(deliveryId)],
        );
        const key = makeId('r');
        const copy = await client.query<{ id: string }>(
          `INSERT INTO event_deliveries (outlet, key, event_id, name, payload, created_at)
           SELECT outlet, $3, event_id, name, payload, now() FROM event_deliveries
           WHERE id = $2 AND outlet = $1 AND (done_at IS NOT NULL OR parked_at IS NOT NULL) RETURNING id`,
          [outlet, rowOf(deliveryId), key],
        );
        const row = copy.rows[0];
        if (row)
          await client.query('INSERT INTO event_queues (outlet, key, next_at) VALUES ($1, $2, now())', [outlet, key]);
        return row ? `d${row.id}` : null;
      });
      const delivery = await findDelivery(id, added ?? deliveryId);
      return delivery && { delivery, isNew: added !== null };
    },
  };
}
