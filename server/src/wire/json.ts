import { isUtf8 } from 'node:buffer';
import { ParleyError } from '../core/errors.ts';

const MAX_DEPTH = 20;

function refuse(detail: string): never {
  throw new ParleyError('invalid_json', detail);
}

/**
 * Refuses values that are nested deeper than 20 levels, hold keys that could reach an object's prototype, or hold
 * anything but plain JSON. Walks without recursion, so that depth costs no stack.
 * @throws `invalid_json`.
 */
export function checkJson(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  const open: { value: object; depth: number }[] = [{ value, depth: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: current, depth } = next;
    if (depth > MAX_DEPTH) refuse('JSON is nested deeper than 20 levels');
    const isArray = Array.isArray(current);
    if (!isArray) {
      const prototype: unknown = Object.getPrototypeOf(current);
      if (prototype !== Object.prototype && prototype !== null) refuse('Only plain JSON is accepted');
      if (Object.hasOwn(current, '__proto__')) refuse('The key __proto__ is not accepted');
    }
    for (const [key, inner] of Object.entries(current)) {
      if (typeof inner === 'function' || typeof inner === 'bigint') refuse('Only plain JSON is accepted');
      if (inner === null || typeof inner !== 'object') continue;
      if (!isArray && key === 'constructor' && Object.hasOwn(inner, 'prototype'))
        refuse('The key constructor.prototype is not accepted');
      open.push({ value: inner, depth: depth + 1 });
    }
  }
}

/** The text of a body. Bytes that are none are refused: another text would be stored than was sent. @throws `invalid_json`. */
export function utf8Of(bytes: string | Buffer): string {
  if (typeof bytes === 'string') return bytes;
  return isUtf8(bytes) ? bytes.toString() : refuse('The body is not valid UTF-8');
}

/** Parses a request's body, or what `called` says. An empty one is undefined. @throws `invalid_json`. */
export function parseJson(text: string, called = 'body'): unknown {
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(`The ${called} is not valid JSON`);
  }
  checkJson(value);
  return value;
}
