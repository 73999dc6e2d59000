import { expect, test } from 'vitest';
import { firstOf, isBlank, isPlain, isStorable, lengthOf } from './text.ts';

test('lengths are code points', () => {
  for (const text of ['', 'abc', 'ä', '😀', 'a😀b', '👩‍👩‍👧', '\ud800', '\udc00\ud800', '\ud83d\ud83d\ude00']) {
    expect(lengthOf(text)).toBe([...text].length);
  }
});

test('the first code points never end in half of a pair', () => {
  for (const text of ['abc', '😀😀😀', 'a😀b😀', '']) {
    for (let count = 0; count < 6; count++) expect(firstOf(text, count)).toBe([...text].slice(0, count).join(''));
  }
});

test('what cannot be stored or shown is told from what can', () => {
  for (const text of ['a\u0000', '\ud800', '\udc00x'])
    expect([isStorable(text), isPlain(text)]).toEqual([false, false]);
  for (const text of ['a\nb', '\u007f', '\u0085']) expect([isStorable(text), isPlain(text)]).toEqual([true, false]);
  for (const text of ['', '😀', 'אב', '\u202e', '<script>'])
    expect([isStorable(text), isPlain(text)]).toEqual([true, true]);
});

test('white space of any kind is blank', () => {
  for (const text of ['', ' ', '\t\n', '\u00a0', '\u3000', '\ufeff']) expect(isBlank(text)).toBe(true);
  for (const text of ['a', ' a ', '\u200b']) expect(isBlank(text)).toBe(false);
});
