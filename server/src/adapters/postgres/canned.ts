import type { Pool } from 'pg';
import type { CannedResponse, CannedStore } from '../../core/tickets/canned.ts';

type Row = {
  id: string;
  title: string;
  body: string;
  tags: string[];
  shared: boolean;
  created_by: string;
  created_at: Date;
  updated_at: Date;
};

function toCanned(row: Row): CannedResponse {
  return {
    id: row.id,
    title: row.title,
    body: row.body,
    tags: row.tags,
    shared: row.shared,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** Canned responses in PostgreSQL. */
export function createCannedStore(pool: Pool, now: () => number): CannedStore {
  return {
    async insert({ id, title, body, tags, shared, createdBy }) {
      const result = await pool.query<Row>(
        `INSERT INTO canned_responses (id, title, body, tags, shared, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING *`,
        [id, title, body, tags, shared, createdBy, new Date(now())],
      );
      const row = result.rows[0];
      if (!row) throw new Error('an inserted canned response did not come back');
      return toCanned(row);
    },

    async find(id) {
      const result = await pool.query<Row>('SELECT * FROM canned_responses WHERE id = $1', [id]);
      return result.rows.map(toCanned)[0] ?? null;
    },

    async update(id, { title, body, tags, shared }) {
      const result = await pool.query<Row>(
        `UPDATE canned_responses SET title = COALESCE($2, title), body = COALESCE($3, body), tags = COALESCE($4, tags),
           shared = COALESCE($5, shared), updated_at = $6 WHERE id = $1 RETURNING *`,
        [id, title ?? null, body ?? null, tags ?? null, shared ?? null, new Date(now())],
      );
      return result.rows.map(toCanned)[0] ?? null;
    },

    async remove(id) {
      await pool.query('DELETE FROM canned_responses WHERE id = $1', [id]);
    },

    async list(userId, { q, tag }, after, limit) {
      const result = await pool.query<Row>(
        `SELECT * FROM canned_responses
         WHERE (shared OR created_by = $1)
           AND ($2::text IS NULL OR position(lower($2) IN lower(title)) > 0 OR position(lower($2) IN lower(body)) > 0)
           AND ($3::text IS NULL OR tags @> ARRAY[$3])
           AND ($4::text IS NULL OR (lower(title), id) > (lower($4), $5))
         ORDER BY lower(title), id LIMIT $6`,
        [userId, q, tag, after?.title ?? null, after?.id ?? null, limit],
      );
      return result.rows.map(toCanned);
    },
  };
}
