import type { Pool, PoolClient } from 'pg';
import { defaultPreferences } from '../../core/preferences/defaults.ts';
import type { IssuedToken, PersonalNoticeData, PreferenceRecord } from '../../core/preferences/store.ts';
import { ENTRY_COLUMNS, type EntryRow, toEntry } from './feed.ts';
import { transaction } from './pool.ts';
import { PREFERENCE_COLUMNS, type PreferenceRow, toPreferences } from './preference-rows.ts';

/** All that is kept of somebody for the sake of notices, as of one moment. */
export function collect(pool: Pool, userId: string): Promise<PersonalNoticeData> {
  return transaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const preferences = await client.query<PreferenceRow>(
      `SELECT ${PREFERENCE_COLUMNS} FROM notification_preferences p WHERE p.user_id = $1`,
      [userId],
    );
    const history = await client.query<Omit<PreferenceRecord, 'at'> & { at: Date }>(
      'SELECT at, source, changes FROM preference_changes WHERE user_id = $1 ORDER BY id',
      [userId],
    );
    const feed = await client.query<EntryRow>(
      `SELECT ${ENTRY_COLUMNS} FROM notifications
       WHERE user_id = $1 ORDER BY created_at DESC, id DESC`,
      [userId],
    );
    const tokens = await client.query<Omit<IssuedToken, 'createdAt'> & { created_at: Date }>(
      'SELECT scope, created_at FROM unsubscribe_tokens WHERE user_id = $1 ORDER BY created_at, scope',
      [userId],
    );
    const pushes = await client.query<{ endpoint: string; p256dh: string; auth: string; created_at: Date }>(
      'SELECT endpoint, p256dh, auth, created_at FROM push_subscriptions WHERE user_id = $1 ORDER BY created_at, id',
      [userId],
    );
    const [row] = preferences.rows;
    return {
      preferences: row ? toPreferences(row) : defaultPreferences(userId),
      history: history.rows.map(({ at, source, changes }) => ({ at: at.toISOString(), source, changes })),
      feed: feed.rows.map(toEntry),
      unsubscribeTokens: tokens.rows.map(({ scope, created_at }) => ({ scope, createdAt: created_at.toISOString() })),
      pushSubscriptions: pushes.rows.map(({ created_at, ...rest }) => ({
        ...rest,
        createdAt: created_at.toISOString(),
      })),
    };
  });
}

/**
 * Removes all of it within the caller's transaction, which has the person locked. Who had opted out of marketing leaves
 * `userHash` behind.
 */
export async function forget(client: PoolClient, userId: string, userHash: Uint8Array, at: string): Promise<void> {
  await client.query(
    `INSERT INTO marketing_suppressions (user_hash, created_at)
     SELECT $2, $3 FROM notification_preferences WHERE user_id = $1 AND marketing_opt_out_at IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [userId, userHash, at],
  );
  await client.query(
    `WITH preferences AS (DELETE FROM notification_preferences WHERE user_id = $1),
       changes AS (DELETE FROM preference_changes WHERE user_id = $1),
       tokens AS (DELETE FROM unsubscribe_tokens WHERE user_id = $1),
       feed AS (DELETE FROM notifications WHERE user_id = $1)
     DELETE FROM push_subscriptions WHERE user_id = $1`,
    [userId],
  );
}
