import type { Faq } from '@parley/client';

/** What is written of an article. */
export type ArticleForm = {
  readonly question: string;
  /** Markdown */
  readonly answer: string;
  readonly categoryIds: readonly string[];
  readonly tags: readonly string[];
  readonly status: Faq['status'];
};
export type Field = keyof ArticleForm;

/** Code points. */
export const limits = { question: 500, answer: 20_000, tag: 50, tags: 20 } as const;
const fields: readonly Field[] = ['question', 'answer', 'categoryIds', 'tags', 'status'];

/** What an article has to begin with; null for a new one. */
export function formOf(faq: Faq | null): ArticleForm {
  return {
    question: faq?.question ?? '',
    answer: faq?.answer ?? '',
    categoryIds: faq?.categories.map(({ id }) => id) ?? [],
    tags: faq?.tags ?? [],
    status: faq?.status ?? 'draft',
  };
}

/** The fields that are not the same. */
export function changedFields(from: ArticleForm, to: ArticleForm): readonly Field[] {
  return fields.filter((field) => !isSame(from[field], to[field]));
}

/** The fields that somebody else has changed from `base` as well, and to something else: saving `mine` replaces theirs. */
export function conflictsOf(base: ArticleForm, mine: ArticleForm, theirs: ArticleForm): readonly Field[] {
  const ours = new Set(changedFields(base, mine));
  return changedFields(base, theirs).filter((field) => ours.has(field) && !isSame(mine[field], theirs[field]));
}

/** Theirs with what was changed from `base` in mine: nothing of theirs is lost but what mine replaces. */
export function merged(base: ArticleForm, mine: ArticleForm, theirs: ArticleForm): ArticleForm {
  const changes = Object.fromEntries(changedFields(base, mine).map((field) => [field, mine[field]]));
  return { ...theirs, ...changes };
}

/** What cannot be sent as it is. */
export function mistakesOf({
  question,
  answer,
}: ArticleForm): Partial<Record<'question' | 'answer', 'empty' | 'long'>> {
  return { ...mistake('question', question), ...mistake('answer', answer) };
}

function mistake(field: 'question' | 'answer', text: string) {
  if (text.trim() === '') return { [field]: 'empty' as const };
  return [...text].length > limits[field] ? { [field]: 'long' as const } : {};
}

function isSame(one: string | readonly string[], other: string | readonly string[]): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.length === other.length && one.every((value) => other.includes(value));
}
