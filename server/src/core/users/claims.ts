import type { Role } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { firstOf, isBlank, isPlain, isStorable, lengthOf } from '../text.ts';
import { isUserId } from './ids.ts';
import { hasActiveScheme, isEmail, USER_LIMITS } from './limits.ts';
import type { TokenClaims } from './tokens.ts';
import type { UserType } from './types.ts';

/** What a token says about its bearer. A member that is missing was not in the token, or not usable. */
export type Identity = {
  readonly userId: string;
  readonly name?: string;
  readonly email?: string;
  readonly avatar?: string;
  readonly specialty?: string;
  readonly role?: Role;
  readonly userType?: UserType;
  /** Milliseconds since 1970; null for a token that does not end. */
  readonly expiresAt: number | null;
  /** Milliseconds since 1970; null when the token does not tell. */
  readonly issuedAt: number | null;
};

const ID_CLAIMS = ['sub', 'id', 'userId', 'user_id'] as const;

/**
 * Reads a verified token's claims. The user id is the first of `sub`, `id`, `userId`, `user_id` that is there, a string
 * or a number. A role is read in any case, `support` as `agent`; any other value is `user`, and `patient` and `doctor`
 * count as the user type. Names that are too long are cut; other values that cannot be kept count as absent.
 * @throws `unauthorized` when there is no usable user id.
 */
export function identityOf(claims: TokenClaims): Identity {
  const email = usable(claims.email, USER_LIMITS.email);
  const name = nameOf(claims.name) ?? nameOf(claims.username) ?? nameOf(claims.email);
  const avatar = avatarOf(claims.avatar) ?? avatarOf(claims.profilePhoto);
  const specialty = usable(claims.specialty, USER_LIMITS.specialty);
  const userType = userTypeOf(claims.userType) ?? userTypeOf(claims.role);
  return {
    userId: userIdOf(claims),
    ...(name !== undefined && { name }),
    ...(email !== undefined && isEmail(email) && { email }),
    ...(avatar !== undefined && { avatar }),
    ...(specialty !== undefined && { specialty }),
    ...(claims.role !== undefined && { role: roleOf(claims.role) }),
    ...(userType !== undefined && { userType }),
    expiresAt: momentOf(claims.exp),
    issuedAt: momentOf(claims.iat),
  };
}

function userIdOf(claims: TokenClaims): string {
  for (const claim of ID_CLAIMS) {
    const value = claims[claim];
    if (value === undefined || value === null) continue;
    if (typeof value === 'string' && isUserId(value)) return value;
    // Above 2^53 two different numbers of a token would become one id.
    if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value);
    break;
  }
  throw new ParleyError('unauthorized', 'The token names no usable user id');
}

function roleOf(value: unknown): Role {
  const role = typeof value === 'string' ? value.toLowerCase() : '';
  if (role === 'admin') return 'admin';
  return role === 'agent' || role === 'support' ? 'agent' : 'user';
}

function userTypeOf(value: unknown): UserType | undefined {
  const type = typeof value === 'string' ? value.toLowerCase() : '';
  return type === 'patient' || type === 'doctor' ? type : undefined;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || isBlank(value) || !isStorable(value)) return undefined;
  return firstOf(value, USER_LIMITS.name);
}

function avatarOf(value: unknown): string | undefined {
  const avatar = usable(value, USER_LIMITS.avatar);
  return avatar === undefined || hasActiveScheme(avatar) ? undefined : avatar;
}

function usable(value: unknown, max: number): string | undefined {
  if (typeof value !== 'string' || isBlank(value) || !isPlain(value) || lengthOf(value) > max) return undefined;
  return value;
}

function momentOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value * 1000 : null;
}
