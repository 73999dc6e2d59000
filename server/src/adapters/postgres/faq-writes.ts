import type { Pool, PoolClient } from 'pg';
import { faqLexemes } from '../../core/faqs/lexemes.ts';
import type { FaqStore, MissingCategory } from '../../core/faqs/store.ts';
import type { FaqStatus } from '../../core/faqs/types.ts';
import { FAQ_COLUMNS, type FaqRow, toFaq } from './faq-rows.ts';
import { transaction } from './pool.ts';

/** An arbitrary number that is locked while an FAQ is created, so that numbers and times follow each other. */
const CREATION = 7_205_206;

/** The FAQ as the index and the categories' counts have to know it. */
type Indexed = {
  readonly number: number;
  readonly status: FaqStatus;
  readonly question: string;
  readonly answer: string;
  readonly categoryIds: readonly string[];
};

/**
 * Creation, change and removal of FAQs. Each locks the FAQ first and then categories in the order of their ids, whose counts
 * it moves; whoever removes a category locks no FAQ.
 */
export function createFaqWrites(pool: Pool): Pick<FaqStore, 'insert' | 'update' | 'remove'> {
  return {
    insert(id, fields, createdBy, at) {
      return transaction(pool, async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [CREATION]);
        const missing = await lockCategories(client, fields.categoryIds);
        if (missing) return missing;
        const inserted = await client.query<{ number: number }>(
          `INSERT INTO faqs (id, question, answer, status, tags, created_by, created_at, updated_at, published_at)
           SELECT $1, $2, $3, $4, $5, $6, t.at, t.at, CASE WHEN $4 = 'published' THEN t.at END
           FROM (SELECT greatest($7::timestamptz, (SELECT created_at FROM faqs ORDER BY number DESC LIMIT 1)) AS at) t
           RETURNING number`,
          [id, fields.question, fields.answer, fields.status, fields.tags, createdBy, new Date(at)],
        );
        const number = inserted.rows[0]?.number;
        if (number === undefined) throw new Error('an FAQ was not inserted');
        await link(client, number, fields.categoryIds);
        await tag(client, number, fields.tags);
        await index(client, { number, ...fields });
        await count(client, null, { number, ...fields });
        return read(client, number, createdBy);
      });
    },

    update(id, changes, readerId, at) {
      return transaction(pool, async (client) => {
        const before = await lockFaq(client, id);
        if (before === null) return null;
        const { question, answer, status, categoryIds, tags } = changes;
        const after: Indexed = {
          number: before.number,
          question: question ?? before.question,
          answer: answer ?? before.answer,
          status: status ?? before.status,
          categoryIds: categoryIds ?? before.categoryIds,
        };
        const missing = await lockCategories(client, categoryIds ?? [], before.categoryIds);
        if (missing) return missing;
        await client.query(
          `UPDATE faqs SET question = $2, answer = $3, status = $4, tags = coalesce($5, tags), updated_at = greatest($6, updated_at),
             published_at = CASE WHEN $4 = 'draft' THEN NULL ELSE coalesce(published_at, greatest($6, updated_at)) END
           WHERE number = $1`,
          [before.number, after.question, after.answer, after.status, tags ?? null, new Date(at)],
        );
        if (categoryIds) {
          await client.query('DELETE FROM faq_category_links WHERE faq_number = $1', [before.number]);
          await link(client, before.number, categoryIds);
        }
        if (tags) {
          await client.query('DELETE FROM faq_tags WHERE faq_number = $1', [before.number]);
          await tag(client, before.number, tags);
        }
        await index(client, after);
        await count(client, before, after);
        return read(client, before.number, readerId);
      });
    },

    remove(id) {
      return transaction(pool, async (client) => {
        const before = await lockFaq(client, id);
        if (before === null) return false;
        await lockCategories(client, [], before.categoryIds);
        await client.query('DELETE FROM faqs WHERE number = $1', [before.number]);
        await count(client, before, null);
        return true;
      });
    },
  };
}

async function lockFaq(client: PoolClient, id: string): Promise<Indexed | null> {
  const faq = await client.query<Omit<Indexed, 'categoryIds'>>(
    'SELECT number, status, question, answer FROM faqs WHERE id = $1 FOR UPDATE',
    [id],
  );
  const found = faq.rows[0];
  if (!found) return null;
  const links = await client.query<{ category_id: string }>(
    'SELECT category_id FROM faq_category_links WHERE faq_number = $1',
    [found.number],
  );
  return { ...found, categoryIds: links.rows.map((row) => row.category_id) };
}

/** Locks categories; those of `wanted` must exist, those of `others` may be gone. */
async function lockCategories(
  client: PoolClient,
  wanted: readonly string[],
  others: readonly string[] = [],
): Promise<MissingCategory | null> {
  if (wanted.length + others.length === 0) return null;
  const result = await client.query<{ id: string }>(
    'SELECT id FROM faq_categories WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE',
    [[...new Set([...wanted, ...others])]],
  );
  const there = new Set(result.rows.map((row) => row.id));
  const missing = wanted.findIndex((id) => !there.has(id));
  return missing < 0 ? null : { missing };
}

async function link(client: PoolClient, number: number, categoryIds: readonly string[]): Promise<void> {
  if (categoryIds.length === 0) return;
  await client.query(
    `INSERT INTO faq_category_links (category_id, faq_number, position)
     SELECT id, $2, position FROM unnest($1::text[]) WITH ORDINALITY AS r(id, position)`,
    [categoryIds, number],
  );
}

async function tag(client: PoolClient, number: number, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  await client.query('INSERT INTO faq_tags (tag, faq_number) SELECT tag, $2 FROM unnest($1::text[]) AS r(tag)', [
    tags,
    number,
  ]);
}

async function index(client: PoolClient, faq: Indexed): Promise<void> {
  await client.query(
    `INSERT INTO faq_terms (faq_number, terms) VALUES ($1, array_to_tsvector(string_to_array($2, E'\\n')))
     ON CONFLICT (faq_number) DO UPDATE SET terms = excluded.terms WHERE faq_terms.terms <> excluded.terms`,
    [faq.number, faqLexemes(faq).join('\n')],
  );
}

/** Moves the counts of published FAQs by what differs. The categories are locked already. */
async function count(client: PoolClient, before: Indexed | null, after: Indexed | null): Promise<void> {
  const published = (faq: Indexed | null) => new Set(faq?.status === 'published' ? faq.categoryIds : []);
  const [old, now] = [published(before), published(after)];
  const gained = [...now].filter((id) => !old.has(id));
  const lost = [...old].filter((id) => !now.has(id));
  if (gained.length + lost.length === 0) return;
  await client.query(
    `UPDATE faq_categories SET faq_count = faq_count + CASE WHEN id = ANY($1) THEN 1 ELSE -1 END
     WHERE id = ANY($1) OR id = ANY($2)`,
    [gained, lost],
  );
}

async function read(client: PoolClient, number: number, readerId: string): Promise<ReturnType<typeof toFaq>> {
  const result = await client.query<FaqRow>(`SELECT ${FAQ_COLUMNS} FROM faqs f WHERE f.number = $2`, [
    readerId,
    number,
  ]);
  const row = result.rows[0];
  if (!row) throw new Error('an FAQ vanished');
  return toFaq(row);
}
