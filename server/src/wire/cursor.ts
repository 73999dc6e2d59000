import { ParleyError } from '../core/errors.ts';
import { isStorableTime } from './schema.ts';

type Part = string | number;

/** An opaque cursor for one list; `scope` names the list and what it is of, so that another list's cursor is refused. */
export function encodeCursor(scope: string, parts: readonly Part[]): string {
  return Buffer.from(JSON.stringify([scope, ...parts])).toString('base64url');
}

/** The parts of a cursor made for `scope`, each of the type named. @throws `invalid_cursor`. */
export function decodeCursor<T extends readonly ('string' | 'number')[]>(
  scope: string,
  text: string,
  ...types: T
): { -readonly [K in keyof T]: T[K] extends 'number' ? number : string } {
  const broken = new ParleyError('invalid_cursor', 'cursor is not a cursor of this list');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw broken;
  }
  if (!Array.isArray(parts) || parts.length !== types.length + 1 || parts[0] !== scope) throw broken;
  const rest: unknown[] = parts.slice(1);
  for (const [index, type] of types.entries()) {
    const part = rest[index];
    if (typeof part !== type) throw broken;
    if (typeof part === 'number' && !(Number.isInteger(part) && part >= 0 && part <= 2_147_483_647)) throw broken;
    if (typeof part === 'string' && (!part.isWellFormed() || part.includes('\u0000'))) throw broken;
  }
  return rest as { -readonly [K in keyof T]: T[K] extends 'number' ? number : string };
}

/** A page of rows that are all at hand, by their places; `scope` as for a cursor. @throws `invalid_cursor`. */
export function pageOfShort<T>(
  scope: string,
  rows: readonly T[],
  query: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
): { data: readonly T[]; page: { next: string | null } } {
  const [start] = query.cursor === undefined ? [0] : decodeCursor(scope, query.cursor, 'number');
  const end = start + (query.limit ?? rows.length);
  return { data: rows.slice(start, end), page: { next: end < rows.length ? encodeCursor(scope, [end]) : null } };
}

/** A time out of a cursor, as ISO 8601 in UTC. @throws `invalid_cursor`. */
export function timeOfCursor(text: string): string {
  const at = Date.parse(text);
  const iso = Number.isNaN(at) ? '' : new Date(at).toISOString();
  if (!isStorableTime(iso)) throw new ParleyError('invalid_cursor', 'cursor is not a cursor of this list');
  return iso;
}
