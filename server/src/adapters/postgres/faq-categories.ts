import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type Pool } from 'pg';
import type { FaqCategoryStore, Taken } from '../../core/faqs/store.ts';
import type { FaqCategory, FaqCategoryChanges } from '../../core/faqs/types.ts';
import { sqlState } from './pool.ts';

const CATEGORY_COLUMNS = 'c.id, c.name, c.slug, c.description, c.position, c.faq_count';

/** The columns of what may be changed. Names of columns come from here alone, never from input. */
const COLUMNS = [
  ['name', 'name'],
  ['slug', 'slug'],
  ['description', 'description'],
  ['order', 'position'],
] as const satisfies readonly (readonly [keyof FaqCategoryChanges, string])[];

type CategoryRow = {
  id: string;
  name: string;
  slug: string;
  description: string | null;
  position: number;
  faq_count: number;
};

/** Categories of FAQs in PostgreSQL. That names and slugs are unique is the database's to say, also between two at once. */
export function createFaqCategoryStore(pool: Pool): FaqCategoryStore {
  return {
    async list() {
      const result = await pool.query<CategoryRow>(
        `SELECT ${CATEGORY_COLUMNS} FROM faq_categories c ORDER BY c.position, lower(c.name), c.name`,
      );
      return result.rows.map(toCategory);
    },

    async get(id) {
      const result = await pool.query<CategoryRow>(`SELECT ${CATEGORY_COLUMNS} FROM faq_categories c WHERE c.id = $1`, [
        id,
      ]);
      return result.rows[0] ? toCategory(result.rows[0]) : null;
    },

    async findId(idOrSlug) {
      const result = await pool.query<{ id: string }>(
        'SELECT id FROM faq_categories WHERE id = $1 OR slug = $1 ORDER BY id = $1 DESC LIMIT 1',
        [idOrSlug],
      );
      return result.rows[0]?.id ?? null;
    },

    async insert(id, { name, slug, description, order }) {
      return orTaken(async () => {
        const result = await pool.query<CategoryRow>(
          `INSERT INTO faq_categories AS c (id, name, slug, description, position) VALUES ($1, $2, $3, $4, $5)
           RETURNING ${CATEGORY_COLUMNS}`,
          [id, name, slug, description, order],
        );
        const row = result.rows[0];
        if (!row) throw new Error('a category was not inserted');
        return toCategory(row);
      });
    },

    async update(id, changes) {
      const sets = COLUMNS.flatMap(([field, column]) => {
        const value = changes[field];
        return value === undefined ? [] : [{ column, value }];
      });
      if (sets.length === 0) return this.get(id);
      return orTaken(async () => {
        const result = await pool.query<CategoryRow>(
          `UPDATE faq_categories c SET ${sets.map((set, i) => `${set.column} = $${i + 2}`).join(', ')}
           WHERE c.id = $1 RETURNING ${CATEGORY_COLUMNS}`,
          [id, ...sets.map((set) => set.value)],
        );
        return result.rows[0] ? toCategory(result.rows[0]) : null;
      });
    },

    async remove(id) {
      const result = await pool.query('DELETE FROM faq_categories WHERE id = $1', [id]);
      return result.rowCount === 1;
    },
  };
}

const UNIQUE_VIOLATION = '23505';
/** Two that want to swap their names wait for each other; whoever is sent away finds the name taken the next time. */
const DEADLOCK = '40P01';
/** Who comes again at once would meet the other before it is through: it is let go first. */
const TRIES = 5;
const STEP_ASIDE_MS = 50;

async function orTaken<T>(work: () => Promise<T>, tries = TRIES): Promise<T | Taken> {
  try {
    return await work();
  } catch (error) {
    const state = sqlState(error);
    if (state === DEADLOCK && tries > 1) {
      await sleep(STEP_ASIDE_MS * (1 + Math.random()));
      return orTaken(work, tries - 1);
    }
    if (state !== UNIQUE_VIOLATION) throw error;
    const constraint = error instanceof pg.DatabaseError ? error.constraint : undefined;
    return { taken: constraint?.includes('slug') ? 'slug' : 'name' };
  }
}

function toCategory(row: CategoryRow): FaqCategory {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    description: row.description,
    order: row.position,
    faqCount: row.faq_count,
  };
}
