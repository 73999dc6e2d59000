import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import type { UserDirectory } from './directory.ts';
import type { KnownUser, UserChanges, UserStore } from './store.ts';

/** What somebody may change of themselves. */
export type OwnChanges = Pick<UserChanges, 'name' | 'avatar' | 'specialty' | 'statusText' | 'locale' | 'timeZone'>;

/** A person whom a request is about. @throws `not_found`. */
export async function getUser(ctx: { readonly people: UserDirectory }, id: string): Promise<KnownUser> {
  const user = await ctx.people.get(id);
  if (user === null) throw new ParleyError('not_found', 'There is no such user');
  return user;
}

/** Sets what is given of the caller's own profile. What it sets stays until a token brings something new. */
export async function updateMe(
  ctx: { readonly users: UserStore; readonly people: UserDirectory; readonly bus: Bus },
  actor: Actor,
  changes: OwnChanges,
): Promise<KnownUser> {
  const { name, avatar, specialty, statusText, locale, timeZone } = changes;
  const own = { name, avatar, specialty, statusText, locale, timeZone };
  if (Object.values(own).every((value) => value === undefined)) return getUser(ctx, actor.userId);
  const user = await ctx.users.update(actor.userId, own);
  if (user === null) throw new ParleyError('not_found', 'There is no such user');
  ctx.bus.publish({ type: 'user.changed', userId: user.id, suspended: user.suspended });
  return user;
}
