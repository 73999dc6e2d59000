import { createHmac, timingSafeEqual } from 'node:crypto';

/** The key that all targets of one run share. It protects nothing but loopback traffic of the benchmark. */
export const tokenSecret = 'a benchmark signs its tokens with this sentence';

const header = encode({ alg: 'HS256', typ: 'JWT' });

/** A JWT (HS256, RFC 7519) for a user, good for a day. */
export function signToken(userId: string, role: 'user' | 'agent' | 'admin' = 'user'): string {
  const now = Math.floor(Date.now() / 1000);
  const body = `${header}.${encode({ sub: userId, name: `User ${userId}`, role, iat: now, exp: now + 86_400 })}`;
  return `${body}.${signature(body).toString('base64url')}`;
}

/** The user id of a token that `signToken` made, or null when it is wrongly signed or has expired. */
export function verifyToken(token: string): string | null {
  const dot = token.lastIndexOf('.');
  const body = token.slice(0, dot);
  const given = Buffer.from(token.slice(dot + 1), 'base64url');
  const expected = signature(body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const claims: unknown = JSON.parse(Buffer.from(body.slice(body.indexOf('.') + 1), 'base64url').toString());
  if (typeof claims !== 'object' || claims === null || !('sub' in claims) || !('exp' in claims)) return null;
  return typeof claims.sub === 'string' && Number(claims.exp) * 1000 > Date.now() ? claims.sub : null;
}

function signature(body: string): Buffer {
  return createHmac('sha256', tokenSecret).update(body).digest();
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
