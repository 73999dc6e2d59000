import type { Pool } from 'pg';
import type { PushSubscription, PushSubscriptionStore } from '../../core/notifications/channels.ts';
import { transaction } from './pool.ts';

type Row = { id: string; user_id: string; endpoint: string; p256dh: string; auth: string; created_at: Date };

function toSubscription({ id, user_id, endpoint, p256dh, auth, created_at }: Row): PushSubscription {
  return { id, userId: user_id, endpoint, p256dh, auth, createdAt: created_at.toISOString() };
}

/** Browsers' subscriptions in PostgreSQL. */
export function createPushSubscriptionStore(pool: Pool): PushSubscriptionStore {
  return {
    async list(userId) {
      const result = await pool.query<Row>(
        'SELECT * FROM push_subscriptions WHERE user_id = $1 ORDER BY created_at, id',
        [userId],
      );
      return result.rows.map(toSubscription);
    },

    async owners(userIds) {
      if (userIds.length === 0) return new Set();
      const result = await pool.query<{ user_id: string }>(
        'SELECT DISTINCT user_id FROM push_subscriptions WHERE user_id = ANY($1)',
        [userIds],
      );
      return new Set(result.rows.map((row) => row.user_id));
    },

    put({ id, userId, endpoint, p256dh, auth, createdAt }, max) {
      return transaction(pool, async (client) => {
        const result = await client.query<Row & { created: boolean }>(
          `INSERT INTO push_subscriptions AS s (id, user_id, endpoint, p256dh, auth, created_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (user_id, endpoint) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth
           RETURNING *, id = $1 AS created`,
          [id, userId, endpoint, p256dh, auth, createdAt],
        );
        await client.query(
          `DELETE FROM push_subscriptions WHERE id IN
             (SELECT id FROM push_subscriptions WHERE user_id = $1 ORDER BY created_at DESC, id DESC OFFSET $2)`,
          [userId, max],
        );
        const row = result.rows[0];
        if (!row) throw new Error('a push subscription vanished');
        return { subscription: toSubscription(row), created: row.created };
      });
    },

    async remove(userId, endpoint) {
      await pool.query('DELETE FROM push_subscriptions WHERE user_id = $1 AND endpoint = $2', [userId, endpoint]);
    },
  };
}

/** The site's pair of keys for web push; `make` is asked only where there is none yet. */
export async function loadPushKeys(
  pool: Pool,
  make: () => { readonly publicKey: string; readonly privateKey: string },
): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  const load = () =>
    pool.query<{ publicKey: string; privateKey: string }>(
      'SELECT public_key AS "publicKey", private_key AS "privateKey" FROM push_keys',
    );
  const known = (await load()).rows[0];
  if (known) return known;
  const { publicKey, privateKey } = make();
  await pool.query('INSERT INTO push_keys (public_key, private_key) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    publicKey,
    privateKey,
  ]);
  const kept = (await load()).rows[0];
  if (!kept) throw new Error('the keys of web push vanished');
  return kept;
}
