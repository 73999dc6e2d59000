import { Character, kindOf } from './characters.ts';
import { mayBegin } from './match.ts';
import type { QueryPart } from './query.ts';

/** Units of a word and code points of a run of symbols that go into the index; the exact check sees to the rest. */
const WORD_UNITS = 32;
const SYMBOLS = 4;
const QUERY_TERMS = 8;

/** A term that a text's index entry must hold, or hold one that begins so, for the text to match. */
export type QueryTerm = { readonly text: string; readonly prefix: boolean };

/**
 * Adds the index terms of a folded text to `into`. A term begins wherever a word may begin: it is the word, in scripts
 * without spaces a character with its neighbour, or a few symbols. None holds white space.
 */
export function addTerms(folded: string, into: Set<string>): void {
  eachTerm(folded, (start, end) => into.add(folded.slice(start, end)));
}

/**
 * Terms that the index entry of every matching text holds, for all parts together: the most telling ones, at most `most`.
 * Empty only for no parts.
 */
export function queryTerms(parts: readonly QueryPart[], most: number = QUERY_TERMS): readonly QueryTerm[] {
  const terms = new Map<string, QueryTerm>();
  for (const { text } of parts) {
    eachTerm(text, (start, end, complete) => {
      const term = { text: text.slice(start, end), prefix: end === text.length && !complete };
      terms.set(`${term.prefix}${term.text}`, term);
    });
  }
  return [...terms.values()].sort((a, b) => telling(b) - telling(a)).slice(0, most);
}

function telling(term: QueryTerm): number {
  const word = kindOf(term.text.codePointAt(0) ?? 0) & Character.word ? 1 : 0;
  return word * 100 + term.text.length * 2 + (term.prefix ? 0 : 1);
}

/** Visits each term; `complete` says that no longer text could make it longer. */
function eachTerm(folded: string, visit: (start: number, end: number, complete: boolean) => void): void {
  let at = 0;
  while (at < folded.length) {
    const codePoint = folded.codePointAt(at) ?? 0;
    const kind = kindOf(codePoint);
    const next = at + (codePoint > 0xffff ? 2 : 1);
    if (kind & Character.space || !mayBegin(folded, at)) at = next;
    else if (!(kind & Character.word)) {
      const { end, count } = run(folded, at, SYMBOLS, isSymbol);
      visit(at, end, count === SYMBOLS);
      at = next;
    } else if (kind & Character.unspaced) {
      const { end, count } = run(folded, next, 1, isWord);
      visit(at, end, count === 1);
      at = next;
    } else {
      const { end } = run(folded, at, Number.POSITIVE_INFINITY, isSpacedWord);
      const cut = cutWord(folded, at, end);
      visit(at, cut, cut < end);
      at = end;
    }
  }
}

/** How far characters of one kind go on from `start`, at most `limit` of them. */
function run(
  text: string,
  start: number,
  limit: number,
  belongs: (kind: number) => boolean,
): { end: number; count: number } {
  let end = start;
  let count = 0;
  while (count < limit && end < text.length) {
    const codePoint = text.codePointAt(end) ?? 0;
    if (!belongs(kindOf(codePoint))) break;
    end += codePoint > 0xffff ? 2 : 1;
    count += 1;
  }
  return { end, count };
}

/** A word's term ends on a whole code point. */
function cutWord(text: string, start: number, end: number): number {
  if (end - start <= WORD_UNITS) return end;
  const cut = start + WORD_UNITS;
  const last = text.charCodeAt(cut - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut - 1 : cut;
}

function isSymbol(kind: number): boolean {
  return !(kind & (Character.word | Character.space));
}

function isWord(kind: number): boolean {
  return (kind & Character.word) !== 0;
}

function isSpacedWord(kind: number): boolean {
  return (kind & Character.word) !== 0 && !(kind & Character.unspaced);
}
