import { setImmediate as turn } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { GRADES, gradeOf } from '../../core/faqs/grade.ts';
import type { FaqPlace, FaqSearch, FaqSearchInput, FoundFaq, RelatedFaqs } from '../../core/faqs/store.ts';
import type { DraftWord } from '../../core/faqs/suggestions.ts';
import type { FaqScope, FaqText } from '../../core/faqs/types.ts';
import { gradeQuery, overStretches, questionQuery, type ScopedQuery, wordQuery } from './faq-query.ts';
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
/** So many holders of a word tell how frequent it is. */
const COUNTED = 128;
/** How many frequent words are paired. */
const PAIRED = 4;
/** Above every number. */
const TOP = 2_147_483_647;

type Page = Awaited<ReturnType<FaqSearch['search']>>;

const NOTHING: Page = { found: [], next: null };
const UNRELATED: RelatedFaqs = { texts: [], shares: [] };

const TEXTS = {
  name: 'faq-search-texts',
  text: 'SELECT id, number, question, answer FROM faqs WHERE number = ANY($1) ORDER BY number DESC',
};

const CANDIDATES = {
  name: 'faq-search-candidates',
  text: 'SELECT number FROM faq_candidates($1, $2, $3) AS c(number)',
};

/** `$1` has a list of queries in each line, one for each stretch, separated by tabs. */
const LISTS = {
  name: 'faq-search-lists',
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
      if (words.length === 0) return UNRELATED;
      return snapshot(pool, async (client) => {
        const newest = await newestNumber(client);
        if (newest === null) return UNRELATED;
        const lists = (queries: ScopedQuery[], wanted: number) =>
          candidateLists(client, queries, 'published', newest, wanted);
        const holders = await lists(
          words.map((word) => wordQuery('anywhere', [word])),
          COUNTED,
        );
        const shares = holders.map((numbers) => shareOf(numbers, newest));
        const numbers = new Set(holders.flatMap((list) => list.slice(0, PER_WORD)));
        // The others of a frequent word are many: its best ones are looked for where they stand out.
        const frequent = words.filter((_, which) => (holders[which]?.length ?? 0) >= PER_WORD);
        const queries = frequent.map((word) => wordQuery('question', [word]));
        for (const pair of pairs(frequent.slice(0, PAIRED))) {
          queries.push(wordQuery('question', pair), wordQuery('anywhere', pair));
        }
        if (queries.length > 0) for (const number of (await lists(queries, PER_WORD)).flat()) numbers.add(number);
        return { texts: await texts(client, [...numbers]), shares };
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
  const known = after?.grade === 1 ? NOTHING_KNOWN : await gradeRareParts(client, input, newest);
  const found: FoundFaq[] = [];
  for (const wanted of GRADES) {
    if (after && wanted > after.grade) continue;
    let below = after?.grade === wanted ? after.number : TOP;
    if (wanted >= known.from) {
      found.push(...known.faqs.filter((one) => one.grade === wanted && one.number < below));
      continue;
    }
    const query = gradeQuery(wanted, parts, categoryId);
    for (let more = true; more && found.length <= limit; ) {
      if (performance.now() > deadline) return { found, next: { grade: wanted, number: below } };
      const queries = overStretches(query, scope, Math.min(newest, below));
      const numbers = await candidates(client, queries, below, BATCH);
      for (const one of await grade(await texts(client, numbers), input)) if (one.grade === wanted) found.push(one);
      more = numbers.length === BATCH;
      below = numbers.at(-1) ?? below;
    }
    // One more than the page is found, to know whether there is a next one.
    if (found.length > limit) break;
  }
  return page(found, limit);
}

/** All FAQs that reach the grade `from`, and some others. */
type Known = { readonly from: number; readonly faqs: readonly FoundFaq[] };

const NOTHING_KNOWN: Known = { from: 5, faqs: [] };

/**
 * Grades the FAQs whose questions have a part that few questions have: one such part is enough to know all FAQs with every
 * part in the question, and to know all with some part there every part must be such.
 */
async function gradeRareParts(client: PoolClient, input: FaqSearchInput, newest: number): Promise<Known> {
  const queries = input.parts.map((part) => questionQuery(part, input.categoryId));
  const lists = await candidateLists(client, queries, input.scope, newest, FEW + 1);
  const rare = lists.filter((numbers) => numbers.length <= FEW);
  if (rare.length === 0) return NOTHING_KNOWN;
  const faqs = await grade(await texts(client, [...new Set(rare.flat())]), input);
  return { from: rare.length === lists.length ? 2 : 3, faqs };
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

/** The newest numbers for each query, at most `wanted` of each. */
async function candidateLists(
  client: PoolClient,
  queries: readonly ScopedQuery[],
  scope: FaqScope,
  newest: number,
  wanted: number,
): Promise<number[][]> {
  const lines = queries.map((query) => overStretches(query, scope, newest).join('\t'));
  const result = await client.query<{ which: number; number: number }>({ ...LISTS, values: [lines, TOP, wanted] });
  const lists: number[][] = queries.map(() => []);
  for (const { which, number } of result.rows) lists[which]?.push(number);
  return lists;
}

/** Of the newest holders of a word: how dense they lie among the numbers from the oldest of them on, or from the first where that is all. */
function shareOf(holders: readonly number[], newest: number): number {
  const oldest = holders.length < COUNTED ? 1 : (holders.at(-1) ?? 1);
  return Math.max(holders.length, 1) / (newest - oldest + 1);
}

function pairs(words: readonly DraftWord[]): DraftWord[][] {
  return words.flatMap((one, index) => words.slice(index + 1).map((other) => [one, other]));
}
