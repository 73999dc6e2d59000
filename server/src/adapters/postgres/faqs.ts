import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import type { Role } from '../../core/actor.ts';
import { type FaqFilter, type FaqStore, HOUR } from '../../core/faqs/store.ts';
import { FAQ_COLUMNS, type FaqRow, toFaq } from './faq-rows.ts';
import { createFaqWrites } from './faq-writes.ts';
import { transaction } from './pool.ts';

/** Milliseconds between two clearings of views that are older than the hour that they count for. */
const SWEEP = 600_000;

type RatingRow = {
  id: string;
  name: string;
  avatar: string | null;
  role: Role;
  helpful: boolean;
  comment: string;
  created_at: Date;
  updated_at: Date;
};

const COUNT_VIEWS = `
  WITH locked AS MATERIALIZED (
    SELECT id FROM faqs WHERE id = ANY($1) AND status = 'published' ORDER BY id FOR NO KEY UPDATE
  ), fresh AS (
    INSERT INTO faq_views AS v (faq_id, viewer, viewed_at)
    SELECT r.faq_id, r.viewer, $3 FROM unnest($1::text[], $2::bytea[]) AS r(faq_id, viewer) JOIN locked ON locked.id = r.faq_id
    ON CONFLICT (faq_id, viewer) DO UPDATE SET viewed_at = excluded.viewed_at WHERE v.viewed_at <= $4
    RETURNING v.faq_id
  ), counted AS (SELECT faq_id, count(*)::int AS views FROM fresh GROUP BY faq_id)
  UPDATE faqs f SET view_count = f.view_count + c.views FROM counted c WHERE f.id = c.faq_id
  RETURNING f.id, f.view_count`;

