import { setImmediate as turn } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { GRADES, type Grade, gradeOf } from '../../core/faqs/grade.ts';
import type { FaqPlace, FaqSearch, FaqSearchInput, FoundFaq } from '../../core/faqs/store.ts';
import type { DraftWord } from '../../core/faqs/suggestions.ts';
import type { FaqText } from '../../core/faqs/types.ts';
import { gradeQuery, overStretches, type ScopedQuery, wordQuery } from './faq-query.ts';
import { OPEN } from './search-statements.ts';

/** Milliseconds after which a page is given as far as it got. */
const BUDGET = 1_000;
/** So many candidates are all graded at once. */
const FEW = 128;
/** Candidates of one grade that are taken in one statement. */
const BATCH = 64;
/** UTF-16 units that are graded before others get a turn. */
const TURN = 500_000;
/** Texts that are taken for a word of a draft, for a frequent one again by its question, and for a pair of frequent ones. */
const PER_WORD = 12;
/** How many frequent words are paired. */
const PAIRED = 4;
/** Above every number. */
const TOP = 2_147_483_647;

type Page = Awaited<ReturnType<FaqSearch['search']>>;

const NOTHING: Page = { found: [], next: null };

const TEXTS = {
  name: 'faq-search-texts',
  text: 'SELECT id, number, question, answer FROM faqs WHERE number = ANY($1) ORDER BY number DESC',
};

const CANDIDATES = {
  name: 'faq-search-candidates',
  text: 'SELECT number FROM faq_candidates($1, $2, $3) AS c(number)',
};

/** `$1` has a list of queries in each line, one for each stretch, separated by tabs. */
const RELATED = {
  name: 'faq-search-related',
  text: `SELECT k.ord::int - 1 AS which, c.number FROM unnest($1::text[]) WITH ORDINALITY AS k(queries, ord)
         CROSS JOIN LATERAL faq_candidates(string_to_array(k.queries, E'\\t'), $2, $3) AS c(number)`,
};

/**
 * Search of FAQs in PostgreSQL: the index names candidates, each is then graded exactly. Few candidates are all graded;
 * where there are many, they are taken grade by grade, the newest first, until the page is full.
 */
export function createFaqSearch(pool: Pool, options: { readonly budget?: number } = {}): FaqSearch {
  return {
    async search(input) {
      if (input.parts.length === 0 || input.parts.some((part) => part.text.includes('\0'))) return NOTHING;
      const deadline = performance.now() + (options.budget ?? BUDGET);
      return snapshot(pool, async (client) => {
        const newest = await newestNumber(client);
        if (newest === null) return NOTHING;
        const all = overStretches(gradeQuery(1, input.parts, input.categoryId), input.scope, newest);
        const few = await candidates(client, all, TOP, FEW + 1);
        return few.length <= FEW ? gradeAll(client, input, few) : walk(client, input, newest, deadline);
      });
    },

    async related(words) {
      if (words.length === 0) return [];
      return snapshot(pool, async (client) => {
        const newest = await newestNumber(client);
        if (newest === null) return [];
        const found = await related(
          client,
          newest,
          words.map((word) => wordQuery('anywhere', [word])),
        );
        const numbers = new Set(found.flat());
        // The others of a frequent word are many: its best ones are looked for where they stand out.
        const frequent = words.filter((_, which) => (found[which]?.length ?? 0) >= PER_WORD);
        const queries = frequent.map((word) => wordQuery('question', [word]));
        for (const pair of pairs(frequent.slice(0, PAIRED))) {
          queries.push(wordQuery('question', pair), wordQuery('anywhere', pair));
        }
        if (queries.length > 0)
          for (const number of (await related(client, newest, queries)).flat()) numbers.add(number);
        return texts(client, [...numbers]);
      });
    },
  };
}

/** Runs `work` in one read-only snapshot, so that nothing moves between its statements. */
async function snapshot<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query(OPEN);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((broken: Error) => {
      failure = broken;
    });
    throw error;
  } finally {
    client.release(failure);
  }
}

