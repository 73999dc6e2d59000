/**
 * What search needs to know of a character, as bits. Computed once per character of the basic plane and remembered, so
 * that no regular expression runs over whole texts.
 */
export const Character = {
  /** Part of a word: a letter, a digit, or a mark that is no mere accent (a Thai vowel, a Devanagari sign). */
  word: 1,
  /** Of a script that is written without spaces: a word may begin before and after it. */
  unspaced: 2,
  space: 4,
  /** Joins what stands before it: a combining mark or a letter that composes. */
  joining: 8,
  /** A mark that search looks past when it stands on a letter or digit. */
  accent: 16,
} as const;

const KNOWN = 128;
const table = new Uint8Array(0x10000);

const WORD = /[\p{L}\p{N}\p{Mn}\p{Mc}]/u;
const SPACE = /\s/u;
const MARK = /\p{M}/u;
const NONSPACING = /\p{Mn}/u;
const ACCENTED_SCRIPT =
  /[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]/u;
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/** The bits of `Character` that hold for a code point; lone surrogates are of no kind. */
export function kindOf(codePoint: number): number {
  if (codePoint > 0xffff) return compute(codePoint);
  const known = table[codePoint] ?? 0;
  if (known !== 0) return known & ~KNOWN;
  const kind = compute(codePoint);
  table[codePoint] = kind | KNOWN;
  return kind;
}

function compute(codePoint: number): number {
  const text = String.fromCodePoint(codePoint);
  if (SPACE.test(text)) return Character.space;
  let kind = 0;
  if (isAccent(codePoint, text)) kind |= Character.accent;
  else if (WORD.test(text)) kind |= Character.word;
  if (MARK.test(text) || isTail(codePoint)) kind |= Character.joining;
  // Below Thai the property names only marks and points that these scripts borrow.
  if (codePoint >= 0x0e00 && !(kind & Character.accent) && UNSPACED.test(text)) kind |= Character.unspaced;
  return kind;
}

/** The marks that turn one kana into another are no accents: か and が are different letters. */
function isAccent(codePoint: number, text: string): boolean {
  if (codePoint === 0x3099 || codePoint === 0x309a) return false;
  return NONSPACING.test(text) && ACCENTED_SCRIPT.test(text);
}

/** Letters that compose with the one before: vowels and final consonants of Korean, a vowel of Kirat Rai. */
function isTail(codePoint: number): boolean {
  if ((codePoint >= 0x1160 && codePoint <= 0x11ff) || (codePoint >= 0xd7b0 && codePoint <= 0xd7fb)) return true;
  return codePoint === 0x16d67;
}

/** Characters that only choose between two looks of the one before. */
export function isVariationSelector(codePoint: number): boolean {
  return (codePoint >= 0xfe00 && codePoint <= 0xfe0f) || (codePoint >= 0xe0100 && codePoint <= 0xe01ef);
}

/** True when a UTF-16 index stands inside a surrogate pair. */
export function splitsPair(text: string, index: number): boolean {
  if (index <= 0 || index >= text.length) return false;
  const after = text.charCodeAt(index);
  if (after < 0xdc00 || after > 0xdfff) return false;
  const before = text.charCodeAt(index - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

/** The code point that ends right before `index`, which must be above 0. */
export function codePointBefore(text: string, index: number): number {
  return text.codePointAt(splitsPair(text, index - 1) ? index - 2 : index - 1) ?? 0;
}
