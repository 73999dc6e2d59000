import type { Pool } from 'pg';
import { inject } from 'vitest';
import { createFaqSearch } from '../../src/adapters/postgres/faq-search.ts';
import { createFaqStore } from '../../src/adapters/postgres/faqs.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { gradeOf } from '../../src/core/faqs/grade.ts';
import { faqLexemes } from '../../src/core/faqs/lexemes.ts';
import type { FaqPlace, FaqSearch, FaqSearchInput, FaqStore } from '../../src/core/faqs/store.ts';
import type { FaqStatus } from '../../src/core/faqs/types.ts';
import { splitQuery } from '../../src/core/search/query.ts';
import { createDatabase } from './postgres.ts';

export type StoredFaq = {
  readonly number: number;
  readonly question: string;
  readonly answer: string;
  readonly status: FaqStatus;
};

/** A database with the person ann and whatever FAQs a test wants, numbered as it wants. */
export type FaqFixture = {
  readonly pool: Pool;
  readonly store: FaqStore;
  readonly search: FaqSearch;
  /** Stores FAQs as the server would, but many at once. */
  fill(faqs: readonly StoredFaq[]): Promise<void>;
  end(): Promise<void>;
};

/** What is published, everywhere, unless said otherwise. */
export function faqInput({ q, ...more }: Partial<FaqSearchInput> & { readonly q: string }): FaqSearchInput {
  return { scope: 'published', categoryId: null, after: null, limit: 100, ...more, parts: splitQuery(q) };
}

/** What search must answer: every FAQ looked at, one after the other. */
export function scanFaqs(faqs: readonly StoredFaq[], { scope, parts }: FaqSearchInput): FaqPlace[] {
  return faqs
    .filter((faq) => scope === 'all' || faq.status === scope)
    .flatMap((faq) => {
      const grade = gradeOf(faq, parts);
      return grade === null ? [] : [{ grade, number: faq.number }];
    })
    .sort((a, b) => b.grade - a.grade || b.number - a.number);
}

export async function createFaqFixture(): Promise<FaqFixture> {
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const pool = createPool(database.url, 4);
  await pool.query(`INSERT INTO users (id, name) VALUES ('ann', 'ann')`);
  return {
    pool,
    store: createFaqStore(pool, Buffer.from('key')),
    search: createFaqSearch(pool),

    async fill(faqs) {
      for (let from = 0; from < faqs.length; from += 2000) {
        const some = faqs.slice(from, from + 2000);
        const rows = JSON.stringify(some.map((faq) => ({ ...faq, id: `f${faq.number}` })));
        await pool.query(
          `INSERT INTO faqs (number, id, question, answer, status, created_by, created_at, updated_at) OVERRIDING SYSTEM VALUE
           SELECT number, id, question, answer, status, 'ann', to_timestamp(number), to_timestamp(number)
           FROM json_to_recordset($1) AS r (number int, id text, question text, answer text, status text)`,
          [rows],
        );
        await pool.query(
          `INSERT INTO faq_terms (faq_number, terms)
           SELECT number, array_to_tsvector(string_to_array(lexemes, E'\\n')) FROM unnest($1::int[], $2::text[]) AS r (number, lexemes)`,
          [some.map((faq) => faq.number), some.map((faq) => faqLexemes({ ...faq, categoryIds: [] }).join('\n'))],
        );
      }
      await pool.query('VACUUM ANALYZE faqs, faq_terms');
    },

    async end() {
      await pool.end();
      await database.drop();
    },
  };
}
