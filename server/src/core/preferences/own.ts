import type { Actor } from '../actor.ts';
import { iso } from '../clock.ts';
import { type PreferenceChanges, withChanges, withEssentialsOnly, withoutMarketing } from './changes.ts';
import type { Edit, PersonalNoticeData, PreferenceStore } from './store.ts';
import type { Preferences } from './types.ts';

export type PreferenceContext = { readonly preferences: PreferenceStore; readonly now: () => number };

/** What somebody's export holds. */
export type NoticeExport = PersonalNoticeData & { readonly userId: string; readonly exportedAt: string };

/** Somebody's preferences; the defaults where nothing was ever set. */
export async function preferencesOf(
  { preferences }: Pick<PreferenceContext, 'preferences'>,
  userId: string,
): Promise<Preferences> {
  const found = (await preferences.getMany([userId])).get(userId);
  if (found === undefined) throw new Error('preferences vanished');
  return found;
}

/** Sets what is given of the caller's own preferences; turning marketing on ends every opt-out of it. */
export function setPreferences(ctx: PreferenceContext, actor: Actor, changes: PreferenceChanges): Promise<Preferences> {
  return editOwn(ctx, actor, (present, at) => withChanges(present, changes, at));
}

/** Turns all of marketing off until the caller turns it on again; again changes nothing. */
export function optOutOfMarketing(ctx: PreferenceContext, actor: Actor): Promise<Preferences> {
  return editOwn(ctx, actor, (present, at) => withoutMarketing(present, 'user', at));
}

/** Turns everything off but what is essential, marketing and digests too; again changes nothing. */
export function optOutOfAll(ctx: PreferenceContext, actor: Actor): Promise<Preferences> {
  return editOwn(ctx, actor, (present, at) => withEssentialsOnly(present, 'user', at));
}

/** All that is kept of the caller for the sake of notices. */
export async function exportNotices(ctx: PreferenceContext, actor: Actor): Promise<NoticeExport> {
  const { userId } = actor;
  return { userId, exportedAt: iso(ctx.now()), ...(await ctx.preferences.collect(userId)) };
}

/**
 * Forgets the caller's preferences, their history, feed, unsubscribe tokens and browser subscriptions. Who had opted out of
 * marketing stays out of it, by an entry that does not tell who it is.
 */
export function forgetNotices(ctx: PreferenceContext, actor: Actor): Promise<void> {
  return ctx.preferences.forget(actor.userId, iso(ctx.now()));
}

async function editOwn(
  ctx: PreferenceContext,
  { userId }: Actor,
  change: (present: Preferences, at: string) => Preferences,
): Promise<Preferences> {
  const at = iso(ctx.now());
  const edit: Edit = (present) => change(present, at);
  const edited = (await ctx.preferences.edit([userId], edit, { source: 'user', at })).get(userId);
  if (edited === undefined || edited === 'opted_out') throw new Error('a user vanished');
  return edited;
}
