import { type JWTPayload, SignJWT } from 'jose';

/** The HS256 key of every server that the tests start. */
export const SECRET = 'a-test-secret-that-is-long-enough-for-hs256';

export type Claims = Readonly<Record<string, unknown>>;

/** A signed HS256 token; expires in an hour unless `exp` is given (`exp: undefined` leaves it out). */
export function makeToken(claims: Claims, secret: string = SECRET): Promise<string> {
  const payload: JWTPayload = 'exp' in claims ? { ...claims } : { ...claims, exp: inSeconds(3600) };
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(new TextEncoder().encode(secret));
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
