import { fold } from './fold.ts';

/** One part of a query, folded, with its failure table (see `match.ts`). */
export type QueryPart = { readonly text: string; readonly failure: Uint16Array };

/**
 * The parts of a query: what stands between white space, folded, each once. Every other character stands for itself.
 * Empty for a query of white space only.
 */
export function splitQuery(query: string): readonly QueryPart[] {
  const texts = query
    .split(/\s+/u)
    .filter((part) => part !== '')
    .map(fold);
  return [...new Set(texts)].map((text) => ({ text, failure: failureTable(text) }));
}

/**
 * For each unit of the pattern: the length of the longest proper prefix that ends there too. Knuth, Morris, Pratt,
 * "Fast Pattern Matching in Strings" (1977).
 */
function failureTable(pattern: string): Uint16Array {
  const table = new Uint16Array(pattern.length);
  let length = 0;
  for (let i = 1; i < pattern.length; i++) {
    while (length > 0 && pattern.charCodeAt(i) !== pattern.charCodeAt(length)) length = table[length - 1] ?? 0;
    if (pattern.charCodeAt(i) === pattern.charCodeAt(length)) length += 1;
    table[i] = length;
  }
  return table;
}
