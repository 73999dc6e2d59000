import { z } from 'zod';

/** One HTTP answer. `as` reads the JSON body through a shape and throws when it does not fit. */
export type Answer = {
  /** Method and path, as they were asked for. */
  readonly asked: string;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The parsed JSON body, or undefined when there is none. */
  readonly json: unknown;
  as<T extends z.ZodType>(shape: T): z.infer<T>;
};

export type RequestOptions = { readonly headers?: Record<string, string>; readonly raw?: string | Buffer | FormData };

/** Somebody who asks one server over HTTP. Paths are below the server's address, prefix and all. */
export type Http = {
  request(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  put(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  delete(path: string): Promise<Answer>;
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A client with one token (null: no Authorization header); `inspect` sees every answer. */
export function createHttp(base: string, token: string | null, inspect: (answer: Answer) => void): Http {
  async function request(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer> {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    let payload: string | Buffer | FormData | undefined = options.raw;
    if (payload === undefined && body !== undefined) payload = JSON.stringify(body);
    if (payload !== undefined && !(payload instanceof FormData)) headers['content-type'] = 'application/json';
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { ...headers, ...options.headers },
      ...(payload === undefined ? {} : { body: payload instanceof Buffer ? new Uint8Array(payload) : payload }),
      redirect: 'manual',
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    const asked = `${method} ${path}`;
    const json = (response.headers.get('content-type') ?? '').includes('json') ? parseJson(text) : undefined;
    const answer: Answer = {
      asked,
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      json,
      as(shape) {
        const result = shape.safeParse(json);
        if (result.success) return result.data;
        throw new Error(`${asked}: ${response.status} ${z.prettifyError(result.error)}\n${text.slice(0, 2000)}`);
      },
    };
    inspect(answer);
    return answer;
  }
  return {
    request,
    get: (path) => request('GET', path),
    post: (path, body, options) => request('POST', path, body, options),
    put: (path, body, options) => request('PUT', path, body, options),
    delete: (path) => request('DELETE', path),
  };
}
