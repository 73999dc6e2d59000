import type { Actor } from '../actor.ts';
import { iso } from '../clock.ts';
import { ParleyError } from '../errors.ts';
import { checkAdmin } from '../users/administration.ts';
import type { UserDirectory } from '../users/directory.ts';
import { isUserId } from '../users/ids.ts';
import { getUser } from '../users/profile.ts';
import { type PreferenceChanges, turnsMarketingOn, withChanges } from './changes.ts';
import { type PreferenceContext, preferencesOf } from './own.ts';
import type { Preferences } from './types.ts';

export type PreferenceAdminContext = PreferenceContext & { readonly people: UserDirectory };

export type BulkResult = {
  /** How many people the changes hold for now. */
  readonly updated: number;
  /** Whom nothing was changed for, in the order in which they were named. */
  readonly skipped: readonly { readonly userId: string; readonly code: 'user_not_found' | 'opted_out' }[];
};

/** Anybody's preferences. @throws `not_found`, `forbidden` for everybody but admins. */
export async function readPreferences(ctx: PreferenceAdminContext, actor: Actor, userId: string): Promise<Preferences> {
  await getUser(ctx, userId);
  checkAdmin(actor);
  return preferencesOf(ctx, userId);
}

/**
 * Sets what is given of anybody's preferences. Turning marketing on ends an opt-out that an admin can see.
 * @throws `not_found`, `forbidden` for everybody but admins, `conflict` where it would turn marketing on for somebody who opted
 * out and had everything forgotten since: that is for the person alone.
 */
export async function changePreferences(
  ctx: PreferenceAdminContext,
  actor: Actor,
  userId: string,
  changes: PreferenceChanges,
): Promise<Preferences> {
  await getUser(ctx, userId);
  checkAdmin(actor);
  const at = iso(ctx.now());
  const markets = turnsMarketingOn(changes);
  const edited = await ctx.preferences.edit(
    [userId],
    (present, suppressed) => (markets && suppressed ? 'opted_out' : withChanges(present, changes, at)),
    { source: 'admin', at },
  );
  const result = edited.get(userId);
  if (result === undefined) throw new Error('a user vanished');
  if (result === 'opted_out') {
    throw new ParleyError('conflict', 'This person opted out of marketing and alone can turn it on again');
  }
  return result;
}

/**
 * Sets what is given for many people at once. Left as they are: who does not exist, and who opted out of marketing where the
 * changes would turn it on. @throws `forbidden` for everybody but admins.
 */
export async function changeManyPreferences(
  ctx: PreferenceContext,
  actor: Actor,
  userIds: readonly string[],
  changes: PreferenceChanges,
): Promise<BulkResult> {
  checkAdmin(actor);
  const at = iso(ctx.now());
  const named = [...new Set(userIds)];
  const markets = turnsMarketingOn(changes);
  const edited = await ctx.preferences.edit(
    named.filter(isUserId),
    (present, suppressed) =>
      markets && (suppressed || present.marketingOptOut.optedOut) ? 'opted_out' : withChanges(present, changes, at),
    { source: 'admin', at },
  );
  const skipped = named.flatMap((userId): BulkResult['skipped'] => {
    const result = edited.get(userId);
    if (result === undefined) return [{ userId, code: 'user_not_found' }];
    return result === 'opted_out' ? [{ userId, code: 'opted_out' }] : [];
  });
  return { updated: named.length - skipped.length, skipped };
}
