/** What a provider says of somebody: checked as a whole, but not what each claim holds. */
type Claims = Readonly<Record<string, unknown>>;

const NAMES = ['name', 'preferred_username', 'nickname', 'email'] as const;
/** Roles from the least to the most. */
const ROLES = ['user', 'agent', 'admin'] as const;
/** Longer pictures are no addresses, and would not fit where the claims are kept (characters). */
const LONGEST_PICTURE = 1_000;

/**
 * The claims of a Parley token for somebody with these of a provider. An address that the provider knows to be unconfirmed is
 * left out. With `roleClaim` there is always a role: the highest that the claim names, `user` where it names none.
 */
export function tokenClaims(claims: Claims, roleClaim: string | null): Record<string, string> {
  const email = claims.email_verified === false ? undefined : textOf(claims.email);
  const name = NAMES.map((claim) => (claim === 'email' ? email : textOf(claims[claim]))).find(
    (text) => text !== undefined,
  );
  const picture = textOf(claims.picture);
  return {
    sub: String(claims.sub),
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(picture !== undefined && picture.length <= LONGEST_PICTURE && { avatar: picture }),
    ...(roleClaim !== null && { role: roleOf(claimAt(claims, roleClaim)) }),
  };
}

/** A claim by its name, or by the path to it: `realm_access.roles`. Undefined where there is none. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), claims);
}

function roleOf(value: unknown): string {
  const ranks = (Array.isArray(value) ? value : [value]).map(rankOf);
  return ROLES[Math.max(0, ...ranks)] ?? ROLES[0];
}

function rankOf(value: unknown): number {
  const role = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (role === 'admin') return 2;
  return role === 'agent' || role === 'support' ? 1 : 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
