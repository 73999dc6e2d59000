import type { Pool } from 'pg';
import { type SpanFacts, type Tracing, traced } from '../../core/tracing.ts';

/** Statements whose names are kept; few are ever put together anew. */
const MOST_NAMES = 1_000;
const TABLE = /\b(?:INTO|FROM|UPDATE|JOIN|TABLE)\s+(?:ONLY\s+)?"?([a-z_][a-z0-9_]*)/i;

/** From now on the statements of `pool` have spans below whatever asks for them. They name operation and table, no values. */
export function traceQueries(pool: Pool, tracing: Tracing): void {
  const nameOf = createNames();
  wrapQuery(pool, tracing, nameOf);
  pool.on('connect', (client) => wrapQuery(client, tracing, nameOf));
}

function wrapQuery(target: { query: unknown }, tracing: Tracing, nameOf: (text: string) => string): void {
  const { query } = target;
  if (typeof query !== 'function') return;
  target.query = (...args: unknown[]): unknown => {
    const text = textOf(args[0]);
    // With a callback it is the pool that asks, for a statement that has a span already.
    const ask = (): unknown => Reflect.apply(query, target, args);
    // With a callback it is the pool that asks, for a statement that has a span already.
    if (text === null || typeof args.at(-1) === 'function') return ask();
    const name = nameOf(text);
    return traced(tracing, name, factsOf(name), async () => ask());
  };
}

function factsOf(name: string): SpanFacts {
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
