import { ParleyError } from '../../core/errors.ts';
import { textHash } from '../../core/hash.ts';
import { createRecentMap } from '../../core/lru.ts';
import { identityOf } from '../../core/users/claims.ts';
import type { ServiceAnswer, ServiceProfile, UserService } from '../../core/users/user-service.ts';
import { type Connections, get, keepConnections } from '../http/outbound.ts';
import { createTurnstile } from './turnstile.ts';

export type UserServiceOptions = {
  readonly url: string;
  /** A clock in milliseconds that never goes back, for how long answers are kept. */
  readonly clock: () => number;
  /** Hears why the service could not be asked. */
  readonly onTrouble: (error: unknown) => void;
};

type Body = Readonly<Record<string, unknown>>;
type Known = { readonly until: number; readonly profile: ServiceProfile | null };

/** Milliseconds for one question, all requests together. */
const LIMIT = 2_000;
/** Milliseconds for which an answer is good. */
const KEPT = 60_000;
const MOST_KEPT = 10_000;
const MAX_BYTES = 256 * 1024;
/** Questions that are asked at once. */
const CONCURRENCY = 16;

/**
 * Asks a service of the product's own who people are: `GET /api/v1/users/profile/<id>`, and `GET /api/v1/users/doctors/<id>` for those
 * who are doctors by it or whom it knows under no other address. The caller's token goes along, so what one caller was
 * answered says nothing to another. Answers are kept for a minute, that there is nobody too; failures are not. A few questions are
 * asked at once, over connections that are kept; whoever waits for their turn waits within the limit of their own question.
 */
export function createUserService({ url, clock, onTrouble }: UserServiceOptions): UserService {
  const base = `${url.replace(/\/+$/, '')}/api/v1/users`;
  const known = createRecentMap<string, Known>(MOST_KEPT);
  const asking = new Map<string, Promise<ServiceAnswer>>();
  const connections = keepConnections();
  const turns = createTurnstile(CONCURRENCY);

  async function fetchProfile(userId: string, authorization: string, deadline: number): Promise<ServiceProfile | null> {
    const ask = (kind: 'profile' | 'doctors') =>
      askFor(
        `${base}/${kind}/${encodeURIComponent(userId)}`,
        authorization,
        Math.ceil(deadline - performance.now()),
        connections,
      );
    const person = await ask('profile');
    const profile = person && profileOf(userId, person);
    if (profile && profile.userType !== 'doctor') return profile;
    const doctor = await ask('doctors');
    if (!doctor) return profile;
    const more = profileOf(userId, doctor);
    return {
      name: more.name ?? profile?.name ?? null,
      userType: 'doctor',
      avatar: more.avatar ?? profile?.avatar ?? null,
      specialty: more.specialty ?? profile?.specialty ?? null,
    };
  }

  async function ask(key: string, userId: string, authorization: string): Promise<ServiceAnswer> {
    const deadline = performance.now() + LIMIT;
    try {
      // Those in front have earlier deadlines: nobody's turn comes later than their own.
      const profile = await turns(() => fetchProfile(userId, authorization, deadline));
      known.set(key, { until: clock() + KEPT, profile });
      return { profile, goodForMs: KEPT };
    } catch (error) {
      onTrouble(error);
      throw new ParleyError('unavailable', 'The user service cannot be asked now', { retryAfter: 1 });
    } finally {
      asking.delete(key);
    }
  }

  return {
    async profile(userId, authorization) {
      // As parts of a path they would lead elsewhere, however they are escaped.
      if (userId === '.' || userId === '..') return { profile: null, goodForMs: KEPT };
      const key = `${textHash(authorization)} ${userId}`;
      const recent = known.get(key);
      const goodForMs = (recent?.until ?? 0) - clock();
      if (recent && goodForMs > 0) return { profile: recent.profile, goodForMs };
      const pending = asking.get(key) ?? ask(key, userId, authorization);
      asking.set(key, pending);
      return pending;
    },
  };
}

/** The object in an answer, or in its `data`; null for 404. @throws for any other answer. */
async function askFor(
  url: string,
  authorization: string,
  timeoutMs: number,
  connections: Connections,
): Promise<Body | null> {
  if (timeoutMs <= 0) throw new Error('USER_SERVICE_URL took too long');
  const { status, body } = await get({
    url,
    headers: { accept: 'application/json', authorization },
    allowPrivate: true,
    connections,
    timeoutMs,
    maxBytes: MAX_BYTES,
  });
  if (status === 404) return null;
  if (status !== 200) throw new Error(`USER_SERVICE_URL answered ${status}`);
  const answer = objectOf(parse(body));
  if (!answer) throw new Error('USER_SERVICE_URL answered with something else than a JSON object');
  return objectOf(answer.data) ?? answer;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null; // the parser's message would quote the answer
  }
}

function objectOf(value: unknown): Body | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** Reads the names under which services keep these; each is held to what is asked of a token's claims. */
function profileOf(userId: string, body: Body): ServiceProfile {
  const usable = (claim: 'name' | 'avatar' | 'specialty', ...values: readonly unknown[]) =>
    values.map((value) => identityOf({ sub: userId, [claim]: value })[claim]).find((value) => value !== undefined) ??
    null;
  const parts = [body.firstName, body.lastName].filter((part) => typeof part === 'string' && part.trim() !== '');
  const types = [body.userType, body.type, body.role].map(
    (value) => identityOf({ sub: userId, userType: value }).userType,
  );
  return {
    name: usable('name', body.name, parts.join(' ')),
    userType: types.find((type) => type !== undefined) ?? null,
    avatar: usable('avatar', body.profilePhoto, body.avatar),
    specialty: usable('specialty', body.specialty, body.specialization),
  };
}
