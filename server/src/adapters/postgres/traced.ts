import type { Pool } from 'pg';
import type { Span, Tracing } from '../../core/tracing.ts';
import { sqlState } from './pool.ts';

/** Statements whose names are kept; few are ever put together anew. */
const MOST_NAMES = 1_000;
const TABLE = /\b(?:INTO|FROM|UPDATE|JOIN|TABLE)\s+(?:ONLY\s+)?"?([a-z_][a-z0-9_]*)/i;

/** From now on the statements of `pool` have spans below whatever asks for them. They name operation and table, no values. */
export function traceQueries(pool: Pool, tracing: Tracing): void {
  const nameOf = createNames();
  wrapQuery(pool, tracing, nameOf);
  pool.on('connect', (client) => wrapQuery(client, tracing, nameOf));
}

/** Ends `span` when `work` settles. */
export function spanning<T>(span: Span, work: Promise<T>): Promise<T> {
  work.then(
    () => span.end(),
    (error: unknown) => span.end(sqlState(error) ?? 'failed'),
  );
  return work;
}

function wrapQuery(target: { query: unknown }, tracing: Tracing, nameOf: (text: string) => string): void {
  const { query } = target;
  if (typeof query !== 'function') return;
  target.query = (...args: unknown[]): unknown => {
    const text = textOf(args[0]);
    // With a callback it is the pool that asks, for a statement that has a span already.
    const span =
      text === null || typeof args.at(-1) === 'function' ? null : tracing.below(nameOf(text), factsOf(nameOf(text)));
    const result: unknown = Reflect.apply(query, target, args);
    return span && result instanceof Promise ? spanning(span, result) : result;
  };
}

function factsOf(name: string) {
  return { 'db.system.name': 'postgresql', 'db.query.summary': name, 'db.operation.name': name.split(' ', 1)[0] ?? '' };
}

function textOf(statement: unknown): string | null {
  if (typeof statement === 'string') return statement;
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return null;
  return typeof statement.text === 'string' ? statement.text : null;
}

/** Names statements by what they do and the first table that they name: `SELECT messages`. */
function createNames(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    const verb = /[a-z]+/i.exec(text)?.[0].toUpperCase() ?? 'SQL';
    const table = TABLE.exec(text)?.[1];
    const name = table === undefined ? verb : `${verb} ${table}`;
    if (names.size < MOST_NAMES) names.set(text, name);
    return name;
  };
}
