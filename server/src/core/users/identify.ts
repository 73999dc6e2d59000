import type { Role } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import { type Identity, identityOf } from './claims.ts';
import type { UserDirectory } from './directory.ts';
import { claimedBy, reconcile, roleInForce } from './reconcile.ts';
import type { KnownUser, UserStore } from './store.ts';
import type { TokenVerifier } from './tokens.ts';

/** Somebody who proved who they are. */
export type Session = {
  readonly userId: string;
  /** What this token may do. */
  readonly role: Role;
  readonly user: KnownUser;
  /** When the token ends, in milliseconds since 1970; null for one that does not end. */
  readonly expiresAt: number | null;
};

export type IdentifyContext = {
  readonly tokens: TokenVerifier;
  readonly people: UserDirectory;
  readonly users: UserStore;
  readonly bus: Bus;
};

/**
 * The session of a token that was seen before and whose user is remembered and as the token has it; null says only
 * "call identify". Asks neither the store nor anybody else.
 * @throws `unauthorized` for claims without a user id, `forbidden` for a suspended user.
 */
export function recognise(ctx: Pick<IdentifyContext, 'tokens' | 'people'>, token: string): Session | null {
  const claims = ctx.tokens.peek(token);
  if (claims === null) return null;
  const identity = identityOf(claims);
  const known = ctx.people.peek(identity.userId);
  if (known === undefined) return null;
  checkNotSuspended(known);
  return reconcile(identity, known) === null ? sessionOf(identity, known) : null;
}

/**
 * Checks a token and opens its session. The first token of a user creates the user (named by the id when the token has
 * no name); what later ones say otherwise is taken over, and nothing is written when they say the same.
 * @throws `unauthorized` for a token that does not pass, `forbidden` for a suspended user.
 */
export async function identify(ctx: IdentifyContext, token: string): Promise<Session> {
  const recognised = recognise(ctx, token);
  if (recognised !== null) return recognised;
  const identity = identityOf(await ctx.tokens.verify(token));
  const known = (await ctx.people.get(identity.userId)) ?? (await admit(ctx, identity));
  checkNotSuspended(known);
  const current = await keepUp(ctx, identity, known);
  checkNotSuspended(current);
  return sessionOf(identity, current);
}

async function admit(ctx: IdentifyContext, identity: Identity): Promise<KnownUser> {
  const { userId, name = userId, email, avatar, specialty, userType, role } = identity;
  const made = await ctx.users.insert(
    { id: userId, name, email, avatar, specialty, userType, role: role ?? 'user' },
    claimedBy(identity),
  );
  if (made !== null) return made;
  // Another first request was faster.
  const [known] = await ctx.users.findMany([userId]);
  if (known === undefined) throw new Error('a user vanished');
  return known;
}

async function keepUp(ctx: IdentifyContext, identity: Identity, known: KnownUser): Promise<KnownUser> {
  const news = reconcile(identity, known);
  if (news === null) return known;
  const updated = await ctx.users.update(known.id, news.changes, { add: news.add });
  if (updated === null) throw new Error('a user vanished');
  ctx.bus.publish({ type: 'user.changed', userId: updated.id, suspended: updated.suspended });
  return updated;
}

function checkNotSuspended(user: KnownUser): void {
  if (user.suspended) throw new ParleyError('forbidden', 'This account is suspended');
}

function sessionOf(identity: Identity, user: KnownUser): Session {
  return { userId: user.id, role: roleInForce(identity, user), user, expiresAt: identity.expiresAt };
}
