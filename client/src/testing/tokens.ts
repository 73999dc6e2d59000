import { isRecord } from '../errors.ts';
import { Refusal } from './refusal.ts';
import type { State } from './state.ts';

/** What a token of the fake server says. It is a JWT in form, and is not signed. */
export type Claims = {
  readonly sub: string;
  /** Seconds since 1970. */
  readonly exp?: number;
  /** The number of the token among all: those up to `State.revoked` of a person are not taken any more. */
  readonly jti: number;
};

/** A token of somebody, for so many seconds, or without an end. */
export function makeToken(state: State, userId: string, expiresIn?: number): string {
  state.count += 1;
  const exp = expiresIn === undefined ? {} : { exp: Math.floor(state.clock.now() / 1000) + expiresIn };
  const claims: Claims = { sub: userId, jti: state.count, ...exp };
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.fake`;
}

/** @throws Refusal `unauthorized` where it is none, or is not good any more */
export function readToken(state: State, token: unknown): Claims {
  const claims = typeof token === 'string' ? decode(token.split('.')[1] ?? '') : null;
  if (!isRecord(claims) || typeof claims.sub !== 'string' || typeof claims.jti !== 'number')
    throw new Refusal('unauthorized', 'The token is not valid');
  const { sub, jti, exp } = claims;
  if (jti <= (state.revoked.get(sub) ?? 0)) throw new Refusal('unauthorized', 'The token was taken back');
  if (typeof exp !== 'number') return { sub, jti };
  if (exp * 1000 <= state.clock.now()) throw new Refusal('unauthorized', 'The token has expired');
  return { sub, jti, exp };
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
    const bytes = Uint8Array.from(
      atob(text.replaceAll('-', '+').replaceAll('_', '/')),
      (char) => char.codePointAt(0) ?? 0,
    );
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
