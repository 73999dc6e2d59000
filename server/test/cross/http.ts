import type { z } from 'zod';
import type { Someone } from './voice.ts';

/** Requests that have to succeed; the answer's body is read by a schema. */
export type Caller = <T extends z.ZodType>(
  who: Someone,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  shape: T,
  body?: unknown,
) => Promise<z.infer<T>>;

/** Asks the server at `base`. */
export function createCaller(base: string): Caller {
  return async (who, method, path, shape, body) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${who.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const asked = `${method} ${path} by ${who.name}`;
    if (response.status >= 300) throw new Error(`${asked}: ${response.status} ${text}`);
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    const read = shape.safeParse(json);
    if (!read.success) throw new Error(`${asked}: ${read.error.message}\n${text.slice(0, 1000)}`);
    return read.data;
  };
}
