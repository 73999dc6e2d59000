import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

/** The algorithms that tokens may be signed with. */
export type Algorithm = 'HS256' | 'RS256' | 'ES256';

/** A key with the algorithms that it may check, fixed here and never taken from a token. */
export type TokenKey = {
  readonly algorithms: readonly Algorithm[];
  readonly key: KeyObject | JWTVerifyGetKey;
  /** How long what this key confirmed may be relied on, in milliseconds; null for keys that never change. */
  readonly trustFor: number | null;
};

export type KeySettings = {
  readonly jwtSecret: string | null;
  readonly jwtPublicKey: string | null;
  readonly jwksUrl: string | null;
};

/** A key that was taken out of the key set is out of use after this time at the latest. */
const JWKS_TRUST_MS = 5 * 60_000;
/** Unknown key ids make the set be fetched again, but not more often than this. */
const JWKS_COOLDOWN_MS = 30_000;
const JWKS_TIMEOUT_MS = 5_000;
const MIN_RSA_BITS = 2048;

/**
 * The keys of the configuration.
 * @throws an error whose sentence names the variable, for a key that cannot be used.
 */
export function loadKeys(settings: KeySettings): TokenKey[] {
  const keys: TokenKey[] = [];
  if (settings.jwtSecret !== null) {
    if (settings.jwtSecret.includes('-----BEGIN')) {
      throw new Error('JWT_SECRET holds a PEM key, which belongs in JWT_PUBLIC_KEY');
    }
    keys.push({
      algorithms: ['HS256'],
      key: createSecretKey(Buffer.from(settings.jwtSecret)),
      trustFor: null,
    });
  }
  if (settings.jwtPublicKey !== null) keys.push(publicKey(settings.jwtPublicKey));
  if (settings.jwksUrl !== null) {
    const options = {
      cacheMaxAge: JWKS_TRUST_MS,
      cooldownDuration: JWKS_COOLDOWN_MS,
      timeoutDuration: JWKS_TIMEOUT_MS,
    };
    keys.push({
      algorithms: ['RS256', 'ES256'],
      key: createRemoteJWKSet(new URL(settings.jwksUrl), options),
      trustFor: JWKS_TRUST_MS,
    });
  }
  return keys;
}

function publicKey(text: string): TokenKey {
  const pem = text.replaceAll('\\n', '\n').trim();
  if (pem.includes('PRIVATE KEY')) throw new Error('JWT_PUBLIC_KEY holds a private key');
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new Error('JWT_PUBLIC_KEY is not a public key in PEM');
  }
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    if (modulusLength < MIN_RSA_BITS) throw new Error(`JWT_PUBLIC_KEY is an RSA key of less than ${MIN_RSA_BITS} bits`);
    return { algorithms: ['RS256'], key, trustFor: null };
  }
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') {
    return { algorithms: ['ES256'], key, trustFor: null };
  }
  throw new Error('JWT_PUBLIC_KEY must be an RSA key (RS256) or an EC key on P-256 (ES256)');
}
