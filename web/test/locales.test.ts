import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const folders = [...new Set(globSync('src/**/locales/*.json', { cwd: root }).map((file) => dirname(file)))].sort();
const languages = ['en', 'fr'] as const;

/** Texts by dotted key, and by the stem of the key where they come in several numbers. */
type Texts = Map<string, Map<string, string>>;

function read(folder: string, language: string): Texts {
  const texts: Texts = new Map();
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') {
      const [, stem = path, number = ''] = /^(.+)_(zero|one|two|few|many|other)$/.exec(path) ?? [];
      texts.set(stem, (texts.get(stem) ?? new Map()).set(number, value));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    } else throw new Error(`${folder}/${language}.json: ${path} is no text`);
  };
  walk(JSON.parse(readFileSync(join(root, folder, `${language}.json`), 'utf8')), '');
  return texts;
}

function variables(forms: Map<string, string>): string[] {
  const all = [...forms.values()].flatMap((text) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? ''));
  return [...new Set(all)].sort();
}

/** Variables, addresses and times of day, in which a colon is no punctuation. */
const unspoken = /\{\{.*?\}\}|https?:\/\/\S+|\d:\d/g;

/** Whether signs that French sets off stand apart from their words, and never alone on the next line. */
function isSetOff(text: string): boolean {
  const said = text.replace(unspoken, 'x');
  return !/(?<!^|[\u00a0;!?:»])[;!?:»]|«(?!\u00a0)/.test(said);
}

test('there are folders of texts', () => {
  expect(folders.length).toBeGreaterThan(8);
});

describe.each(folders)('%s', (folder) => {
  const english = read(folder, 'en');

  test('has a file per language, and no other', () => {
    const files = globSync('*.json', { cwd: join(root, folder) }).map((file) => basename(file, '.json'));
    expect(files.sort()).toEqual([...languages].sort());
  });

  test.each(languages)('%s is complete: the same keys, the same variables, every number, no empty text', (language) => {
    const texts = read(folder, language);
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    const numbers = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    for (const [key, forms] of texts) {
      const source = english.get(key) ?? new Map();
      expect(variables(forms), key).toEqual(variables(source));
      expect([...forms.keys()].sort(), key).toEqual(source.has('') ? [''] : numbers);
      for (const text of forms.values()) expect(text.trim(), key).not.toBe('');
    }
  });

  test('fr has a space that does not break before ; ! ? : and inside « »', () => {
    const texts = [...read(folder, 'fr').values()].flatMap((forms) => [...forms.values()]);
    expect(texts.filter((text) => !isSetOff(text))).toEqual([]);
  });
});
