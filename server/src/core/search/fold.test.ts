import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, foldWithMap } from './fold.ts';

const cases: [string, string, string][] = [
  ['upper case', 'Medication', 'medication'],
  ['accents', 'Crème Brûlée à Łódź', 'creme brulee a lodz'],
  ['accents in two spellings', 'cafe\u0301 café', 'cafe cafe'],
  ['several marks on one letter', 'Việt Nam ở', 'viet nam o'],
  ['sharp s, small and capital', 'Straße STRAẞE', 'strasse strasse'],
  ['Turkish i with and without dot', 'İstanbul ılık', 'istanbul ilik'],
  ['ligatures', 'ﬁnal oﬃce Æon œuvre', 'final office aeon oeuvre'],
  ['Greek with final sigma', 'Ὀδυσσεύς ΟΔΥΣΣΕΥΣ', 'οδυσσευσ οδυσσευσ'],
  ['Cyrillic', 'ПРИВЕТ ёж', 'привет еж'],
  ['Arabic and Hebrew vowels', 'مُحَمَّد שָׁלוֹם', 'محمد שלום'],
  ['look of an emoji', '❤\ufe0f ❤', '❤ ❤'],
  ['surrogate pairs', '😀𐐀', '😀𐐨'],
];
test.each(cases)('%s: %j folds to %j', (_, text, folded) => {
  expect(fold(text)).toBe(folded);
  expect(foldWithMap(text).text).toBe(folded);
});

const kept: [string, string][] = [
  ['symbols and quotes', '"100%" a_b * c:\\d ≠ ½ ’'],
  ['kana with and without voicing', 'がか ぱは'],
  ['Thai vowels and tones', 'เด็กผู้หญิง'],
  ['Devanagari signs', 'किताब हिन्दी'],
  ['Korean syllables', '각가 한국어'],
  ['stray marks', '\u0301 \u0301abc \u0345\u0e47\u0301'],
  ['lone surrogates', 'a\ud83d b\ude00'],
  ['white space', 'a\u00a0b\n\tc\u3000d'],
];
test.each(kept)('%s stay as they are: %j', (_, text) => {
  expect(fold(text)).toBe(text);
});

test('canonically equal spellings fold alike', () => {
  for (const text of ['각가', 'が', 'й', 'ﷲ', 'Ω', 'ệ', 'कि']) {
    expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')));
  }
  expect(fold('か\u3099')).toBe('が');
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(...'aAéßİﬁΣς \u0301\u0345\u3099か\u1100\u1161\u11a8가😀\ud83d\ude00\ufe0fเ็'),
    maxLength: 40,
  }),
);

describe('for any text', () => {
  test('folding again changes nothing', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(fold(fold(value))).toBe(fold(value));
      }),
      { numRuns: 5000 },
    );
  });

  test('words fold on their own', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(fold(`${a} ${b}`)).toBe(`${fold(a)} ${fold(b)}`);
      }),
    );
  });

  test('case makes no difference for letters that have two', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abzéñçüжщλωßæŁđ'), maxLength: 30 });
    fc.assert(
      fc.property(letters, (value) => {
        expect(fold(value.toUpperCase())).toBe(fold(value));
      }),
    );
  });

  test('the map leads back: stretches are in order, none is empty, and each folds to what it stands for', () => {
    fc.assert(
      fc.property(text, (value) => {
        const { text: folded, from, to } = foldWithMap(value);
        expect(folded).toBe(fold(value));
        expect([from.length, to.length]).toEqual([folded.length, folded.length]);
        for (let i = 0; i < folded.length; i++) {
          const [start, end] = [from[i] ?? -1, to[i] ?? -1];
          expect(start).toBeLessThan(end);
          const isNew = i === 0 || start !== from[i - 1];
          if (isNew) expect(start).toBe(i === 0 ? 0 : to[i - 1]);
          expect(folded.slice(from.indexOf(start), from.lastIndexOf(start) + 1)).toBe(fold(value.slice(start, end)));
        }
        expect(to.at(-1) ?? 0).toBe(value.length);
      }),
      { numRuns: 1000 },
    );
  });
});
