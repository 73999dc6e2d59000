import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { makeId } from '../ids.ts';
import { isStorable } from '../text.ts';
import { checkMayManage } from './access.ts';
import { slugOf } from './slug.ts';
import type { FaqCategoryStore, Taken } from './store.ts';
import type { FaqCategory, FaqCategoryChanges, FaqCategoryFields } from './types.ts';

export type FaqCategoryContext = { readonly faqCategories: FaqCategoryStore };

/** All categories, by order, then name. */
export function listCategories(ctx: FaqCategoryContext): Promise<FaqCategory[]> {
  return ctx.faqCategories.list();
}

/**
 * Makes a category; without a slug it gets one from its name.
 * @throws `forbidden` for others than agents, `conflict` for a name or slug that another one has.
 */
export async function createCategory(
  ctx: FaqCategoryContext,
  actor: Actor,
  input: Omit<FaqCategoryFields, 'slug'> & { readonly slug?: string | undefined },
): Promise<FaqCategory> {
  checkMayManage(actor);
  const id = makeId('k');
  // A name of signs alone has no slug of its own.
  const slug = input.slug ?? (slugOf(input.name) || slugOf(id));
  return unlessTaken(await ctx.faqCategories.insert(id, { ...input, slug }));
}

/** Sets what is given of a category. @throws `not_found`, then as `createCategory`. */
export async function updateCategory(
  ctx: FaqCategoryContext,
  actor: Actor,
  id: string,
  changes: FaqCategoryChanges,
): Promise<FaqCategory> {
  await accessCategory(ctx, actor, id);
  const updated = await ctx.faqCategories.update(id, changes);
  if (updated === null) throw noSuchCategory();
  return unlessTaken(updated);
}

/** Removes a category; its FAQs stay. @throws `not_found`, then `forbidden` for others than agents. */
export async function deleteCategory(ctx: FaqCategoryContext, actor: Actor, id: string): Promise<void> {
  await accessCategory(ctx, actor, id);
  if (!(await ctx.faqCategories.remove(id))) throw noSuchCategory();
}

async function accessCategory(ctx: FaqCategoryContext, actor: Actor, id: string): Promise<void> {
  if (!isStorable(id) || (await ctx.faqCategories.get(id)) === null) throw noSuchCategory();
  checkMayManage(actor);
}

function unlessTaken(result: FaqCategory | Taken): FaqCategory {
  if ('taken' in result) throw new ParleyError('conflict', `Another category has this ${result.taken}`);
  return result;
}

function noSuchCategory(): ParleyError {
  return new ParleyError('not_found', 'There is no such category');
}
