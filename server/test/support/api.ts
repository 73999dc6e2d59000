import { z } from 'zod';
import { type Problem, problemShape } from './shapes.ts';
import type { Violations } from './violations.ts';

/** One HTTP answer. `as` reads the body through a shape and throws when it does not fit. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The parsed JSON body, or undefined when there is none. */
  readonly json: unknown;
  as<T extends z.ZodType>(shape: T): z.infer<T>;
  /** The problem of a refused request. */
  problem(): Problem;
};

export type RequestOptions = { readonly headers?: Record<string, string>; readonly raw?: string | Buffer | FormData };

export type Api = {
  request(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  get(path: string, options?: RequestOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  put(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  delete(path: string, options?: RequestOptions): Promise<Answer>;
};

/** Marks that every answer must bear, whatever was asked. */
function inspect(asked: string, answer: Answer, violations: Violations): void {
  const { status, headers } = answer;
  if (!/^[A-Za-z0-9._-]{1,128}$/.test(headers.get('x-request-id') ?? '')) violations.add(`${asked}: no X-Request-Id`);
  if (headers.get('x-content-type-options') !== 'nosniff') violations.add(`${asked}: ${status} without nosniff`);
  if (status === 204 && answer.bytes.length > 0) violations.add(`${asked}: 204 with a body`);
  if (status === 401 && !/^Bearer\b/.test(headers.get('www-authenticate') ?? '')) {
    violations.add(`${asked}: 401 without WWW-Authenticate`);
  }
  if (status === 429 && !/^[1-9]\d*$/.test(headers.get('retry-after') ?? '')) {
    violations.add(`${asked}: 429 without Retry-After`);
  }
  if (asked.includes(' /api/')) {
    // What was made for one person is nothing for a cache that others share.
    if (!/no-store|private/.test(headers.get('cache-control') ?? ''))
      violations.add(`${asked}: ${status} may be cached`);
    const isFile = /\/(content|thumbnail|export)/.test(asked) && status < 300;
    const type = headers.get('content-type') ?? '';
    if (status < 300 && status !== 204 && !isFile && !type.startsWith('application/json')) {
      violations.add(`${asked}: ${status} as ${type}`);
    }
  }
  if (status >= 500 && status !== 503) violations.add(`${asked}: ${status} ${answer.text}`);
  if (status >= 400 && status !== 416 && !asked.startsWith('HEAD ')) {
    const read = problemShape.safeParse(answer.json);
    const type = headers.get('content-type') ?? '';
    if (!read.success && status !== 503) violations.add(`${asked}: ${status} is no problem: ${answer.text}`);
    else if (!type.startsWith('application/problem+json') && status !== 503)
      violations.add(`${asked}: ${status} as ${type}`);
    else if (read.success && read.data.status !== status)
      violations.add(`${asked}: ${status} says ${read.data.status}`);
  }
}

/** Client ids of other people's messages, anywhere in an answer: they are their senders' business. */
function foreignClientIds(value: unknown, userId: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => foreignClientIds(item, userId));
  if (value === null || typeof value !== 'object') return [];
  const inside = Object.values(value).flatMap((item) => foreignClientIds(item, userId));
  const { clientId, senderId } = value as { readonly clientId?: unknown; readonly senderId?: unknown };
  return typeof clientId === 'string' && typeof senderId === 'string' && senderId !== userId
    ? [clientId, ...inside]
    : inside;
}

/** The user of a token, or null where there is none to be read. */
function subjectOf(token: string | null): string | null {
  const payload = parseJson(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString());
  if (payload === null || typeof payload !== 'object' || !('sub' in payload)) return null;
  return typeof payload.sub === 'string' ? payload.sub : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A client for one server and one token (none: no Authorization header). */
export function createApi(base: string, token: string | null, violations: Violations): Api {
  const userId = subjectOf(token);
  async function request(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer> {
    const headers: Record<string, string> = { ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    let payload: string | Buffer | FormData | undefined = options.raw;
    if (payload === undefined && body !== undefined) payload = JSON.stringify(body);
    if (payload !== undefined && !(payload instanceof FormData)) headers['content-type'] = 'application/json';
    const response = await fetch(new URL(path, base), {
      method,
      headers: { ...headers, ...options.headers },
      ...(payload === undefined ? {} : { body: Buffer.isBuffer(payload) ? new Uint8Array(payload) : payload }),
      redirect: 'manual',
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const asked = `${method} ${path}`;
    const text = bytes.toString('utf8');
    const json = (response.headers.get('content-type') ?? '').includes('json') ? parseJson(text) : undefined;
    const read = <T extends z.ZodType>(shape: T): z.infer<T> => {
      const result = shape.safeParse(json);
      if (result.success) return result.data;
      throw new Error(`${asked}: ${response.status} ${z.prettifyError(result.error)}\n${text.slice(0, 2000)}`);
    };
    const answer: Answer = {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      json,
      as: read,
      problem: () => read(problemShape),
    };
    inspect(asked, answer, violations);
    if (userId !== null && text.includes('"clientId":"') && foreignClientIds(json, userId).length > 0) {
      violations.add(`${asked}: shows somebody else's client id`);
    }
    return answer;
  }
  return {
    request,
    get: (path, options) => request('GET', path, undefined, options),
    post: (path, body, options) => request('POST', path, body, options),
    put: (path, body, options) => request('PUT', path, body, options),
    delete: (path, options) => request('DELETE', path, undefined, options),
  };
}