async function newestNumber(client: PoolClient): Promise<number | null> {
  const result = await client.query<{ number: number | null }>('SELECT max(number) AS number FROM faqs');
  return result.rows[0]?.number ?? null;
}

async function candidates(
  client: PoolClient,
  queries: readonly string[],
  below: number,
  wanted: number,
): Promise<number[]> {
  const result = await client.query<{ number: number }>({ ...CANDIDATES, values: [queries, below, wanted] });
  return result.rows.map((row) => row.number);
}

async function texts(client: PoolClient, numbers: readonly number[]): Promise<FaqText[]> {
  if (numbers.length === 0) return [];
  const result = await client.query<FaqText>({ ...TEXTS, values: [numbers] });
  return result.rows;
}

/** Grades texts, those that match, in the order in which they came. */
async function grade(rows: readonly FaqText[], input: FaqSearchInput): Promise<FoundFaq[]> {
  const found: FoundFaq[] = [];
  let units = 0;
  for (const row of rows) {
    if (units > TURN) {
      units = 0;
      await turn();
    }
    units += row.question.length + row.answer.length;
    const reached = gradeOf(row, input.parts);
    if (reached !== null) found.push({ id: row.id, number: row.number, grade: reached });
  }
  return found;
}

async function gradeAll(client: PoolClient, input: FaqSearchInput, numbers: readonly number[]): Promise<Page> {
  const found = (await grade(await texts(client, numbers), input)).sort(comparePlaces);
  const { after } = input;
  return page(after ? found.filter((one) => comparePlaces(after, one) < 0) : found, input.limit);
}

async function walk(client: PoolClient, input: FaqSearchInput, newest: number, deadline: number): Promise<Page> {
  const { parts, categoryId, scope, after, limit } = input;
  const found: FoundFaq[] = [];
  const take = async (wanted: Grade, below: number, count: number) => {
    const query = gradeQuery(wanted, parts, categoryId);
    return candidates(client, overStretches(query, scope, Math.min(newest, below)), below, count);
  };
  // Those whose question has a part, if they are few: then there is nothing to be walked through for the two grades of them.
  let middle: readonly FoundFaq[] | null = null;
  for (const wanted of GRADES) {
    if (after && wanted > after.grade) continue;
    let below = after?.grade === wanted ? after.number : TOP;
    if (middle === null && (wanted === 3 || wanted === 2)) {
      const numbers = await take(2, TOP, FEW + 1);
      if (numbers.length <= FEW) middle = await grade(await texts(client, numbers), input);
    }
    if (middle !== null && wanted > 1) {
      found.push(...middle.filter((one) => one.grade === wanted && one.number < below));
      continue;
    }
    for (let more = true; more && found.length <= limit; ) {
      if (performance.now() > deadline) return { found, next: { grade: wanted, number: below } };
      const numbers = await take(wanted, below, BATCH);
      for (const one of await grade(await texts(client, numbers), input)) if (one.grade === wanted) found.push(one);
      more = numbers.length === BATCH;
      below = numbers.at(-1) ?? below;
    }
    // One more than the page is found, to know whether there is a next one.
    if (found.length > limit) break;
  }
  return page(found, limit);
}

function page(found: readonly FoundFaq[], limit: number): Page {
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return { found: shown, next: last ? { grade: last.grade, number: last.number } : null };
}

/** Negative when `a` comes before `b` in the order of results. */
function comparePlaces(a: FaqPlace, b: FaqPlace): number {
  return b.grade - a.grade || b.number - a.number;
}

/** The newest numbers for each query. */
async function related(client: PoolClient, newest: number, queries: readonly ScopedQuery[]): Promise<number[][]> {
  const lists = queries.map((query) => overStretches(query, 'published', newest).join('\t'));
  const result = await client.query<{ which: number; number: number }>({ ...RELATED, values: [lists, TOP, PER_WORD] });
  const numbers: number[][] = queries.map(() => []);
  for (const { which, number } of result.rows) numbers[which]?.push(number);
  return numbers;
}

function pairs(words: readonly DraftWord[]): DraftWord[][] {
  return words.flatMap((one, index) => words.slice(index + 1).map((other) => [one, other]));
}
