import * as oidc from 'openid-client';
import { claimAt, tokenClaims } from './claims.ts';

export type ProviderSettings = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly scopes: string;
  readonly roleClaim: string | null;
};

/** What ties a sign-in to the browser that began it. */
export type Flow = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** Somebody who signed in: the claims of their tokens, and what the provider knows the session by. */
export type SignedIn = { readonly claims: Record<string, string>; readonly idToken: string };

/** Why somebody did not: they or the provider refused, the provider is away, or an answer does not fit. */
export type Refusal = 'denied' | 'unavailable' | 'failed';

export type OidcProvider = {
  /** The address where somebody signs in; null while the provider is away. It sends them back to `backTo`. */
  begin(backTo: string): Promise<{ readonly url: string; readonly flow: Flow } | null>;
  /** Whom the provider sent back to `address`, with its query. */
  finish(address: URL, flow: Flow): Promise<SignedIn | Refusal>;
  /** Where the session at the provider is ended, which leads to `backTo` then; null where that cannot be. */
  endSession(idToken: string | null, backTo: string): Promise<string | null>;
};

const TIMEOUT_SECONDS = 5;

/**
 * A provider of OpenID Connect, spoken to by the authorization code flow with PKCE (RFC 7636), state and nonce. Signatures of
 * its answers are checked. It is asked for what it is when somebody first needs it, and again while it does not
 * answer. `onTrouble` hears of everything that is not a person's own refusal.
 */
export function createOidcProvider(settings: ProviderSettings, onTrouble: (error: unknown) => void): OidcProvider {
  let asked: Promise<oidc.Configuration> | null = null;

  function configuration(): Promise<oidc.Configuration> {
    asked ??= discover(settings).catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  }

  /** What it is; null while it does not answer. */
  async function known(): Promise<oidc.Configuration | null> {
    try {
      return await configuration();
    } catch (error) {
      onTrouble(error);
      return null;
    }
  }

  return {
    async begin(backTo) {
      const provider = await known();
      if (provider === null) return null;
      const flow = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(provider, {
        redirect_uri: backTo,
        scope: settings.scopes,
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, flow };
    },

    async finish(address, { state, nonce, verifier }) {
      const provider = await known();
      if (provider === null) return 'unavailable';
      try {
        const answer = await oidc.authorizationCodeGrant(provider, address, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = answer.claims();
        if (claims === undefined || answer.id_token === undefined) throw new Error('the provider sent no ID token');
        const more = isComplete(claims, settings.roleClaim)
          ? {}
          : await moreClaims(provider, answer.access_token, claims.sub);
        return { claims: tokenClaims({ ...more, ...claims }, settings.roleClaim), idToken: answer.id_token };
      } catch (error) {
        const reason = reasonOf(error);
        if (reason !== 'denied') onTrouble(error);
        return reason;
      }
    },

    async endSession(idToken, backTo) {
      const provider = await known();
      if (provider?.serverMetadata().end_session_endpoint === undefined) return null;
      return oidc.buildEndSessionUrl(provider, {
        post_logout_redirect_uri: backTo,
        ...(idToken !== null && { id_token_hint: idToken }),
      }).href;
    },
  };
}

function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<oidc.Configuration> {
  const address = new URL(issuer);
  // The configuration lets http pass in development only.
  const insecure = address.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
  return oidc.discovery(address, clientId, undefined, clientAuth(clientSecret), {
    timeout: TIMEOUT_SECONDS,
    execute: [...insecure, oidc.enableNonRepudiationChecks],
  });
}

/** By the body where the provider says that it takes that, else by the header, which all of them take. */
function clientAuth(secret: string | null): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const [inBody, inHeader] = [oidc.ClientSecretPost(secret), oidc.ClientSecretBasic(secret)];
  return (server, ...rest) => {
    const takesBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post');
    return takesBody ? inBody(server, ...rest) : inHeader(server, ...rest);
  };
}

function isComplete(claims: oidc.IDToken, roleClaim: string | null): boolean {
  const hasRole = roleClaim === null || claimAt(claims, roleClaim) !== undefined;
  return claims.name !== undefined && claims.email !== undefined && hasRole;
}

/** Providers may keep ID tokens short and tell the rest when they are asked. */
async function moreClaims(provider: oidc.Configuration, accessToken: string, sub: string): Promise<object> {
  if (provider.serverMetadata().userinfo_endpoint === undefined) return {};
  return oidc.fetchUserInfo(provider, accessToken, sub);
}

function reasonOf(error: unknown): Refusal {
  if (error instanceof oidc.AuthorizationResponseError) {
    if (error.error === 'access_denied') return 'denied';
    return error.error === 'temporarily_unavailable' || error.error === 'server_error' ? 'unavailable' : 'failed';
  }
  if (error instanceof TypeError && error.message === 'fetch failed') return 'unavailable';
  if (!(error instanceof oidc.ClientError)) return 'failed';
  if (error.code === 'OAUTH_TIMEOUT') return 'unavailable';
  return error.cause instanceof Response && error.cause.status >= 500 ? 'unavailable' : 'failed';
}
