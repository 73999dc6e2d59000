import type { Clock } from './clock.ts';
import { isRecord, ParleyError } from './errors.ts';

/** A token, or who makes one: called again before it expires and when it was refused. */
export type TokenSource = string | (() => string | Promise<string>);

/** Renewed this long before it expires, or after four fifths of its life where that is shorter. */
const MARGIN_MS = 60_000;

export type TokenHolder = {
  /** A token that is good for a moment still; asks the source where there is none. @throws what the source throws */
  get(): Promise<string>;
  /** Forgets `refused` if it is the present one, so that the next `get` asks the source. False where the source cannot make another. */
  renew(refused?: string): boolean;
  /** When the present token is to be renewed; null: it does not say, or there is none. */
  renewAt(): number | null;
  /** Whose token it is; null before the first one. */
  userId(): string | null;
};

type Claims = { readonly userId: string | null; readonly expiresAt: number | null; readonly issuedAt: number | null };

/** Keeps the token of one person; several who ask at once share one question to the source. */
export function createTokenHolder(source: TokenSource, clock: Clock): TokenHolder {
  let token: string | null = null;
  let claims: Claims = { userId: null, expiresAt: null, issuedAt: null };
  let takenAt = 0;
  let asking: Promise<string> | null = null;

  function renewAt(): number | null {
    if (token === null || claims.expiresAt === null) return null;
    const life = claims.expiresAt - Math.max(claims.issuedAt ?? takenAt, takenAt);
    return claims.expiresAt - Math.min(MARGIN_MS, life / 5);
  }

  async function ask(): Promise<string> {
    const made = typeof source === 'string' ? source : await source();
    if (typeof made !== 'string' || made === '')
      throw new ParleyError({ status: 401, code: 'unauthorized', detail: 'There is no token' });
    token = made;
    takenAt = clock.now();
    claims = claimsOf(made);
    return made;
  }

  return {
    get() {
      const due = renewAt();
      if (token !== null && (due === null || due > clock.now() || typeof source === 'string'))
        return Promise.resolve(token);
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    renew(refused) {
      if (typeof source === 'string') return false;
      if (refused === undefined || refused === token) token = null;
      return true;
    },
    renewAt,
    userId: () => claims.userId,
  };
}

/** What a JWT says of its owner (RFC 7519); it is for the server to check, here it is only read. */
function claimsOf(token: string): Claims {
  const body = payloadOf(token);
  const id = [body.sub, body.id, body.userId, body.user_id].find((value) => value !== undefined && value !== null);
  return {
    userId: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    expiresAt: typeof body.exp === 'number' ? body.exp * 1000 : null,
    issuedAt: typeof body.iat === 'number' ? body.iat * 1000 : null,
  };
}

function payloadOf(token: string): Record<string, unknown> {
  try {
    const base64 = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (char) => char.codePointAt(0) ?? 0);
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}
