import type { Clock } from './clock.ts';
import { isRecord, ParleyError, toParleyError } from './errors.ts';

/** A token, or who makes one: called again before it expires and when it was refused. */
export type TokenSource = string | (() => string | Promise<string>);

/** Renewed this long before it expires, or after four fifths of its life where that is shorter. */
const MARGIN_MS = 60_000;

export type TokenHolder = {
  /** A token that is good for a moment still; asks the source where there is none. @throws ParleyError, its `cause` what the source threw */
  get(): Promise<string>;
  /**
   * Makes the next `get` ask the source: because `refused` was refused (it is not used again), or in good time (the present one serves on
   * while the source fails). False where the source cannot make another.
   */
  renew(refused?: string): boolean;
  /** When the present token is to be renewed; null: it does not say, or there is none. */
  renewAt(): number | null;
  /** Whose token it is; null before the first one. It never changes: the token of somebody else is refused. */
  userId(): string | null;
};

type Claims = { readonly userId: string | null; readonly expiresAt: number | null };
type Held = Claims & { readonly token: string; readonly renewAt: number | null };

/** Keeps the token of one person (`owner`, where that is known before); several who ask at once share one question to the source. `onTrouble` hears what that throws. */
export function createTokenHolder(
  source: TokenSource,
  clock: Clock,
  owner: string | null = null,
  onTrouble: (error: unknown) => void = () => {},
): TokenHolder {
  let userId = owner;
  let held: Held | null = null;
  let isToBeRenewed = false;
  let asking: Promise<string> | null = null;
  if (typeof source === 'string') userId ??= claimsOf(source).userId;

  function take(token: string): Held {
    const now = clock.now();
    const claims = claimsOf(token);
    if (claims.userId !== null && userId !== null && claims.userId !== userId)
      throw refusal('The token is of somebody else; each person has a client of their own');
    userId = claims.userId ?? userId;
    // One that is too old the moment it was made: the clocks differ, and the server will say when it is over.
    const expiresAt = claims.expiresAt !== null && claims.expiresAt > now ? claims.expiresAt : null;
    return {
      token,
      userId,
      expiresAt,
      renewAt: expiresAt === null ? null : expiresAt - Math.min(MARGIN_MS, (expiresAt - now) / 5),
    };
  }

  async function ask(): Promise<string> {
    let made: unknown;
    try {
      made = typeof source === 'string' ? source : await source();
    } catch (thrown) {
      const error = toParleyError(thrown);
      onTrouble(error);
      if (held !== null && (held.expiresAt ?? 0) > clock.now()) return held.token;
      throw error;
    }
    if (typeof made !== 'string' || made === '') throw refusal('There is no token');
    if (made !== held?.token) held = take(made);
    isToBeRenewed = false;
    return made;
  }

  return {
    get() {
      const isDue = held?.renewAt != null && held.renewAt <= clock.now() && typeof source !== 'string';
      if (held !== null && !isDue && !isToBeRenewed) return Promise.resolve(held.token);
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    renew(refused) {
      if (typeof source === 'string') return false;
      if (refused === undefined) isToBeRenewed = true;
      else if (refused === held?.token) held = null;
      return true;
    },
    renewAt: () => held?.renewAt ?? null,
    userId: () => userId,
  };
}

function refusal(detail: string): ParleyError {
  return new ParleyError({ status: 401, code: 'unauthorized', detail });
}

/** Whose token it says it is; null where it does not. */
export function userIdOf(token: string): string | null {
  return claimsOf(token).userId;
}

/** What a JWT says of its owner (RFC 7519); it is for the server to check, here it is only read. */
function claimsOf(token: string): Claims {
  const body = payloadOf(token);
  const id = [body.sub, body.id, body.userId, body.user_id].find((value) => value !== undefined && value !== null);
  return {
    userId: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    expiresAt: typeof body.exp === 'number' ? body.exp * 1000 : null,
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
