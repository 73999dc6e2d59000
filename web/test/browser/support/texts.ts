import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

const root = join(import.meta.dirname, '../../../src');

/** A text of the app, and the key that it has in its namespace. */
type Text = { readonly key: string; readonly text: string };

function textsIn(language: string): Text[] {
  return globSync(`**/locales/${language}.json`, { cwd: root }).flatMap((file) => {
    const namespace = basename(dirname(dirname(file)));
    return walk(JSON.parse(readFileSync(join(root, file), 'utf8')), namespace);
  });
}

function walk(value: unknown, key: string): Text[] {
  if (typeof value === 'string') return [{ key, text: value }];
  return Object.entries(value ?? {}).flatMap(([name, inner]) => walk(inner, `${key}.${name}`));
}

/** What a text looks like on the page, whatever its variables are. */
function patternOf(text: string): RegExp {
  const parts = text.split(/\{\{[^}]*\}\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 'su');
}

const english = textsIn('en');
const french = textsIn('fr');
/** Those with words of their own: `{{name}}` alone looks like anything. */
const patternsOf = (texts: readonly Text[]) =>
  texts
    .filter(({ text }) => /\p{L}{2}/u.test(text.replaceAll(/\{\{[^}]*\}\}/g, '')))
    .map(({ text }) => patternOf(text));
const englishPatterns = patternsOf(english);
const frenchPatterns = patternsOf(french);
/** Without their namespaces, as they would show where a text is missing; words that are texts themselves are none. */
const keys = new Set(english.map(({ key }) => key.slice(key.indexOf('.') + 1)).filter((key) => /[.A-Z_]/.test(key)));
const CALENDAR =
  /\b(ago|yesterday|today|tomorrow|(mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december)\b/i;

/** What a page in French says that is not French: texts of the app in English, names of keys, English days. Not what people wrote. */
export async function leftoversOf(page: Page): Promise<string[]> {
  const shown = await wordsOf(page);
  return shown.filter((text) => {
    if (keys.has(text)) return true;
    if (isFrench(text)) return false;
    return CALENDAR.test(text) || englishPatterns.some((pattern) => pattern.test(text));
  });
}

/** Whether something that a page says is a text of the app in French. */
export function isFrench(text: string): boolean {
  return frenchPatterns.some((pattern) => pattern.test(text));
}

/** What the app itself says on a page, in texts and in names of things. */
export function wordsOf(page: Page): Promise<string[]> {
  return page.evaluate(collect);
}

/** Runs in the page: every text and every label of an element that is shown, once; people's own words are marked by `dir="auto"` or `<bdi>`. */
function collect(): string[] {
  const found = new Set<string>();
  for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
    if (element.closest('[dir=auto], bdi, textarea') || !element.checkVisibility({ visibilityProperty: true }))
      continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-tooltip', 'aria-valuetext'])
      found.add(element.getAttribute(name)?.trim() ?? '');
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE) found.add(node.nodeValue?.trim() ?? '');
    if (element.children.length > 0) continue;
    found.add(element.textContent.trim());
  }
  found.delete('');
  return [...found];
}
