import { Character, kindOf } from '../search/characters.ts';
import { fold } from '../search/fold.ts';
import { firstOccurrence } from '../search/match.ts';
import { type QueryPart, splitQuery } from '../search/query.ts';
import { addTerms } from '../search/terms.ts';
import { lengthOf } from '../text.ts';
import { occursWhole } from './grade.ts';
import type { FaqText } from './types.ts';

/** A word of a draft. A `whole` one does not count where a longer word begins with it. */
export type DraftWord = QueryPart & { readonly whole: boolean };

/** How many words of a draft are looked for, the longest first. */
const WORDS = 8;
/** Shorter ones begin too many others: "I" is no "invoice". */
const PREFIX_LENGTH = 3;

/** The words of a draft that are looked for: without signs, each once, in scripts without spaces pairs of characters. */
export function draftWords(draft: string): readonly DraftWord[] {
  const terms = new Set<string>();
  addTerms(fold(draft), terms);
  const words = [...terms].filter((term) => kindOf(term.codePointAt(0) ?? 0) & Character.word);
  const longest = words.sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, WORDS);
  return splitQuery(longest.join(' ')).map((part) => {
    const unspaced = (kindOf(part.text.codePointAt(0) ?? 0) & Character.unspaced) !== 0;
    return { ...part, whole: !unspaced && lengthOf(part.text) < PREFIX_LENGTH };
  });
}

/** What a word is worth by where it stands, times its rarity among the texts. */
const IN_QUESTION = 2;
const IN_ANSWER = 1;
const WHOLE = 1.5;

/** The texts that hold a word of the draft, best first, then the newest. */
export function rankForDraft(texts: readonly FaqText[], words: readonly DraftWord[]): FaqText[] {
  const rows = texts.map((text) => {
    const question = fold(text.question);
    const answer = fold(text.answer);
    return {
      text,
      worths: words.map((word) => Math.max(IN_QUESTION * worth(question, word), IN_ANSWER * worth(answer, word))),
    };
  });
  const rarity = words.map((_, index) => {
    const holders = rows.filter(({ worths }) => (worths[index] ?? 0) > 0).length;
    return Math.log2(1 + rows.length / Math.max(holders, 1));
  });
  return rows
    .map(({ text, worths }) => ({ text, score: worths.reduce((sum, value, i) => sum + value * (rarity[i] ?? 0), 0) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.text.number - a.text.number)
    .map(({ text }) => text);
}

function worth(folded: string, word: DraftWord): number {
  if (firstOccurrence(folded, word) < 0) return 0;
  if (occursWhole(folded, word)) return WHOLE;
  return word.whole ? 0 : 1;
}
