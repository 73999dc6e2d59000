import { hash } from 'node:crypto';

/** Enough of a hash to tell one sender's requests apart: 16 bytes. */
const HASH_DIGITS = 32;

/** JSON with the keys of every object in order, so that equal requests have equal texts. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** A fingerprint of a text, in hexadecimal digits. */
export function textHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, HASH_DIGITS);
}

/** What "the same request" means for a client id, in hexadecimal digits. */
export function requestHash(request: unknown): string {
  return textHash(stableJson(request));
}
