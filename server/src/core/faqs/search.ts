import { highlight } from '../search/highlight.ts';
import { type QueryPart, splitQuery } from '../search/query.ts';
import { isVisible, type Reader, scopeFor } from './access.ts';
import { type Grade, gradeOf } from './grade.ts';
import { categoryIdOf, type FaqListQuery, type FaqReadContext } from './read.ts';
import type { FaqPlace, FaqSearch } from './store.ts';
import { draftWords, rankForDraft } from './suggestions.ts';
import type { Faq } from './types.ts';

export type FaqSearchContext = FaqReadContext & { readonly faqSearch: FaqSearch };

/** An FAQ that a search found. */
export type FaqHit = {
  readonly faq: Faq;
  /** From above 0 to 1; never rises from one hit to the next. */
  readonly score: number;
  /** Escaped for HTML, matches in `<mark>`. */
  readonly highlight: { readonly question: string; readonly answer: string };
};

/** FAQs in which every part of the query occurs, best first, those after `after`. A category that is not there has none. */
export async function searchFaqs(
  ctx: FaqSearchContext,
  reader: Reader,
  query: Omit<FaqListQuery, 'tag'> & { readonly q: string },
  after: FaqPlace | null,
  limit: number,
): Promise<{ readonly hits: FaqHit[]; readonly next: FaqPlace | null }> {
  const categoryId = await categoryIdOf(ctx, query.category);
  if (categoryId === undefined) return { hits: [], next: null };
  const parts = splitQuery(query.q);
  const scope = scopeFor(reader, query.scope);
  const { found, next } = await ctx.faqSearch.search({ scope, categoryId, parts, after, limit });
  const faqs = await current(ctx, reader, found);
  // Between the search and this reading an FAQ may have been edited or taken back.
  const hits = found.flatMap(({ id, grade }) => {
    const faq = faqs.get(id);
    const still = faq && (scope === 'all' || faq.status === scope) && gradeOf(faq, parts) !== null;
    return still ? [hit(faq, grade, parts)] : [];
  });
  return { hits, next };
}

/** Published FAQs that may spare somebody a ticket: those with the most, the rarest words of its draft in the best places. */
export async function suggestFaqs(ctx: FaqSearchContext, reader: Reader, draft: string, limit: number): Promise<Faq[]> {
  const words = draftWords(draft);
  if (words.length === 0) return [];
  const { texts, shares } = await ctx.faqSearch.related(words);
  const best = rankForDraft(texts, words, shares).slice(0, limit);
  const faqs = await current(ctx, reader, best);
  return best.flatMap(({ id }) => {
    const faq = faqs.get(id);
    return faq?.status === 'published' ? [faq] : [];
  });
}

async function current(
  ctx: FaqSearchContext,
  reader: Reader,
  found: readonly { readonly id: string }[],
): Promise<Map<string, Faq>> {
  if (found.length === 0) return new Map();
  const ids = found.map(({ id }) => id);
  const faqs = await ctx.faqs.find(ids, reader?.userId ?? null);
  const visible = faqs.filter((faq) => isVisible(reader, faq));
  return new Map(visible.map((faq) => [faq.id, ctx.faqViews.current(faq)]));
}

function hit(faq: Faq, grade: Grade, parts: readonly QueryPart[]): FaqHit {
  return {
    faq,
    score: grade / 4,
    highlight: { question: highlight(faq.question, parts), answer: highlight(faq.answer, parts) },
  };
}
