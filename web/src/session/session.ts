import { type Parley, ParleyError } from '@parley/client';
import { useSyncExternalStore } from 'react';
import { settings } from '../settings/settings.ts';
import { type DemoPerson, fetchDemoToken, forgetDemo, recallDemo } from './demo.ts';
import { type Identity, readIdentity } from './identity.ts';
import { fetchOidcToken, oidcSignIn, oidcSignOut } from './oidc.ts';

/** Somebody who is signed in, with their connection. */
export type Session = { readonly me: Identity; readonly parley: Parley };

const listeners = new Set<() => void>();
let session: Session | null = null;

/** Who is signed in in this window, or null. */
export function currentSession(): Session | null {
  return session;
}

/** The same for components: they render again when it changes. */
export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, currentSession);
}

/** Takes up the session of before this page was loaded, where there is one. Never throws: who cannot be known is nobody. */
export async function startSession(): Promise<void> {
  if (settings.signIn === 'demo') {
    const kept = recallDemo();
    if (kept) await begin(kept.token, () => fetchDemoToken(kept));
  } else if (settings.signIn === 'oidc') {
    const token = await fetchOidcToken().catch(() => null);
    if (token !== null) await begin(token, renewOidc);
  }
}

/** Makes this window somebody's. @throws Error when the server gives no token */
export async function signInAs(person: DemoPerson): Promise<void> {
  await begin(await fetchDemoToken(person), () => fetchDemoToken(person));
}

/** Makes this window that of whoever the page around it says; `ask` is called again whenever a token has had its time. */
export async function signInThrough(ask: () => Promise<string>): Promise<void> {
  await begin(await ask(), ask);
}

/** Leaves for the login of the site; the browser comes back to `to`. */
export function signInAtProvider(to: string): void {
  location.assign(oidcSignIn(to));
}

/** Ends the session. The page is loaded anew, so that nothing of it is left in memory. */
export async function signOut(): Promise<void> {
  session?.parley.disconnect();
  forgetDemo();
  const elsewhere = settings.signIn === 'oidc' ? await oidcSignOut().catch(() => null) : null;
  location.assign(elsewhere ?? '/sign-in');
}

async function renewOidc(): Promise<string> {
  const token = await fetchOidcToken();
  if (token === null) throw new ParleyError({ status: 401, code: 'unauthorized', detail: 'The session has ended' });
  return token;
}

/** `token` is for now, and `renew` makes those that follow. */
async function begin(token: string, renew: () => Promise<string>): Promise<void> {
  const me = readIdentity(token);
  if (me === null) return;
  // Those who are still to sign in do without it.
  const { createParley } = await import('./client.ts');
  session?.parley.disconnect();
  let unused: string | null = token;
  const parley = createParley({
    token: () => {
      const given = unused;
      unused = null;
      return given ?? renew();
    },
  });
  // The token says who it is at once; what the server knows of them (a picture, a role that an admin gave) comes after.
  parley.me.state.subscribe(() => {
    const { value } = parley.me.state.get();
    if (value === null || session?.parley !== parley) return;
    const { id, name, role, avatar } = value;
    change({ parley, me: { id, name, role, avatar } });
  });
  change({ parley, me });
  parley.connect();
}

function change(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
