/** Who a token says its owner is, as far as the page shows it; the server alone decides what they may do. */
export type Identity = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly avatar: string | null;
};
export const roles = ['user', 'agent', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Reads the claims of a JWT (RFC 7519) without checking it. Null where it names nobody. */
export function readIdentity(token: string): Identity | null {
  const claims = claimsOf(token);
  const id = [claims.sub, claims.id, claims.userId, claims.user_id].find((value) => value !== undefined);
  if (typeof id !== 'string' && typeof id !== 'number') return null;
  const name = [claims.name, claims.username, claims.email].find((value) => typeof value === 'string' && value !== '');
  return {
    id: String(id),
    name: typeof name === 'string' ? name : String(id),
    role: readRole(claims.role),
    avatar: typeof claims.avatar === 'string' ? claims.avatar : null,
  };
}

/** Any case; `support` is an agent, and whatever is no role a user. */
export function readRole(value: unknown): Role {
  const word = String(value).toLowerCase();
  return word === 'support' ? 'agent' : (roles.find((role) => role === word) ?? 'user');
}

/** Whether somebody works here: agents and admins. */
export function isStaff({ role }: { readonly role: Role }): boolean {
  return role !== 'user';
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const base64 = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (char) => char.codePointAt(0) ?? 0);
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? { ...claims } : {};
  } catch {
    return {};
  }
}
