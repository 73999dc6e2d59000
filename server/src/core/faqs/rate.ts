import type { Actor } from '../actor.ts';
import { isStorable } from '../text.ts';
import { accessFaqToManage, noSuchFaq } from './access.ts';
import type { FaqStore, FeedbackPlace } from './store.ts';
import type { FaqFeedback, RatingCounts } from './types.ts';

/**
 * Says whether a published FAQ helped; what the same person said before is replaced, the comment too.
 * @throws `not_found`, for drafts whoever asks.
 */
export async function rateFaq(
  ctx: { readonly faqs: Pick<FaqStore, 'rate'>; readonly now: () => number },
  actor: Actor,
  id: string,
  rating: { readonly helpful: boolean; readonly comment: string | null },
): Promise<RatingCounts> {
  const counts = isStorable(id) ? await ctx.faqs.rate(id, actor.userId, rating, ctx.now()) : null;
  if (counts === null) throw noSuchFaq();
  return counts;
}

/** What people wrote with their ratings, the latest first, those after `after`. @throws `not_found`, then `forbidden` for others than agents. */
export async function faqFeedback(
  ctx: { readonly faqs: Pick<FaqStore, 'find' | 'feedback'> },
  actor: Actor,
  id: string,
  after: FeedbackPlace | null,
  limit: number,
): Promise<{ readonly feedback: FaqFeedback[]; readonly next: FeedbackPlace | null }> {
  await accessFaqToManage(ctx, actor, id);
  const rows = await ctx.faqs.feedback(id, after, limit + 1);
  const feedback = rows.slice(0, limit);
  const last = rows.length > limit ? feedback.at(-1) : undefined;
  return { feedback, next: last ? { updatedAt: last.updatedAt, userId: last.user.id } : null };
}
