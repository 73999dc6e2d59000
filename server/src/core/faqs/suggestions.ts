import { Character, kindOf } from '../search/characters.ts';
import { fold } from '../search/fold.ts';
import { firstOccurrence } from '../search/match.ts';
import { type QueryPart, splitQuery } from '../search/query.ts';
import { addTerms } from '../search/terms.ts';
import { lengthOf } from '../text.ts';
import { isFunctionWord } from './function-words.ts';
import { occursWhole } from './grade.ts';
import type { FaqText } from './types.ts';

/** A word of a draft. A `whole` one does not count where a longer word begins with it, a `weak` one is in any sentence. */
export type DraftWord = QueryPart & { readonly whole: boolean; readonly weak: boolean };

/** How many words of a draft are looked for: the longest first, weak ones after all others. */
const WORDS = 8;
/** Shorter ones begin too many others: "I" is no "invoice". */
const PREFIX_LENGTH = 3;

/**
 * The words of a draft that are looked for, the telling ones first: without signs, each once, in scripts without spaces
 * pairs of characters.
 */
export function draftWords(draft: string): readonly DraftWord[] {
  const terms = new Set<string>();
  addTerms(fold(draft), terms);
  const words = [...terms].filter((term) => kindOf(term.codePointAt(0) ?? 0) & Character.word);
  const weakness = (word: string) => Number(isFunctionWord(word));
  const best = words.sort((a, b) => weakness(a) - weakness(b) || lengthOf(b) - lengthOf(a)).slice(0, WORDS);
  return splitQuery(best.join(' ')).map((part) => {
    const unspaced = (kindOf(part.text.codePointAt(0) ?? 0) & Character.unspaced) !== 0;
    const whole = !unspaced && lengthOf(part.text) < PREFIX_LENGTH;
    return { ...part, whole, weak: isFunctionWord(part.text) };
  });
}

/** What a word is worth by where it stands, times its rarity among all that is published. */
const IN_QUESTION = 2;
const IN_ANSWER = 1;
/** Little more than a beginning: whoever writes "cancel" is glad of "cancels". */
const WHOLE = 1.1;
/** So little that all weak words together do not outweigh one other. */
const WEAK = 0.01;

/**
 * The texts that hold a word of the draft, best first, then the newest. `shares` has for each word the part of all published
 * texts that hold it, above 0 and at most 1.
 */
export function rankForDraft(
  texts: readonly FaqText[],
  words: readonly DraftWord[],
  shares: readonly number[],
): FaqText[] {
  const weights = words.map((word, index) => (word.weak ? WEAK : 1) * Math.log2(1 + 1 / (shares[index] ?? 1)));
  return texts
    .map((text) => {
      const question = fold(text.question);
      const answer = fold(text.answer);
      const worths = words.map((word) =>
        Math.max(IN_QUESTION * worth(question, word), IN_ANSWER * worth(answer, word)),
      );
      return { text, score: worths.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.text.number - a.text.number)
    .map(({ text }) => text);
}

function worth(folded: string, word: DraftWord): number {
  if (firstOccurrence(folded, word) < 0) return 0;
  if (occursWhole(folded, word)) return WHOLE;
  return word.whole ? 0 : 1;
}
