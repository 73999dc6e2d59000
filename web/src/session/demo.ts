import { type Role, readIdentity, readRole } from './identity.ts';

/** Somebody to be while trying things out. */
export type DemoPerson = { readonly id: string; readonly name: string; readonly role: Role };

/** Each window may be somebody else, and stays so when it is loaded again. */
const key = 'parley.demo';

type Kept = DemoPerson & { readonly token: string };

/** A token of the development server. @throws Error when there is none to be had */
export async function fetchDemoToken({ id, name, role }: DemoPerson): Promise<string> {
  const answer = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, name, role }),
  });
  if (!answer.ok) throw new Error(`/dev/token answered ${answer.status}`);
  const body: unknown = await answer.json();
  const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : null;
  if (typeof token !== 'string' || readIdentity(token) === null) throw new Error('/dev/token answered no token');
  keep({ id, name, role, token });
  return token;
}

/** Whom this window was before it was loaded again, with the token of then. */
export function recallDemo(): Kept | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    if (typeof value !== 'object' || value === null || !('id' in value && 'name' in value && 'token' in value))
      return null;
    const { id, name, token } = value;
    if (typeof id !== 'string' || typeof name !== 'string' || typeof token !== 'string') return null;
    return { id, name, token, role: readRole('role' in value ? value.role : null) };
  } catch {
    return null;
  }
}

/** This window is nobody any more. */
export function forgetDemo(): void {
  sessionStorage.removeItem(key);
}

function keep(kept: Kept): void {
  sessionStorage.setItem(key, JSON.stringify(kept));
}
