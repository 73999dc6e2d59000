import { type Clock, wait } from './clock.ts';
import { cancelled, isRecord, offline, ParleyError, problemOf, toParleyError } from './errors.ts';
import type { paths } from './schema.d.ts';
import type { TokenHolder } from './token.ts';

type Method = 'get' | 'post' | 'put' | 'delete';
/** The paths that have a method. */
export type PathsOf<M extends Method> = { [P in keyof paths]: paths[P][M] extends object ? P : never }[keyof paths];
type Operation<M extends Method, P extends keyof paths> = paths[P][M];
type JsonOf<R> = R extends { content: { 'application/json': infer Body } } ? Body : undefined;
/** What a request is answered: the body of 200 or 201, nothing for 204. */
export type AnswerOf<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { responses: infer R }
    ? [keyof R & (200 | 201)] extends [never]
      ? undefined
      : JsonOf<R[keyof R & (200 | 201)]>
    : undefined;

type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Exclude<Q, undefined> : never;
type ParamsOf<O> = O extends { parameters: { path: infer Params } } ? Params : never;
type BodyOf<O> = O extends { requestBody?: infer R } ? JsonOf<Exclude<R, undefined>> : never;
/** An object's property that is there only where it has something to hold. */
type Part<Name extends string, T> = [T] extends [never] ? object : { readonly [K in Name]: T };
type OptionalPart<Name extends string, T> = [T] extends [never] ? object : { readonly [K in Name]?: T };

export type RequestInput<M extends Method, P extends keyof paths> = Part<'params', ParamsOf<Operation<M, P>>> &
  OptionalPart<'query', QueryOf<Operation<M, P>>> &
  OptionalPart<'body', Exclude<BodyOf<Operation<M, P>>, undefined>> & {
    readonly signal?: AbortSignal;
    /** Names the request for the server, so that a repeated one is done once. */
    readonly idempotencyKey?: string;
  };

export type Http = {
  /**
   * One request of the native API, typed by the server's own description.
   * @throws ParleyError, whatever went wrong
   */
  request<M extends Method, P extends PathsOf<M>>(
    method: M,
    path: P,
    input: RequestInput<M, P>,
  ): Promise<AnswerOf<M, P>>;
  /** A request whose answer is taken as it comes, such as a download. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  readonly baseUrl: string;
};

export type HttpOptions = {
  readonly baseUrl: string;
  /** Null: nobody is signed in, as in a public help centre. */
  readonly tokens: TokenHolder | null;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random?: () => number;
};

/** How often a read that failed for a passing reason is asked again, and what it waits for at most. */
const READ_TRIES = 3;
const MAX_WAIT_MS = 5_000;

/** Requests with a token, which is renewed once when it was refused (unless the body is a stream, which is sent once); reads are asked again when the way to the server fails. */
export function createHttp({ baseUrl, tokens, fetch, clock, random = Math.random }: HttpOptions): Http {
  async function once(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    for (let isLast = init.body instanceof ReadableStream; ; isLast = true) {
      const token = tokens === null ? null : await tokens.get();
      if (token !== null) headers.set('authorization', `Bearer ${token}`);
      const response = await fetch(baseUrl + path, { ...init, headers });
      const canRenew = response.status === 401 && token !== null && tokens?.renew(token);
      if (!canRenew || isLast) return response;
    }
  }

  async function checked(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await once(path, init);
    } catch (error) {
      throw init.signal?.aborted ? cancelled() : toParleyError(error);
    }
    if (response.ok) return response;
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw problemOf(response.status, await bodyOf(response), Number.isFinite(seconds) ? seconds : null);
  }

  async function patient(path: string, init: RequestInit): Promise<Response> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await checked(path, init);
      } catch (error) {
        const isOver = tried >= READ_TRIES || init.signal?.aborted;
        if (isOver || !(error instanceof ParleyError) || !error.isTemporary) throw error;
        const pauseMs = error.retryAfter === null ? 200 * 2 ** tried * (0.5 + random()) : error.retryAfter * 1000;
        if (pauseMs > MAX_WAIT_MS) throw error;
        await wait(clock, pauseMs);
      }
    }
  }

  return {
    baseUrl,
    async request(method, path, input) {
      const parts: Loose = input;
      const headers: Record<string, string> = {};
      if (parts.body !== undefined) headers['content-type'] = 'application/json';
      if (parts.idempotencyKey !== undefined) headers['idempotency-key'] = parts.idempotencyKey;
      const init: RequestInit = {
        method: method.toUpperCase(),
        headers,
        ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
        ...(parts.signal && { signal: parts.signal }),
      };
      const response = await (method === 'get' ? patient : checked)(addressOf(path, parts), init);
      const answer = response.status === 204 ? undefined : await bodyOf(response);
      // A page of somebody who stands between, such as a hotel's sign-in.
      if (answer === null) throw offline('The answer is not one of the server');
      // Typed by the description that the server itself gives: this is where the two meet.
      return answer as AnswerOf<typeof method, typeof path>;
    },
    fetch: (path, init = {}) => checked(path, init),
  };
}

type Loose = {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly idempotencyKey?: string;
};

function addressOf(path: string, parts: Loose): string {
  const params = isRecord(parts.params) ? parts.params : {};
  const query = isRecord(parts.query) ? parts.query : {};
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? filled : `${filled}?${search}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
