import { SignJWT } from 'jose';

export type SigningSettings = {
  readonly jwtSecret: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  /** A number and one of s, m, h, d, w. */
  readonly tokenTtl: string;
};

/**
 * Makes an HS256 token with JWT_SECRET that this server accepts; for development and tests of an installation.
 * @throws when there is no secret to sign with.
 */
export async function signToken(settings: SigningSettings, claims: Readonly<Record<string, string>>): Promise<string> {
  if (settings.jwtSecret === null) throw new Error('JWT_SECRET is not set, so no token can be made here');
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime(settings.tokenTtl);
  if (settings.issuer !== null) token.setIssuer(settings.issuer);
  if (settings.audience !== null) token.setAudience(settings.audience);
  return token.sign(new TextEncoder().encode(settings.jwtSecret));
}
