import { Character, codePointBefore, kindOf, splitsPair } from './characters.ts';
import type { QueryPart } from './query.ts';

/**
 * True when every part occurs in the folded text at a place where a word may begin. Linear in the text for each part,
 * whatever either holds.
 */
export function matches(folded: string, parts: readonly QueryPart[]): boolean {
  return parts.every((part) => firstOccurrence(folded, part) >= 0);
}

/** Where a part first occurs where a word may begin, as an index into the folded text; -1 when it does not. */
export function firstOccurrence(folded: string, part: QueryPart): number {
  const found = folded.indexOf(part.text);
  if (found < 0 || stands(folded, found, part.text.length)) return found;
  return scan(folded, part, found, () => false);
}

/** Calls `visit` with every place where a part occurs and a word may begin, overlapping ones too, in order. */
export function eachOccurrence(folded: string, part: QueryPart, visit: (index: number) => void): void {
  scan(folded, part, 0, (index) => {
    visit(index);
    return true;
  });
}

/**
 * True when a word may begin at `index`: no letter or digit stands right before it, or one of the two characters there
 * is of a script that is written without spaces.
 */
export function mayBegin(text: string, index: number): boolean {
  if (index === 0) return true;
  const before = kindOf(codePointBefore(text, index));
  if (!(before & Character.word) || before & Character.unspaced) return true;
  return (kindOf(text.codePointAt(index) ?? 0) & Character.unspaced) !== 0;
}

function stands(text: string, index: number, length: number): boolean {
  return mayBegin(text, index) && !splitsPair(text, index) && !splitsPair(text, index + length);
}

/**
 * Finds occurrences from `start` on (Knuth, Morris, Pratt 1977) for as long as `more` says so.
 * @returns the place at which it was told to stop, else -1.
 */
function scan(text: string, part: QueryPart, start: number, more: (index: number) => boolean): number {
  const { text: pattern, failure } = part;
  let length = 0;
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    while (length > 0 && unit !== pattern.charCodeAt(length)) length = failure[length - 1] ?? 0;
    if (unit === pattern.charCodeAt(length)) length += 1;
    if (length < pattern.length) continue;
    const index = i + 1 - length;
    if (stands(text, index, length) && !more(index)) return index;
    length = failure[length - 1] ?? 0;
  }
  return -1;
}
