import type { Pool } from 'pg';
import type { UserChanges, UserStore } from '../../core/users/store.ts';
import { toUser, USER_COLUMNS, type UserRow } from './user-rows.ts';

/** The columns of what may be changed. Names of columns come from here alone, never from input. */
const COLUMNS = [
  ['name', 'name'],
  ['email', 'email'],
  ['avatar', 'avatar'],
  ['role', 'role'],
  ['assignedRole', 'assigned_role'],
  ['userType', 'user_type'],
  ['specialty', 'specialty'],
  ['statusText', 'status_text'],
  ['locale', 'locale'],
  ['timeZone', 'time_zone'],
  ['suspended', 'suspended'],
] as const satisfies readonly (readonly [keyof UserChanges, string])[];

const IMPORT = `
  INSERT INTO users AS u (id, name, email, avatar, role, assigned_role, user_type, specialty)
  SELECT r.id, r.name, r.email, r.avatar, COALESCE(r.role, 'user'), r.role, r."userType", r.specialty
  FROM json_to_recordset($1) AS r (id text, name text, email text, avatar text, role text, "userType" text, specialty text)
  ORDER BY r.id
  ON CONFLICT (id) DO UPDATE SET
    name = excluded.name,
    email = CASE WHEN $2::jsonb -> u.id ? 'email' THEN excluded.email ELSE u.email END,
    avatar = CASE WHEN $2::jsonb -> u.id ? 'avatar' THEN excluded.avatar ELSE u.avatar END,
    user_type = CASE WHEN $2::jsonb -> u.id ? 'userType' THEN excluded.user_type ELSE u.user_type END,
    specialty = CASE WHEN $2::jsonb -> u.id ? 'specialty' THEN excluded.specialty ELSE u.specialty END,
    role = COALESCE(excluded.assigned_role, u.role),
    assigned_role = COALESCE(excluded.assigned_role, u.assigned_role),
    claimed = u.claimed - 'issuedAt' - ARRAY(SELECT jsonb_array_elements_text($2::jsonb -> u.id)),
    updated_at = now()
  RETURNING u.id, u.suspended, u.xmax = 0 AS created`;

/** People in PostgreSQL. */
export function createUserStore(pool: Pool): UserStore {
  return {
    async findMany(ids) {
      const result = await pool.query<UserRow>({
        name: 'users-find',
        text: `SELECT ${USER_COLUMNS} FROM users u WHERE u.id = ANY($1)`,
        values: [ids],
      });
      return result.rows.map(toUser);
    },

    async insert({ id, ...fields }, claimed) {
      const sets = assignments(fields);
      const names = ['id', 'claimed', ...sets.map((set) => set.column)];
      const result = await pool.query<UserRow>(
        `INSERT INTO users AS u (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})
         ON CONFLICT (id) DO NOTHING RETURNING ${USER_COLUMNS}`,
        [id, JSON.stringify(claimed), ...sets.map((set) => set.value)],
      );
      return result.rows[0] ? toUser(result.rows[0]) : null;
    },

    async update(id, changes, { add, drop } = {}) {
      const sets = assignments(changes);
      const forget = drop && drop.length > 0 ? ['issuedAt', ...drop] : [];
      const result = await pool.query<UserRow>(
        `UPDATE users u SET ${sets.map((set, i) => `${set.column} = $${i + 4}, `).join('')}
           claimed = (u.claimed - $2::text[]) || $3::jsonb, updated_at = now()
         WHERE u.id = $1 RETURNING ${USER_COLUMNS}`,
        [id, forget, JSON.stringify(add ?? {}), ...sets.map((set) => set.value)],
      );
      return result.rows[0] ? toUser(result.rows[0]) : null;
    },

    async import(rows) {
      const given = Object.fromEntries(
        rows.map(({ id, role: _, ...row }) => [
          id,
          Object.entries(row).flatMap(([field, value]) => (value === undefined ? [] : [field])),
        ]),
      );
      const result = await pool.query<{ id: string; suspended: boolean; created: boolean }>(IMPORT, [
        JSON.stringify(rows),
        JSON.stringify(given),
      ]);
      return result.rows;
    },

    async search({ text, byEmail, roles }, after, limit) {
      const result = await pool.query<UserRow & { folded: string }>(
        `SELECT ${USER_COLUMNS}, lower(u.name) AS folded FROM users u
         WHERE ($1::text IS NULL OR position(lower($1) IN lower(u.name)) > 0 OR position(lower($1) IN lower(u.id)) > 0
             OR ($2 AND position(lower($1) IN lower(u.email)) > 0))
           AND ($3::text[] IS NULL OR u.role = ANY($3))
           AND ($4::text IS NULL OR (lower(u.name), u.id) > ($4, $5))
         ORDER BY lower(u.name), u.id LIMIT $6`,
        [text, byEmail, roles, after?.name ?? null, after?.id ?? null, limit + 1],
      );
      const page = result.rows.slice(0, limit);
      const last = result.rows.length > limit ? page.at(-1) : undefined;
      return { users: page.map(toUser), next: last ? { name: last.folded, id: last.id } : null };
    },

    async touchLastSeenOnce(ids, at) {
      await pool.query(
        `UPDATE users SET last_seen = $2
         WHERE id = ANY($1) AND (last_seen IS NULL OR last_seen < $2::timestamptz - interval '2 seconds')`,
        [ids, new Date(at)],
      );
    },

    async touchLastSeen(id, at) {
      await pool.query('UPDATE users SET last_seen = GREATEST(last_seen, $2) WHERE id = $1', [id, new Date(at)]);
    },
  };
}

function assignments(changes: UserChanges): { column: string; value: unknown }[] {
  return COLUMNS.flatMap(([field, column]) => {
    const value = changes[field];
    return value === undefined ? [] : [{ column, value }];
  });
}
