import { type JWTPayload, SignJWT } from 'jose';

/** The HS256 key of every server that the tests start. */
export const SECRET = 'a-test-secret-that-is-long-enough-for-hs256';

export type Claims = Omit<JWTPayload, 'exp'> & Readonly<Record<string, unknown>> & { readonly exp?: unknown };

/** A signed HS256 token; expires in an hour unless `exp` is given (`exp: undefined` leaves it out). */
export function makeToken(claims: Claims, secret: string = SECRET): Promise<string> {
  const { exp, ...rest } = { exp: Math.floor(Date.now() / 1000) + 3600, ...claims };
  const token = new SignJWT(exp === undefined ? rest : { ...rest, exp });
  return token.setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(new TextEncoder().encode(secret));
}

/** A token of any header and payload with the given signature part, for forgeries. */
export function forge(header: object, payload: object, signature = ''): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}

/** Seconds since 1970, `offset` from now. */
export function inSeconds(offset: number): number {
  return Math.floor(Date.now() / 1000) + offset;
}
