import { decodeProtectedHeader, errors, type JWTVerifyOptions, type JWTVerifyResult, jwtVerify } from 'jose';
import type { Clock } from '../../core/clock.ts';
import { ParleyError } from '../../core/errors.ts';
import { createRecentMap } from '../../core/lru.ts';
import type { TokenClaims, TokenVerifier } from '../../core/users/tokens.ts';
import { type KeySettings, loadKeys, type TokenKey } from './keys.ts';

export type VerifierSettings = KeySettings & {
  readonly issuer: string | null;
  readonly audience: string | null;
  /** Whether a token must end. */
  readonly requireExpiry: boolean;
};

/** Longer tokens are refused unread. */
const MAX_TOKEN_LENGTH = 8192;
/** How many verified tokens are remembered at most. */
const REMEMBERED_TOKENS = 20_000;
/** Longer tokens pass but are not remembered, so that the memory stays bounded at 40 MiB of tokens. */
const MAX_REMEMBERED_LENGTH = 2048;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Where issuers write what a token is for. */
const PURPOSE_CLAIMS = ['typ', 'type', 'token_type', 'tokenType', 'token_use'] as const;

type Remembered = { readonly claims: TokenClaims; readonly until: number };

/**
 * A verifier of signed JWTs (RFC 7519, RFC 8725) over the configured keys. Each key checks its own algorithms only, so
 * that no token chooses how it is checked; `none`, unknown `crit` entries and tokens made for refreshing are refused.
 * Times are compared without leeway. What passed is remembered by the whole token until it ends.
 * @throws an error whose sentence names the variable, for a key that cannot be used.
 */
export function createTokenVerifier(settings: VerifierSettings, clock: Clock): TokenVerifier {
  const keys = loadKeys(settings);
  const passed = createRecentMap<string, Remembered>(REMEMBERED_TOKENS);

  async function check(token: string): Promise<{ claims: TokenClaims; key: TokenKey }> {
    const header = decodeProtectedHeader(token);
    const candidates = keys.filter((key) => key.algorithms.some((algorithm) => algorithm === header.alg));
    let failure: unknown = refused();
    for (const key of candidates) {
      try {
        const { payload, protectedHeader } = await verifyWith(token, key, optionsFor(settings, key, clock));
        if (isForRefreshing(protectedHeader.typ) || PURPOSE_CLAIMS.some((claim) => isForRefreshing(payload[claim]))) {
          throw refused();
        }
        checkTimes(payload);
        return { claims: payload, key };
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  function peek(token: string): TokenClaims | null {
    const known = passed.get(token);
    if (known === undefined) return null;
    if (known.until > clock.now()) return known.claims;
    passed.delete(token);
    return null;
  }

  return {
    peek,

    async verify(token) {
      const known = peek(token);
      if (known !== null) return known;
      if (token.length > MAX_TOKEN_LENGTH || !COMPACT.test(token)) throw refused();
      const { claims, key } = await check(token).catch((error: unknown) => {
        throw isKeyOutage(error)
          ? new ParleyError('unavailable', 'The token keys cannot be fetched', { retryAfter: 5 })
          : refused();
      });
      if (token.length <= MAX_REMEMBERED_LENGTH) {
        const ends = typeof claims.exp === 'number' ? claims.exp * 1000 : Number.POSITIVE_INFINITY;
        const until = key.trustFor === null ? ends : Math.min(ends, clock.now() + key.trustFor);
        passed.set(token, { claims, until });
      }
      return claims;
    },
  };
}

function optionsFor(settings: VerifierSettings, key: TokenKey, clock: Clock): JWTVerifyOptions {
  return {
    algorithms: [...key.algorithms],
    currentDate: new Date(clock.now()),
    clockTolerance: 0,
    ...(settings.requireExpiry && { requiredClaims: ['exp'] }),
    ...(settings.issuer !== null && { issuer: settings.issuer }),
    ...(settings.audience !== null && { audience: settings.audience }),
  };
}

async function verifyWith(token: string, { key }: TokenKey, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
  if (typeof key !== 'function') return jwtVerify(token, key, options);
  try {
    return await jwtVerify(token, key, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // The token names no key id and the set has several keys for its algorithm: any of them may have signed it.
    let failure: unknown = error;
    for await (const candidate of error) {
      try {
        return await jwtVerify(token, candidate, options);
      } catch (reason) {
        failure = reason;
        if (!(reason instanceof errors.JWSSignatureVerificationFailed)) throw reason;
      }
    }
    throw failure;
  }
}

/** Numbers such as 1e999 are read as infinite: a token must not last for ever by them. */
function checkTimes(claims: TokenClaims): void {
  for (const value of [claims.exp, claims.nbf, claims.iat]) {
    if (value !== undefined && !Number.isFinite(value)) throw refused();
  }
}

function isForRefreshing(purpose: unknown): boolean {
  return (
    typeof purpose === 'string' &&
    /^(?:refresh|refresh[_-]?token|(?:application\/)?(?:rt|refresh)\+jwt)$/i.test(purpose)
  );
}

/** True when the key set could not be had, which says nothing of the token. */
function isKeyOutage(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  if (error instanceof errors.JOSEError) return error.code === 'ERR_JOSE_GENERIC';
  return error instanceof TypeError && error.message === 'fetch failed';
}

function refused(): ParleyError {
  return new ParleyError('unauthorized', 'The token is not valid');
}
