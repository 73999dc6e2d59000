import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

/** What tells this installation from every other; made once. */
export async function loadSite(pool: Pool): Promise<{ readonly id: string }> {
  await pool.query('INSERT INTO site (id, link_key) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM site)', [
    randomUUID(),
    randomBytes(32),
  ]);
  const result = await pool.query<{ id: string }>('SELECT id FROM site ORDER BY created_at LIMIT 1');
  const site = result.rows[0];
  if (!site) throw new Error('the site row vanished');
  return site;
}
