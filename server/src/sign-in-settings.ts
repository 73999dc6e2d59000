import type { Variables } from './variables.ts';

/** The provider that people sign in at, by OpenID Connect. */
export type SignInSettings = {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client, which proves itself by PKCE alone. */
  readonly clientSecret: string | null;
  /** With spaces between them. */
  readonly scopes: string;
  /** The claim that roles are read from; null: a role is what an admin set. */
  readonly roleClaim: string | null;
  /** How long somebody stays signed in. */
  readonly sessionSeconds: number;
};

/** Null where nobody signs in at a provider. */
export function signInSettings(variables: Variables): SignInSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = variables;
  if (issuer === undefined || clientId === undefined) return null;
  return {
    issuer,
    clientId,
    clientSecret: variables.OIDC_CLIENT_SECRET ?? null,
    scopes: variables.OIDC_SCOPES.replaceAll(/ +/g, ' '),
    roleClaim: variables.OIDC_ROLE_CLAIM ?? null,
    sessionSeconds: secondsOf(variables.OIDC_SESSION_TTL),
  };
}

/** A sentence for each variable that signing in at a provider needs, or that has no effect without one. */
export function signInFaults(variables: Variables): string[] {
  const { OIDC_ISSUER: issuer, NODE_ENV: mode } = variables;
  if (issuer === undefined) {
    const lone = (['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLE_CLAIM'] as const).find(
      (name) => variables[name] !== undefined,
    );
    return lone === undefined ? [] : [`OIDC_ISSUER must be set too where ${lone} is.`];
  }
  const production = mode === 'production';
  const faults: string[] = [];
  if (variables.OIDC_CLIENT_ID === undefined) faults.push('OIDC_CLIENT_ID must be set too where OIDC_ISSUER is.');
  // In development without any key a secret is made; the keys of others can check tokens, but make none.
  const hasOtherKeys = variables.JWT_PUBLIC_KEY !== undefined || variables.JWKS_URL !== undefined;
  if (variables.JWT_SECRET === undefined && (production || hasOtherKeys))
    faults.push(
      'JWT_SECRET must be set too where OIDC_ISSUER is: those who sign in get tokens that are signed with it.',
    );
  if (production && variables.PUBLIC_URL === undefined)
    faults.push('PUBLIC_URL must be set too where OIDC_ISSUER is: the provider sends people back to it.');
  if (production && new URL(issuer).protocol !== 'https:')
    faults.push('OIDC_ISSUER must begin with https:// in production.');
  return faults;
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

function secondsOf(duration: string): number {
  return Number.parseInt(duration, 10) * (secondsIn[duration.slice(-1)] ?? 1);
}
