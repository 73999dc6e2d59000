import { Character, codePointBefore, kindOf } from '../search/characters.ts';
import { fold } from '../search/fold.ts';
import { eachOccurrence, firstOccurrence, matches } from '../search/match.ts';
import type { QueryPart } from '../search/query.ts';

/**
 * How well an FAQ answers a query: 4 = every part is a whole word of the question, 3 = every part begins one there, 2 =
 * some parts are in the question and the others in the answer, 1 = all of it is in the answer only.
 */
export type Grade = 1 | 2 | 3 | 4;

export const GRADES: readonly Grade[] = [4, 3, 2, 1];

/** The grade of an FAQ, or null where a part of the query occurs in neither text. */
export function gradeOf(
  faq: { readonly question: string; readonly answer: string },
  parts: readonly QueryPart[],
): Grade | null {
  const question = fold(faq.question);
  const missing = parts.filter((part) => firstOccurrence(question, part) < 0);
  if (missing.length === 0) return parts.every((part) => occursWhole(question, part)) ? 4 : 3;
  if (!matches(fold(faq.answer), missing)) return null;
  return missing.length < parts.length ? 2 : 1;
}

/** True when a part occurs in the folded text so that no word goes on after it. */
export function occursWhole(folded: string, part: QueryPart): boolean {
  let whole = false;
  eachOccurrence(folded, part, (index) => {
    whole ||= endsWord(folded, index + part.text.length);
  });
  return whole;
}

/** Scripts without spaces have no words that could go on. */
function endsWord(text: string, index: number): boolean {
  const last = kindOf(codePointBefore(text, index));
  if (index >= text.length || !(last & Character.word) || last & Character.unspaced) return true;
  const next = kindOf(text.codePointAt(index) ?? 0);
  return !(next & Character.word) || (next & Character.unspaced) !== 0;
}
