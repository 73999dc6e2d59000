import { createHmac } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { differences, hasMarketing, isEmpty } from '../../core/preferences/changes.ts';
import { defaultPreferences, NO_CHANNELS } from '../../core/preferences/defaults.ts';
import type { Edit, EditMark, PreferenceStore } from '../../core/preferences/store.ts';
import type { Preferences, UnsubscribeScope } from '../../core/preferences/types.ts';
import { collect, forget } from './personal-notices.ts';
import { transaction } from './pool.ts';
import { PREFERENCE_COLUMNS, type PreferenceRow, toPreferences } from './preference-rows.ts';

const PUT = `
  INSERT INTO notification_preferences
    (user_id, channels, categories, quiet_hours, digest_frequency, digest_hour, marketing_opt_out_at, marketing_opt_out_source, updated_at)
  SELECT r."userId", r.channels, r.categories, r."quietHours", r.digest ->> 'frequency', (r.digest ->> 'hour')::smallint,
    (r."marketingOptOut" ->> 'at')::timestamptz, r."marketingOptOut" ->> 'source', r."updatedAt"
  FROM json_to_recordset($1) AS r ("userId" text, channels json, categories json, "quietHours" json, digest json,
    "marketingOptOut" json, "updatedAt" timestamptz)
  ON CONFLICT (user_id) DO UPDATE SET
    channels = excluded.channels, categories = excluded.categories, quiet_hours = excluded.quiet_hours,
    digest_frequency = excluded.digest_frequency, digest_hour = excluded.digest_hour,
    marketing_opt_out_at = excluded.marketing_opt_out_at, marketing_opt_out_source = excluded.marketing_opt_out_source,
    updated_at = excluded.updated_at`;

type State = { readonly preferences: Preferences; readonly suppressed: boolean };

/** Preferences in PostgreSQL. `salt` is the key of the hashes by which people stay out of marketing. */
export function createPreferenceStore(pool: Pool, salt: Uint8Array): PreferenceStore {
  const hashOf = (userId: string) => createHmac('sha256', salt).update(userId).digest();

  async function load(on: Pool | PoolClient, userIds: readonly string[]): Promise<Map<string, State>> {
    const ids = [...new Set(userIds)];
    const result = await on.query<{ asked: string; suppressed: boolean } & (PreferenceRow | { user_id: null })>(
      `SELECT a.id AS asked, s.user_hash IS NOT NULL AS suppressed, ${PREFERENCE_COLUMNS}
       FROM unnest($1::text[], $2::bytea[]) AS a (id, hash)
       LEFT JOIN notification_preferences p ON p.user_id = a.id LEFT JOIN marketing_suppressions s ON s.user_hash = a.hash`,
      [ids, ids.map(hashOf)],
    );
    return new Map(
      result.rows.map((row) => {
        const preferences = row.user_id === null ? defaultPreferences(row.asked) : toPreferences(row);
        return [row.asked, { preferences, suppressed: row.suppressed }];
      }),
    );
  }

  async function write(
    client: PoolClient,
    userIds: readonly string[],
    edit: Edit,
    { source, at }: EditMark,
  ): Promise<Map<string, Preferences | 'opted_out'>> {
    const results = new Map<string, Preferences | 'opted_out'>();
    const changed: Preferences[] = [];
    const history: { userId: string; changes: object }[] = [];
    for (const [userId, { preferences, suppressed }] of await load(client, userIds)) {
      const next = edit(preferences, suppressed);
      results.set(userId, next);
      if (next === 'opted_out' || next === preferences) continue;
      changed.push(next);
      const changes = differences(preferences, next);
      if (!isEmpty(changes)) history.push({ userId, changes });
    }
    if (changed.length > 0) await client.query(PUT, [JSON.stringify(changed)]);
    if (history.length > 0) {
      await client.query(
        `INSERT INTO preference_changes (user_id, at, source, changes)
         SELECT r."userId", $2, $3, r.changes FROM json_to_recordset($1) AS r ("userId" text, changes json)`,
        [JSON.stringify(history), at, source],
      );
    }
    const wanting = changed.filter(hasMarketing).map(({ userId }) => hashOf(userId));
    if (wanting.length > 0) {
      await client.query('DELETE FROM marketing_suppressions WHERE user_hash = ANY($1)', [wanting]);
    }
    return results;
  }

  async function findToken(
    on: Pool | PoolClient,
    tokenHash: Uint8Array,
  ): Promise<{ userId: string; scope: UnsubscribeScope } | null> {
    const result = await on.query<{ userId: string; scope: UnsubscribeScope }>(
      'SELECT user_id AS "userId", scope FROM unsubscribe_tokens WHERE token_hash = $1',
      [tokenHash],
    );
    return result.rows[0] ?? null;
  }

  return {
    async getMany(userIds) {
      const states = await load(pool, userIds);
      return new Map([...states].map(([userId, state]) => [userId, inForce(state)]));
    },

    edit(userIds, edit, mark) {
      return transaction(pool, async (client) => write(client, await lock(client, userIds), edit, mark));
    },

    redeem(tokenHash, edit, mark) {
      return transaction(pool, async (client) => {
        const seen = await findToken(client, tokenHash);
        if (seen === null) return null;
        const { userId, scope } = seen;
        await lock(client, [userId]);
        // It may have been forgotten while we waited.
        if ((await findToken(client, tokenHash)) === null) return null;
        await write(client, [userId], (present) => edit(present, scope), mark);
        return scope;
      });
    },

    async addToken(tokenHash, userId, scope, at) {
      await pool.query(
        'INSERT INTO unsubscribe_tokens (token_hash, user_id, scope, created_at) VALUES ($1, $2, $3, $4)',
        [tokenHash, userId, scope, at],
      );
    },

    async findToken(tokenHash) {
      return (await findToken(pool, tokenHash))?.scope ?? null;
    },

    async listDigests(after, limit) {
      const result = await pool.query<PreferenceRow>(
        `SELECT ${PREFERENCE_COLUMNS} FROM notification_preferences p
         WHERE p.digest_frequency <> 'off' AND ($1::text IS NULL OR p.user_id > $1) ORDER BY p.user_id LIMIT $2`,
        [after, limit],
      );
      return result.rows.map(toPreferences);
    },

    collect: (userId) => collect(pool, userId),

    forget(userId, at) {
      return transaction(pool, async (client) => {
        await lock(client, [userId]);
        await forget(client, userId, hashOf(userId), at);
      });
    },
  };
}

/** A suppression goes before whatever else says that marketing is wanted. */
function inForce({ preferences, suppressed }: State): Preferences {
  if (!suppressed) return preferences;
  return { ...preferences, categories: { ...preferences.categories, marketing: NO_CHANNELS } };
}

/** Locks those who exist, in the order of their ids, and says who they are. */
async function lock(client: PoolClient, userIds: readonly string[]): Promise<string[]> {
  const result = await client.query<{ id: string }>(
    'SELECT id FROM users WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE',
    [userIds],
  );
  return result.rows.map(({ id }) => id);
}
