/** The login of the site: the server keeps the session in a cookie and hands out tokens for it. */

/** A token of the session; null where nobody is signed in. @throws Error when the server cannot be asked */
export async function fetchOidcToken(): Promise<string | null> {
  const answer = await fetch('/auth/token', { headers: { 'x-requested-with': 'parley' }, cache: 'no-store' });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`/auth/token answered ${answer.status}`);
  const body: unknown = await answer.json();
  const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : null;
  if (typeof token !== 'string') throw new Error('/auth/token answered no token');
  return token;
}

/** Where signing in begins; afterwards the browser is at `to`, a path of this site. */
export function oidcSignIn(to: string): string {
  return `/auth/sign-in?${new URLSearchParams({ to })}`;
}

/** Ends the session at the server. Answers where the one at the provider is ended, so that nobody is signed straight back in; null: nowhere. */
export async function oidcSignOut(): Promise<string | null> {
  const answer = await fetch('/auth/sign-out', { method: 'POST', headers: { 'x-requested-with': 'parley' } });
  const body: unknown = await answer.json();
  return typeof body === 'object' && body !== null && 'url' in body && typeof body.url === 'string' ? body.url : null;
}
