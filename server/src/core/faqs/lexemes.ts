import { fold } from '../search/fold.ts';
import { addTerms } from '../search/terms.ts';
import type { FaqStatus } from './types.ts';

/** FAQs of one stretch of numbers. It bounds what a query for a frequent word reads before it may stop. */
export const STRETCH = 2048;

/** The stretch that an FAQ belongs to. */
export function stretchOf(number: number): number {
  return Math.floor(number / STRETCH);
}

/** What the lexemes of an FAQ begin with: its status and its stretch. */
export function scopeOf(status: FaqStatus, stretch: number): string {
  return `${status === 'published' ? 'p' : 'd'}${stretch.toString(36)}`;
}

/** The lexemes of one kind, in one scope. What comes before the first colon tells the kind; none holds white space. */
export const lexeme = {
  /** A term of the question. */
  question: (scope: string, term: string): string => `${scope}q:${term}`,
  /** A term of the question or the answer. */
  anywhere: (scope: string, term: string): string => `${scope}a:${term}`,
  category: (scope: string, categoryId: string): string => `${scope}c:${categoryId}`,
} as const;

/** All that the index of search holds of an FAQ. */
export function faqLexemes(faq: {
  readonly number: number;
  readonly status: FaqStatus;
  readonly question: string;
  readonly answer: string;
  readonly categoryIds: readonly string[];
}): string[] {
  const scope = scopeOf(faq.status, stretchOf(faq.number));
  const question = new Set<string>();
  addTerms(fold(faq.question), question);
  const anywhere = new Set(question);
  addTerms(fold(faq.answer), anywhere);
  return [
    ...[...question].map((term) => lexeme.question(scope, term)),
    ...[...anywhere].map((term) => lexeme.anywhere(scope, term)),
    ...faq.categoryIds.map((id) => lexeme.category(scope, id)),
  ];
}
