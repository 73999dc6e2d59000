import { Character, codePointBefore, kindOf } from './characters.ts';
import { type FoldedText, foldWithMap } from './fold.ts';
import { eachOccurrence, firstOccurrence } from './match.ts';
import type { QueryPart } from './query.ts';

/** Code points: of an excerpt, of it before the first match, and of the way to a better place to cut. */
const EXCERPT = 160;
const LEAD = 40;
const SLACK = 15;
/** A longer run of marks on one letter may be cut. */
const MARKS = 32;

/**
 * An excerpt of a text around its first match, about 160 code points long: escaped for HTML (text and attribute values),
 * matches in `<mark>`, `…` where something was cut off. Without a match it is the beginning of the text.
 */
export function highlight(text: string, parts: readonly QueryPart[]): string {
  const folded = foldWithMap(text);
  const first = firstMatch(folded, parts);
  const [start, end] = excerpt(text, first.from, first.to);
  const body = render(text, start, end, marks(text, folded, parts));
  return `${start > 0 ? '…' : ''}${body}${end < text.length ? '…' : ''}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for HTML, also between quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function firstMatch(folded: FoldedText, parts: readonly QueryPart[]): { from: number; to: number } {
  let best = { from: 0, to: 0 };
  let bestIndex = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    const index = firstOccurrence(folded.text, part);
    if (index < 0 || index >= bestIndex) continue;
    bestIndex = index;
    best = { from: folded.from[index] ?? 0, to: folded.to[index + part.text.length - 1] ?? 0 };
  }
  return best;
}

/** For each index of the text by how much the number of matches that cover it changes there. */
function marks(text: string, folded: FoldedText, parts: readonly QueryPart[]): Int32Array {
  const changes = new Int32Array(text.length + 1);
  for (const part of parts) {
    eachOccurrence(folded.text, part, (index) => {
      const from = folded.from[index] ?? 0;
      const to = folded.to[index + part.text.length - 1] ?? 0;
      changes[from] = (changes[from] ?? 0) + 1;
      changes[to] = (changes[to] ?? 0) - 1;
    });
  }
  return changes;
}

function render(text: string, start: number, end: number, changes: Int32Array): string {
  let html = '';
  let depth = 0;
  let open = false;
  let plain = start;
  for (let i = 0; i < end; i++) {
    depth += changes[i] ?? 0;
    if (i < start || depth > 0 === open) continue;
    html += escapeHtml(text.slice(plain, i)) + (open ? '</mark>' : '<mark>');
    plain = i;
    open = !open;
  }
  return html + escapeHtml(text.slice(plain, end)) + (open ? '</mark>' : '');
}

/** Where to cut, so that the match [from, to) is inside: near white space if there is some, never inside a character. */
function excerpt(text: string, from: number, to: number): [number, number] {
  if (text.length <= EXCERPT) return [0, text.length];
  let start = back(text, from, LEAD);
  if (start > 0) {
    start = afterJoining(text, start);
    const limit = Math.min(forward(text, start, SLACK), from);
    for (let i = start; i < limit; i++) {
      if (!isSpace(text, i)) continue;
      start = i + 1;
      break;
    }
    start = Math.min(start, from);
  }
  let end = Math.max(forward(text, start, EXCERPT), to);
  if (end < text.length) {
    end = afterJoining(text, end);
    const limit = Math.max(back(text, end, SLACK), to);
    for (let i = end; i > limit; i--) {
      if (!isSpace(text, i)) continue;
      end = i;
      break;
    }
  }
  return [start, end];
}

function forward(text: string, index: number, codePoints: number): number {
  let at = index;
  for (let n = 0; n < codePoints && at < text.length; n++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

function back(text: string, index: number, codePoints: number): number {
  let at = index;
  for (let n = 0; n < codePoints && at > 0; n++) at -= codePointBefore(text, at) > 0xffff ? 2 : 1;
  return at;
}

function afterJoining(text: string, index: number): number {
  let at = index;
  for (let n = 0; n < MARKS && at < text.length; n++) {
    if (!(kindOf(text.codePointAt(at) ?? 0) & Character.joining)) break;
    at = forward(text, at, 1);
  }
  return at;
}

function isSpace(text: string, index: number): boolean {
  return (kindOf(text.codePointAt(index) ?? 0) & Character.space) !== 0;
}
