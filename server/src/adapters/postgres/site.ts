import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

/** What tells this installation from every other, and the key by which it remembers who opted out; made once. */
export async function loadSite(pool: Pool): Promise<{ readonly id: string; readonly suppressionSalt: Uint8Array }> {
  await pool.query('INSERT INTO site (id, link_key) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM site)', [
    randomUUID(),
    randomBytes(32),
  ]);
  const result = await pool.query<{ id: string; suppressionSalt: Buffer }>(
    'SELECT id, suppression_salt AS "suppressionSalt" FROM site ORDER BY created_at LIMIT 1',
  );
  const site = result.rows[0];
  if (!site) throw new Error('the site row vanished');
  return site;
}
