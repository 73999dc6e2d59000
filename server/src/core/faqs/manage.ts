import type { Actor } from '../actor.ts';
import { invalid } from '../errors.ts';
import { makeId } from '../ids.ts';
import { accessFaqToManage, checkMayManage, noSuchFaq } from './access.ts';
import type { FaqStore, MissingCategory } from './store.ts';
import type { Faq, FaqChanges, FaqFields } from './types.ts';
import type { ViewCounter } from './views.ts';

export type FaqWriteContext = {
  readonly faqs: Pick<FaqStore, 'find' | 'insert' | 'update' | 'remove'>;
  readonly faqViews: ViewCounter;
  readonly now: () => number;
};

/** Writes an FAQ. @throws `forbidden` for others than agents, `validation_failed` for a category that does not exist. */
export async function createFaq(ctx: FaqWriteContext, actor: Actor, fields: FaqFields): Promise<Faq> {
  checkMayManage(actor);
  return found(await ctx.faqs.insert(makeId('f'), fields, actor.userId, ctx.now()));
}

/**
 * Sets what is given of an FAQ. Publishing sets `publishedAt`, taking back clears it.
 * @throws `not_found`, then `forbidden` for others than agents, `validation_failed` for a category that does not exist.
 */
export async function updateFaq(ctx: FaqWriteContext, actor: Actor, id: string, changes: FaqChanges): Promise<Faq> {
  const faq = await accessFaqToManage(ctx, actor, id);
  if (Object.values(changes).every((value) => value === undefined)) return ctx.faqViews.current(faq);
  const updated = await ctx.faqs.update(id, changes, actor.userId, ctx.now());
  if (updated === null) throw noSuchFaq();
  return ctx.faqViews.current(found(updated));
}

/** Removes an FAQ with its ratings. @throws `not_found`, then `forbidden` for others than agents. */
export async function deleteFaq(ctx: FaqWriteContext, actor: Actor, id: string): Promise<void> {
  await accessFaqToManage(ctx, actor, id);
  if (!(await ctx.faqs.remove(id))) throw noSuchFaq();
}

function found(result: Faq | MissingCategory): Faq {
  if ('missing' in result) throw invalid(`categoryIds.${result.missing}`, 'names a category that does not exist');
  return result;
}
