import { isRecord } from '../errors.ts';
import { Refusal } from './refusal.ts';

/** What a token of the fake server says. It is a JWT in form, and is not signed. */
export type Claims = {
  readonly sub: string;
  readonly name?: string;
  readonly role?: string;
  /** Seconds since 1970. */
  readonly exp?: number;
  /** Tells tokens of one person apart. */
  readonly jti?: string;
};

export function makeToken(claims: Claims): string {
  return [{ alg: 'none', typ: 'JWT' }, claims, null].map((part) => (part === null ? 'fake' : encode(part))).join('.');
}

/** @throws Refusal `unauthorized` where it is none, or is too old */
export function readToken(token: unknown, now: number): Claims {
  const claims = typeof token === 'string' ? decode(token.split('.')[1] ?? '') : null;
  if (!isRecord(claims) || typeof claims.sub !== 'string' || claims.sub === '')
    throw new Refusal('unauthorized', 'The token is not valid');
  if (typeof claims.exp === 'number' && claims.exp * 1000 <= now)
    throw new Refusal('unauthorized', 'The token has expired');
  const { sub, name, role, exp } = claims;
  return {
    sub,
    ...(typeof name === 'string' && { name }),
    ...(typeof role === 'string' && { role }),
    ...(typeof exp === 'number' && { exp }),
  };
}

function encode(value: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function decode(text: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.codePointAt(0) ?? 0);
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
