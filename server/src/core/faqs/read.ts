import { isStorable } from '../text.ts';
import { accessFaq, mayManage, type Reader, scopeFor } from './access.ts';
import type { FaqCategoryStore, FaqFilter, FaqStore } from './store.ts';
import type { Faq, FaqScope } from './types.ts';
import type { ViewCounter } from './views.ts';

export type FaqReadContext = {
  readonly faqs: Pick<FaqStore, 'find' | 'list' | 'count' | 'popular'>;
  readonly faqCategories: Pick<FaqCategoryStore, 'findId'>;
  readonly faqViews: ViewCounter;
};

export type FaqListQuery = {
  /** What an agent asks for. */
  readonly scope: FaqScope;
  /** An id or a slug; null: of any category. */
  readonly category: string | null;
  readonly tag: string | null;
};

export type FaqPage = { readonly faqs: Faq[]; readonly next: number | null; readonly total: number };

/** FAQs, newest first, those with a number below `before`. A category that is not there has none. */
export async function listFaqs(
  ctx: FaqReadContext,
  reader: Reader,
  query: FaqListQuery,
  before: number | null,
  limit: number,
): Promise<FaqPage> {
  const categoryId = await categoryIdOf(ctx, query.category);
  if (categoryId === undefined) return { faqs: [], next: null, total: 0 };
  const filter: FaqFilter = { scope: scopeFor(reader, query.scope), categoryId, tag: query.tag };
  const [page, total] = await Promise.all([
    ctx.faqs.list(filter, reader?.userId ?? null, before, limit),
    ctx.faqs.count(filter),
  ]);
  return { faqs: page.faqs.map((faq) => ctx.faqViews.current(faq)), next: page.next, total };
}

/** The id of a category that is named by id or slug: null for none named, undefined for one that does not exist. */
export async function categoryIdOf(
  ctx: Pick<FaqReadContext, 'faqCategories'>,
  category: string | null,
): Promise<string | null | undefined> {
  if (category === null) return null;
  return (isStorable(category) ? await ctx.faqCategories.findId(category) : null) ?? undefined;
}

/**
 * One FAQ. A view of a published one by `address`, or by the reader where there is one, counts once an hour; agents' do not.
 * @throws `not_found`, also for a draft that is none of the reader's business.
 */
export async function getFaq(ctx: FaqReadContext, reader: Reader, id: string, address: string): Promise<Faq> {
  if (mayManage(reader)) return ctx.faqViews.current(await accessFaq(ctx, reader, id));
  const viewer = reader ? `user:${reader.userId}` : `address:${address}`;
  const [faq, counts] = await Promise.all([
    accessFaq(ctx, reader, id),
    isStorable(id) ? ctx.faqViews.counts({ faqId: id, viewer }) : false,
  ]);
  if (counts) ctx.faqViews.add(faq, viewer);
  return ctx.faqViews.current(faq);
}

/** Published FAQs, the most viewed first, of equally viewed ones those that helped most. */
export async function popularFaqs(ctx: FaqReadContext, reader: Reader, limit: number): Promise<Faq[]> {
  await ctx.faqViews.settled();
  return ctx.faqs.popular(reader?.userId ?? null, limit);
}
