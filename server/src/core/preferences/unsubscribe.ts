import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../actor.ts';
import { iso } from '../clock.ts';
import { ParleyError, unknownUser } from '../errors.ts';
import { checkAdmin } from '../users/administration.ts';
import type { UserDirectory } from '../users/directory.ts';
import { withoutScope } from './changes.ts';
import type { PreferenceContext } from './own.ts';
import type { UnsubscribeScope } from './types.ts';

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/**
 * Makes a token that turns `scope` off for somebody without their signing in, as often as it is used and until the person has
 * everything forgotten. 256 random bits; only a hash of it is kept.
 */
export async function issueToken(ctx: PreferenceContext, userId: string, scope: UnsubscribeScope): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await ctx.preferences.addToken(hashOf(token), userId, scope, iso(ctx.now()));
  return token;
}

/** The address that a mail offers for unsubscribing. `publicUrl` is the server's origin. */
export function unsubscribeUrl(publicUrl: string, token: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/api/notifications/unsubscribe/${token}`;
}

/**
 * A token for the caller, or for anybody where an admin asks.
 * @throws `forbidden` when others than admins name somebody else, `user_not_found`.
 */
export async function requestToken(
  ctx: PreferenceContext & { readonly people: UserDirectory },
  actor: Actor,
  scope: UnsubscribeScope,
  userId: string = actor.userId,
): Promise<string> {
  if (userId !== actor.userId) {
    checkAdmin(actor);
    if ((await ctx.people.get(userId)) === null) throw unknownUser('userId');
  }
  return issueToken(ctx, userId, scope);
}

/** Turns off what the token is for; again changes nothing. @returns its scope. @throws `not_found` for an unknown token. */
export async function unsubscribe(ctx: PreferenceContext, token: string): Promise<UnsubscribeScope> {
  const at = iso(ctx.now());
  const redeemed = TOKEN.test(token)
    ? await ctx.preferences.redeem(hashOf(token), (present, scope) => withoutScope(present, scope, at), {
        source: 'unsubscribe',
        at,
      })
    : null;
  return redeemed ?? refuse();
}

/** What the token is for; changes nothing. @throws `not_found` for an unknown token. */
export async function scopeOf(ctx: Pick<PreferenceContext, 'preferences'>, token: string): Promise<UnsubscribeScope> {
  return (TOKEN.test(token) ? await ctx.preferences.findToken(hashOf(token)) : null) ?? refuse();
}

function refuse(): never {
  throw new ParleyError('not_found', 'There is no such link to unsubscribe');
}

/** A plain hash does: nobody can try out 2^256 tokens. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
