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
  return (scope) => {
    const clauses: string[] = [];
    if (grade === 4) clauses.push(every(scope, 'question', terms.map(asWhole)));
    else if (grade === 3) clauses.push(every(scope, 'question', terms));
    else clauses.push(every(scope, 'anywhere', terms));
    if (grade === 2) clauses.push(`(${parts.map((part) => every(scope, 'question', allTerms([part]))).join(' | ')})`);
    if (categoryId !== null) clauses.push(quote(lexeme.category(scope, categoryId)));
    return clauses.join(' & ');
  };
}

/** FAQs that hold all of these words of a draft, in one field. */
export function wordQuery(field: Field, words: readonly DraftWord[]): ScopedQuery {
  const terms = words.flatMap((word) => allTerms([word]).map((term) => (word.whole ? asWhole(term) : term)));
  return (scope) => every(scope, field, terms);
}

/** The query for each stretch from the one of `newest` down, as the text form of tsquery. */
export function overStretches(query: ScopedQuery, scope: FaqScope, newest: number): string[] {
  const statuses: readonly FaqStatus[] = scope === 'all' ? ['published', 'draft'] : [scope];
  const queries: string[] = [];
  for (let stretch = stretchOf(newest); stretch >= 0; stretch--) {
    queries.push(statuses.map((status) => `(${query(scopeOf(status, stretch))})`).join(' | '));
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
