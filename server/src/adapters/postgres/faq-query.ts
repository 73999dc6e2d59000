import type { Grade } from '../../core/faqs/grade.ts';
import { lexeme, scopeOf, stretchOf } from '../../core/faqs/lexemes.ts';
import type { DraftWord } from '../../core/faqs/suggestions.ts';
import type { FaqScope, FaqStatus } from '../../core/faqs/types.ts';
import { Character, kindOf } from '../../core/search/characters.ts';
import type { QueryPart } from '../../core/search/query.ts';
import { type QueryTerm, queryTerms } from '../../core/search/terms.ts';
import { quote } from './search-query.ts';

/** Makes the text query for one status and stretch. */
export type ScopedQuery = (scope: string) => string;

type Field = 'question' | 'anywhere';

/** Every FAQ of a grade or better is found by this, and some others. */
export function gradeQuery(grade: Grade, parts: readonly QueryPart[], categoryId: string | null): ScopedQuery {
  const terms = allTerms(parts);
  const each = parts.map((part) => ({ own: allTerms([part]), others: allTerms(parts.filter((one) => one !== part)) }));
  return inCategory(categoryId, (scope) => {
    if (grade === 4) return every(scope, 'question', terms.map(asWhole));
    if (grade === 3) return every(scope, 'question', terms);
    if (grade === 1) return every(scope, 'anywhere', terms);
    const ways = each.map(({ own, others }) => {
      const inQuestion = every(scope, 'question', own);
      return others.length === 0 ? inQuestion : `${inQuestion} & ${every(scope, 'anywhere', others)}`;
    });
    return `(${ways.join(' | ')})`;
  });
}

/** FAQs with a part in their question, wherever the others are. */
export function questionQuery(part: QueryPart, categoryId: string | null): ScopedQuery {
  const terms = allTerms([part]);
  return inCategory(categoryId, (scope) => every(scope, 'question', terms));
}

function inCategory(categoryId: string | null, query: ScopedQuery): ScopedQuery {
  if (categoryId === null) return query;
  return (scope) => `${query(scope)} & ${quote(lexeme.category(scope, categoryId))}`;
}

/** FAQs that hold all of these words of a draft, in one field. */
export function wordQuery(field: Field, words: readonly DraftWord[]): ScopedQuery {
  const terms = words.flatMap((word) => allTerms([word]).map((term) => (word.whole ? asWhole(term) : term)));
  return (scope) => every(scope, field, terms);
}

/** How many stretches are asked in one query: the first of them, and then the last again and again. */
const GROUPS = [1, 1, 4, 16] as const;

/**
 * Queries that cover all stretches from the one of `newest` down, as the text form of tsquery: the newest stretch alone, for
 * a frequent word is found there often enough, then more and more at once, for a rare one is in few of them.
 */
export function overStretches(query: ScopedQuery, scope: FaqScope, newest: number): string[] {
  const statuses: readonly FaqStatus[] = scope === 'all' ? ['published', 'draft'] : [scope];
  const queries: string[] = [];
  let top = stretchOf(newest);
  while (top >= 0) {
    const size = Math.min(GROUPS[queries.length] ?? GROUPS[3], top + 1);
    const stretches = Array.from({ length: size }, (_, index) => top - index);
    top -= size;
    const scopes = stretches.flatMap((stretch) => statuses.map((status) => scopeOf(status, stretch)));
    queries.push(scopes.map((one) => `(${query(one)})`).join(' | '));
  }
  return queries;
}

function allTerms(parts: readonly QueryPart[]): readonly QueryTerm[] {
  return queryTerms(parts, Number.POSITIVE_INFINITY);
}

/** Where a part ends a word, the word's own term is in the index. What is of no word has no end to look at. */
function asWhole(term: QueryTerm): QueryTerm {
  const kind = kindOf(term.text.codePointAt(0) ?? 0);
  return kind & Character.word && !(kind & Character.unspaced) ? { ...term, prefix: false } : term;
}

function every(scope: string, field: Field, terms: readonly QueryTerm[]): string {
  return `(${terms.map((term) => quote(lexeme[field](scope, term.text)) + (term.prefix ? ':*' : '')).join(' & ')})`;
}
