import { Character, isVariationSelector, kindOf } from './characters.ts';

/** A folded text, and for each of its UTF-16 units which stretch of the original it came from. */
export type FoldedText = {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Letters whose stroke or ligature Unicode does not take apart; what people without the key type instead. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ħ', 'h'],
  ['ł', 'l'],
  ['ŧ', 't'],
  ['ĳ', 'ij'],
]);

/** Folded forms of single characters of the basic plane: 0 = not known yet, LONG = not one unit. */
const simple = new Uint16Array(0x10000);
const LONG = 0xffff;

/**
 * The form of a text in which search compares: upper and lower case alike (ß like SS), accents and ligatures taken off
 * letters, canonically equal spellings made equal. Nothing else changes: quotes, symbols, white space and the letters of
 * scripts without case stay. Linear in the length; folding twice changes nothing.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const pieces: string[] = [];
  const units = new Uint16Array(Math.min(text.length, 4096));
  let filled = 0;
  walk(text, (unit, cluster) => {
    if (filled > 0 && (cluster !== null || filled === units.length)) {
      pieces.push(String.fromCharCode(...units.subarray(0, filled)));
      filled = 0;
    }
    if (cluster === null) units[filled++] = unit;
    else pieces.push(cluster);
  });
  if (filled > 0) pieces.push(String.fromCharCode(...units.subarray(0, filled)));
  return pieces.join('');
}

/** As `fold`, with the way back to the original. */
export function foldWithMap(text: string): FoldedText {
  let folded = '';
  const from: number[] = [];
  const to: number[] = [];
  walk(text, (unit, cluster, start, end) => {
    const piece = cluster ?? String.fromCharCode(unit);
    folded += piece;
    for (let i = 0; i < piece.length; i++) {
      from.push(start);
      to.push(end);
    }
  });
  return { text: folded, from, to };
}

type Emit = (unit: number, cluster: string | null, start: number, end: number) => void;

/**
 * Cuts a text into clusters (a character and the marks that join it) and emits each folded: as one unit where that is
 * all of it, else as a string.
 */
function walk(text: string, emit: Emit): void {
  let at = 0;
  while (at < text.length) {
    const codePoint = text.codePointAt(at) ?? 0;
    const next = at + (codePoint > 0xffff ? 2 : 1);
    const end = isJoined(text, next, codePoint) ? clusterEnd(text, next) : next;
    if (end === at + 1) {
      const unit = simpleFold(codePoint);
      emit(unit, unit === LONG ? foldCluster(text.slice(at, end)) : null, at, end);
    } else emit(0, foldCluster(text.slice(at, end)), at, end);
    at = end;
  }
}

/** White space carries no marks: a word that begins with a stray mark stays a word of its own. */
function isJoined(text: string, index: number, before: number): boolean {
  if (index >= text.length || text.charCodeAt(index) < 0x300) return false;
  if (!(kindOf(text.codePointAt(index) ?? 0) & Character.joining)) return false;
  return !(kindOf(before) & Character.space);
}

function clusterEnd(text: string, index: number): number {
  let end = index;
  while (end < text.length) {
    const codePoint = text.codePointAt(end) ?? 0;
    if (!(kindOf(codePoint) & Character.joining)) break;
    end += codePoint > 0xffff ? 2 : 1;
  }
  return end;
}

function simpleFold(unit: number): number {
  const known = simple[unit] ?? 0;
  if (known !== 0) return known;
  const folded = foldCluster(String.fromCharCode(unit));
  const result = folded.length === 1 ? folded.charCodeAt(0) : LONG;
  simple[unit] = result;
  return result;
}

/** Never empty: marks that stand on nothing are kept, for there is no letter to be found without them. */
function foldCluster(cluster: string): string {
  const parts = [...cluster.normalize('NFD')];
  const base = kindOf(parts[0]?.codePointAt(0) ?? 0);
  const onLetter = (base & (Character.word | Character.joining)) === Character.word;
  const kept = parts.filter((part, index) => {
    const codePoint = part.codePointAt(0) ?? 0;
    if (index === 0) return true;
    return !isVariationSelector(codePoint) && !(onLetter && kindOf(codePoint) & Character.accent);
  });
  return kept
    .map((part) => plainLower(part))
    .join('')
    .normalize('NFC');
}

/** Full case folding of one character: by way of its upper case, which writes ß as SS and ﬁ as FI. Marks have no case. */
function plainLower(character: string): string {
  if (kindOf(character.codePointAt(0) ?? 0) & Character.joining) return character;
  const lower = character.toLowerCase().toUpperCase().toLowerCase();
  return PLAIN.get(lower) ?? lower;
}
