import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';

/** Puts values into text that nobody else can read or make. */
export type Seal = {
  /** Text of letters, digits, `.`, `_` and `-` that opens for so many seconds. */
  seal(value: object, seconds: number): Promise<string>;
  /** Null for what was not sealed here, was altered, or is too old. `expiresAt`: milliseconds since 1970. */
  open(text: string): Promise<{ readonly value: unknown; readonly expiresAt: number } | null>;
};

const ALGORITHM = 'dir';
const ENCRYPTION = 'A256GCM';
const KEY_BYTES = 32;

/**
 * Seals by AES-256-GCM (a JWE, RFC 7516) under a key that HKDF (RFC 5869) makes of `secret` for `purpose` alone: what was sealed for
 * one opens for no other, and every server with the secret opens it.
 */
export function createSeal(secret: string, purpose: string): Seal {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `parley, ${purpose}, 1`, KEY_BYTES));
  return {
    seal(value, seconds) {
      const now = Math.floor(Date.now() / 1000);
      return new EncryptJWT({ value })
        .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION })
        .setExpirationTime(now + seconds)
        .encrypt(key);
    },
    async open(text) {
      try {
        const { payload } = await jwtDecrypt(text, key, {
          keyManagementAlgorithms: [ALGORITHM],
          contentEncryptionAlgorithms: [ENCRYPTION],
          requiredClaims: ['exp'],
        });
        return { value: payload.value, expiresAt: (payload.exp ?? 0) * 1000 };
      } catch {
        return null;
      }
    },
  };
}