/** FAQs in PostgreSQL. `viewerKey` hides who viewed: the table of views holds hashes made with it. */
export function createFaqStore(pool: Pool, viewerKey: Uint8Array): FaqStore {
  const hash = (viewer: string) =>
    createHmac('sha256', viewerKey).update(`faq views, 1/${viewer}`).digest().subarray(0, 16);
  let sweptAt = 0;

  async function sweep(at: number): Promise<void> {
    if (at - sweptAt < SWEEP) return;
    sweptAt = at;
    await pool.query('DELETE FROM faq_views WHERE viewed_at <= $1', [new Date(at - HOUR)]);
  }

  return {
    ...createFaqWrites(pool),

    async find(ids, readerId) {
      const result = await pool.query<FaqRow>({
        name: 'faqs-find',
        text: `SELECT ${FAQ_COLUMNS} FROM faqs f WHERE f.id = ANY($2)`,
        values: [readerId, ids],
      });
      return result.rows.map(toFaq);
    },

    async list(filter, readerId, before, limit) {
      const { from, order, values } = source(filter, [readerId, limit + 1]);
      const below = before === null ? '' : `AND ${order} < $${values.push(before)}`;
      const result = await pool.query<FaqRow>(
        `SELECT ${FAQ_COLUMNS} FROM ${from} ${below} ORDER BY ${order} DESC LIMIT $2`,
        values,
      );
      const faqs = result.rows.slice(0, limit).map(toFaq);
      return { faqs, next: result.rows.length > limit ? (faqs.at(-1)?.number ?? null) : null };
    },

    async count(filter) {
      const { from, values } = source(filter, []);
      const result = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`, values);
      return result.rows[0]?.count ?? 0;
    },

    async popular(readerId, limit) {
      const result = await pool.query<FaqRow>(
        `SELECT ${FAQ_COLUMNS} FROM faqs f WHERE f.status = 'published'
         ORDER BY f.view_count DESC, f.helpful_count DESC, f.number DESC LIMIT $2`,
        [readerId, limit],
      );
      return result.rows.map(toFaq);
    },

    rate(id, userId, { helpful, comment }, at) {
      return transaction(pool, async (client) => {
        const faq = await client.query<{ number: number }>(
          `SELECT number FROM faqs WHERE id = $1 AND status = 'published' FOR NO KEY UPDATE`,
          [id],
        );
        const number = faq.rows[0]?.number;
        if (number === undefined) return null;
        const earlier = await client.query<{ helpful: boolean }>(
          'SELECT helpful FROM faq_ratings WHERE faq_number = $1 AND user_id = $2',
          [number, userId],
        );
        await client.query(
          `INSERT INTO faq_ratings (faq_number, user_id, helpful, comment, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
           ON CONFLICT (faq_number, user_id) DO UPDATE SET helpful = $3, comment = $4, updated_at = $5`,
          [number, userId, helpful, comment, new Date(at)],
        );
        const was = earlier.rows[0]?.helpful;
        const counts = await client.query<{ helpful_count: number; not_helpful_count: number }>(
          `UPDATE faqs SET helpful_count = helpful_count + $2, not_helpful_count = not_helpful_count + $3
           WHERE number = $1 RETURNING helpful_count, not_helpful_count`,
          [number, Number(helpful) - Number(was === true), Number(!helpful) - Number(was === false)],
        );
        const row = counts.rows[0];
        return row ? { helpfulCount: row.helpful_count, notHelpfulCount: row.not_helpful_count } : null;
      });
    },

    async feedback(id, after, limit) {
      const result = await pool.query<RatingRow>(
        `SELECT u.id, u.name, u.avatar, u.role, r.helpful, r.comment, r.created_at, r.updated_at
         FROM faqs f JOIN faq_ratings r ON r.faq_number = f.number JOIN users u ON u.id = r.user_id
         WHERE f.id = $1 AND r.comment IS NOT NULL AND ($2::timestamptz IS NULL OR (r.updated_at, r.user_id) < ($2, $3))
         ORDER BY r.updated_at DESC, r.user_id DESC LIMIT $4`,
        [id, after?.updatedAt ?? null, after?.userId ?? null, limit],
      );
      return result.rows.map(({ id: userId, name, avatar, role, helpful, comment, created_at, updated_at }) => ({
        user: { id: userId, name, avatar, role },
        helpful,
        comment,
        createdAt: created_at.toISOString(),
        updatedAt: updated_at.toISOString(),
      }));
    },

    async hasViewed({ faqId, viewer }, at) {
      const result = await pool.query({
        name: 'faqs-has-viewed',
        text: 'SELECT 1 FROM faq_views WHERE faq_id = $1 AND viewer = $2 AND viewed_at > $3',
        values: [faqId, hash(viewer), new Date(at - HOUR)],
      });
      return result.rows.length > 0;
    },

    async countViews(views, at) {
      const result = await pool.query<{ id: string; view_count: number }>({
        name: 'faqs-count-views',
        text: COUNT_VIEWS,
        values: [
          views.map((view) => view.faqId),
          views.map((view) => hash(view.viewer)),
          new Date(at),
          new Date(at - HOUR),
        ],
      });
      await sweep(at);
      return new Map(result.rows.map((row) => [row.id, row.view_count]));
    },
  };
}

/**
 * The tables and conditions of a filter, with its parameters after those given, and the column to order by: that of the
 * narrowest table, so that a page is read from one index whatever stands in the others.
 */
function source(filter: FaqFilter, given: readonly unknown[]): { from: string; order: string; values: unknown[] } {
  const values = [...given];
  const tables = ['faqs f'];
  const conditions: string[] = [];
  let order = 'f.number';
  if (filter.tag !== null) {
    tables.push('JOIN faq_tags t ON t.faq_number = f.number');
    conditions.push(`t.tag = $${values.push(filter.tag)}`);
    order = 't.faq_number';
  }
  if (filter.categoryId !== null) {
    tables.push('JOIN faq_category_links l ON l.faq_number = f.number');
    conditions.push(`l.category_id = $${values.push(filter.categoryId)}`);
    order = 'l.faq_number';
  }
  if (filter.scope !== 'all') conditions.push(`f.status = $${values.push(filter.scope)}`);
  return { from: `${tables.join(' ')} WHERE ${conditions.join(' AND ') || 'true'}`, order, values };
}
