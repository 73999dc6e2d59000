import type { Metadata } from '../../core/conversations/types.ts';
import { type Tag, tagAt } from './tags.ts';

/** Elements that go with what is inside. Of the first three everything up to their end is no markup but theirs. */
const RAW = new Set(['script', 'style', 'iframe']);
const NESTED = new Set(['object', 'embed', 'svg']);

/** Times that a text is gone through: what is taken out may bring together what was apart. */
const PASSES = 8;
/** Unclear tags that are looked at in one text; somebody who writes more of them does so on purpose. */
const MAX_UNCLEAR = 50;

type Cut = { readonly start: number; readonly end: number };

/** Finds what has to go, in one walk over the text. */
class Walk {
  readonly cuts: Cut[] = [];
  readonly #text: string;
  readonly #lower: string;
  readonly #open = new Map<string, number[]>();
  /** Names of raw elements of which no end is left. */
  readonly #endless = new Set<string>();
  #unclear = 0;

  constructor(text: string) {
    this.#text = text;
    this.#lower = text.toLowerCase();
    let at = text.indexOf('<');
    while (at >= 0) at = text.indexOf('<', this.#visit(at));
  }

  /** Looks at one `<`; returns where to go on. */
  #visit(start: number): number {
    if (this.#unclear >= MAX_UNCLEAR) return this.#cut(start, start + 1);
    const tag = tagAt(this.#text, start);
    if (!tag) return start + 1;
    const isEmbedding = RAW.has(tag.name) || NESTED.has(tag.name);
    if (tag.end === null || (tag.isMixed && !tag.runs && !isEmbedding))
      return this.#visitUnclear(start, tag, isEmbedding);
    if (RAW.has(tag.name)) return this.#cut(start, tag.isClosing ? tag.end : this.#endOf(tag.name, tag.end));
    if (NESTED.has(tag.name)) this.#visitNested(start, tag.end, tag);
    else if (tag.runs) this.#cut(start, tag.end);
    return tag.end;
  }

  /** A tag without an end, or one in which another one may begin: what does not run stays, and is looked at inside. */
  #visitUnclear(start: number, { runs }: Tag, isEmbedding: boolean): number {
    this.#unclear += 1;
    if (runs) return this.#cut(start, this.#text.length);
    return isEmbedding ? this.#cut(start, start + 1) : start + 1;
  }

  #visitNested(start: number, end: number, { name, isClosing }: Tag): void {
    const open = this.#open.get(name) ?? [];
    if (!isClosing) this.#open.set(name, open).get(name)?.push(start);
    this.#cut(isClosing ? (open.pop() ?? start) : start, end);
  }

  /** Where the raw element ends whose content begins at `from`; `from` where it is left open. */
  #endOf(name: string, from: number): number {
    if (this.#endless.has(name)) return from;
    for (let at = this.#lower.indexOf(`</${name}`, from); at >= 0; at = this.#lower.indexOf(`</${name}`, at + 1)) {
      const tag = tagAt(this.#text, at);
      if (tag?.name === name && tag.end !== null) return tag.end;
    }
    this.#endless.add(name);
    return from;
  }

  #cut(start: number, end: number): number {
    this.cuts.push({ start, end });
    return end;
  }
}

function apply(text: string, cuts: readonly Cut[]): string {
  let kept = '';
  let at = 0;
  for (const { start, end } of [...cuts].sort((a, b) => a.start - b.start)) {
    if (start > at) kept += text.slice(at, start);
    at = Math.max(at, end);
  }
  return kept + text.slice(at);
}

/**
 * The text without what could run in a page that shows it as HTML: elements of scripts, styles and embedded things with
 * what is inside, tags with handlers or script addresses. All else stays to the letter; nothing is escaped.
 */
export function withoutScripts(text: string): string {
  let rest = text;
  for (let pass = 0; rest.includes('<'); pass += 1) {
    if (pass === PASSES) return rest.replaceAll('<', '');
    const { cuts } = new Walk(rest);
    if (cuts.length === 0) return rest;
    rest = apply(rest, cuts);
  }
  return rest;
}

function safe(value: unknown): unknown {
  if (typeof value === 'string') return withoutScripts(value);
  if (Array.isArray(value)) return value.map(safe);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, safe(inner)]))
    : value;
}

/** `withoutScripts` for all texts in a JSON object. */
export function safeMetadata(metadata: Metadata): Metadata {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, safe(value)]));
}
