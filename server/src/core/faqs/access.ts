import { type Actor, isAgent } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { isStorable } from '../text.ts';
import type { FaqStore } from './store.ts';
import type { Faq, FaqScope } from './types.ts';

/** Who reads: somebody known, or null. */
export type Reader = Actor | null;

/** Whether somebody may see drafts and write. */
export function mayManage(reader: Reader): boolean {
  return reader !== null && isAgent(reader);
}

/** @throws `forbidden` for everybody but agents. */
export function checkMayManage(actor: Actor): void {
  if (!isAgent(actor)) throw new ParleyError('forbidden', 'Only agents may do this');
}

/** What somebody sees when asking for `wanted`: others than agents see what is published, whatever they ask for. */
export function scopeFor(reader: Reader, wanted: FaqScope): FaqScope {
  return mayManage(reader) ? wanted : 'published';
}

/** Whether a reader may know of an FAQ. */
export function isVisible(reader: Reader, faq: Faq): boolean {
  return faq.status === 'published' || mayManage(reader);
}

/** The way to an FAQ for a reader. @throws `not_found`, also for a draft that is none of the reader's business. */
export async function accessFaq(
  ctx: { readonly faqs: Pick<FaqStore, 'find'> },
  reader: Reader,
  id: string,
): Promise<Faq> {
  const [faq] = isStorable(id) ? await ctx.faqs.find([id], reader?.userId ?? null) : [];
  if (faq === undefined || !isVisible(reader, faq)) throw noSuchFaq();
  return faq;
}

/** The way to an FAQ for whoever writes. @throws `not_found` as for reading, then `forbidden` for others than agents. */
export async function accessFaqToManage(
  ctx: { readonly faqs: Pick<FaqStore, 'find'> },
  actor: Actor,
  id: string,
): Promise<Faq> {
  const faq = await accessFaq(ctx, actor, id);
  checkMayManage(actor);
  return faq;
}

/** The error for an FAQ that is not there. */
export function noSuchFaq(): ParleyError {
  return new ParleyError('not_found', 'There is no such FAQ');
}
