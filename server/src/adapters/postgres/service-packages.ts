import type { Pool, PoolClient } from 'pg';
import type { PackageChanges, ServicePackage, ServicePackageStore } from '../../core/users/service-packages.ts';
import { transaction } from './pool.ts';

const PACKAGE_COLUMNS = 'id, user_id, name, price, currency, duration, description, is_active, created_at, updated_at';

const COLUMNS = [
  ['name', 'name'],
  ['price', 'price'],
  ['currency', 'currency'],
  ['duration', 'duration'],
  ['description', 'description'],
  ['isActive', 'is_active'],
] as const satisfies readonly (readonly [keyof PackageChanges, string])[];

type PackageRow = {
  id: string;
  user_id: string;
  name: string;
  price: number;
  currency: string;
  duration: number | string | null;
  description: string | null;
  is_active: boolean;
  created_at: Date;
  updated_at: Date;
};

const PUT_ALL = `
  INSERT INTO service_packages AS p (user_id, id, position, name, price, currency, duration, description, is_active, created_at, updated_at)
  SELECT $1, r.id, r.position, r.name, r.price, r.currency, r.duration, r.description, r."isActive", now(), now()
  FROM json_to_recordset($2) AS r (id text, position int, name text, price float8, currency text, duration json, description text, "isActive" boolean)
  ON CONFLICT (user_id, id) DO UPDATE SET
    position = excluded.position, name = excluded.name, price = excluded.price, currency = excluded.currency, duration = excluded.duration,
    description = excluded.description, is_active = excluded.is_active, updated_at = excluded.updated_at`;

/** Service packages in PostgreSQL. Whatever adds or replaces locks the owner, so that one follows the other. */
export function createServicePackageStore(pool: Pool): ServicePackageStore {
  async function list(on: Pool | PoolClient, userId: string): Promise<ServicePackage[]> {
    const result = await on.query<PackageRow>(
      `SELECT ${PACKAGE_COLUMNS} FROM service_packages WHERE user_id = $1 ORDER BY position, id`,
      [userId],
    );
    return result.rows.map(toPackage);
  }

  return {
    list: (userId) => list(pool, userId),

    async findActive(id, ownerIds) {
      const result = await pool.query<PackageRow>(
        `SELECT ${PACKAGE_COLUMNS} FROM service_packages WHERE user_id = ANY($2) AND id = $1 AND is_active
         ORDER BY array_position($2, user_id) LIMIT 1`,
        [id, ownerIds],
      );
      return result.rows[0] ? toPackage(result.rows[0]) : null;
    },

    replace(userId, packages) {
      return transaction(pool, async (client) => {
        await lockOwner(client, userId);
        const rows = packages.map((item, position) => ({ ...item, position }));
        const ids = packages.map((item) => item.id);
        await client.query('DELETE FROM service_packages WHERE user_id = $1 AND id <> ALL($2)', [userId, ids]);
        await client.query(PUT_ALL, [userId, JSON.stringify(rows)]);
        return list(client, userId);
      });
    },

    add(userId, item, max) {
      return transaction(pool, async (client) => {
        await lockOwner(client, userId);
        const there = await client.query<{ count: number; next: number }>(
          'SELECT count(*)::int AS count, COALESCE(max(position) + 1, 0) AS next FROM service_packages WHERE user_id = $1',
          [userId],
        );
        const { count, next } = there.rows[0] ?? { count: 0, next: 0 };
        if (count >= max) return null;
        await client.query(PUT_ALL, [userId, JSON.stringify([{ ...item, position: next }])]);
        const made = await client.query<PackageRow>(
          `SELECT ${PACKAGE_COLUMNS} FROM service_packages WHERE user_id = $1 AND id = $2`,
          [userId, item.id],
        );
        return made.rows[0] ? toPackage(made.rows[0]) : null;
      });
    },

    async update(userId, id, changes) {
      const sets = assignments(changes);
      const result = await pool.query<PackageRow>(
        `UPDATE service_packages SET ${sets.map((set, i) => `${set.column} = $${i + 3}, `).join('')} updated_at = now()
         WHERE user_id = $1 AND id = $2 RETURNING ${PACKAGE_COLUMNS}`,
        [userId, id, ...sets.map((set) => set.value)],
      );
      return result.rows[0] ? toPackage(result.rows[0]) : null;
    },

    async remove(userId, id) {
      const result = await pool.query('DELETE FROM service_packages WHERE user_id = $1 AND id = $2', [userId, id]);
      return result.rowCount === 1;
    },
  };
}

async function lockOwner(client: PoolClient, userId: string): Promise<void> {
  await client.query('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
}

function assignments(changes: PackageChanges): { column: string; value: unknown }[] {
  return COLUMNS.flatMap(([field, column]) => {
    const value = changes[field];
    if (value === undefined) return [];
    return [{ column, value: field === 'duration' && value !== null ? JSON.stringify(value) : value }];
  });
}

function toPackage(row: PackageRow): ServicePackage {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    price: row.price,
    currency: row.currency,
    duration: row.duration,
    description: row.description,
    isActive: row.is_active,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
