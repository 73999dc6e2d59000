import { expect, test } from 'vitest';
import { piecesOf, simplePiecesOf } from './highlight.ts';
import { withoutSigns } from './markdown/excerpt.ts';

test('a highlight comes apart into text and matches, its entities read once', () => {
  expect(piecesOf('…the <mark>pass</mark>word &amp;lt; <mark>&quot;x&#39;</mark>')).toEqual([
    { text: '…the ', isMatch: false },
    { text: 'pass', isMatch: true },
    { text: 'word &lt; ', isMatch: false },
    { text: `"x'`, isMatch: true },
  ]);
});

test('what somebody wrote stays text, whatever it looks like', () => {
  const written = '&lt;img src=x onerror=alert(1)&gt;&lt;mark&gt;';
  expect(piecesOf(written)).toEqual([{ text: '<img src=x onerror=alert(1)><mark>', isMatch: false }]);
  expect(piecesOf('')).toEqual([]);
});

test('signs around a match go with those around the rest, and nothing written passes for a match', () => {
  expect(simplePiecesOf('the *<mark>guest</mark>* is **here**, \uE000not\uE001 there', withoutSigns)).toEqual([
    { text: 'the ', isMatch: false },
    { text: 'guest', isMatch: true },
    { text: ' is here, not there', isMatch: false },
  ]);
});
