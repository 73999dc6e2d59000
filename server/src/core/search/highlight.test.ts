import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from './fold.ts';
import { escapeHtml, highlight } from './highlight.ts';
import { matches } from './match.ts';
import { splitQuery } from './query.ts';

const show = (text: string, query: string) => highlight(text, splitQuery(query));

const cases: [string, string, string][] = [
  ['Take your Medication', 'med', 'Take your <mark>Med</mark>ication'],
  ['zebra Zebras azebra', 'ZEBRA', '<mark>zebra</mark> <mark>Zebra</mark>s azebra'],
  ['<b>bold</b> & "it\'s"', 'bold', '&lt;b&gt;<mark>bold</mark>&lt;/b&gt; &amp; &quot;it&#39;s&quot;'],
  ['a <mark> b', '<mark>', 'a <mark>&lt;mark&gt;</mark> b'],
  ['Crème brûlée', 'creme BRU', '<mark>Crème</mark> <mark>brû</mark>lée'],
  ['cre\u0301me', 'cre', '<mark>cre\u0301</mark>me'],
  ['Die Straße', 'strass', 'Die <mark>Straß</mark>e'],
  ['overlapping', 'over overlap', '<mark>overlap</mark>ping'],
  ['去北京开会', '北京 京开', '去<mark>北京开</mark>会'],
  ['no match', 'zebra', 'no match'],
];
test.each(cases)('%j searched by %j shows %j', (text, query, html) => {
  expect(show(text, query)).toBe(html);
});

test('an excerpt lies around the first match, cut between words, and says where text is missing', () => {
  const text = `${'filler '.repeat(100)}needle${' filler'.repeat(100)}`;
  const html = show(text, 'needle');
  expect(html).toMatch(/^…(filler )+<mark>needle<\/mark>( filler)+…$/);
  expect(html.length).toBeGreaterThan(120);
  expect(html.length).toBeLessThan(200);
});

test('a match longer than an excerpt is shown whole', () => {
  const word = 'x'.repeat(200);
  expect(show(`${'a '.repeat(200)}${word}`, word)).toContain(`<mark>${word}</mark>`);
});

const unit = fc.constantFrom(...'aAbé\u0301ß<>&"\' .-京😀\u200d👩ใ็', '\u{1f468}\u200d\u{1f469}');
const scene = fc.record({
  text: fc.string({ unit, maxLength: 600 }),
  query: fc.string({ unit, minLength: 1, maxLength: 4 }),
  cut: fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 20 })),
});
const ENTITY: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'" };
const plain = (html: string) => html.replace(/&[a-z0-9#]+;/g, (entity) => ENTITY[entity] ?? 'unknown entity');

test('for any text: the excerpt is a stretch of it, its marks are matches, and nothing in it is markup', () => {
  let marked = 0;
  fc.assert(
    fc.property(scene, ({ text, query, cut }) => {
      for (const asked of [query, text.slice(cut[0], cut[0] + cut[1]).toWellFormed()]) {
        const pieces = show(text, asked)
          .replace(/^…|…$/g, '')
          .split(/<mark>|<\/mark>/);
        const excerpt = plain(pieces.join(''));
        expect(pieces.every((piece) => !/[<>"']|&(?![a-z0-9#]+;)/.test(piece))).toBe(true);
        expect(text).toContain(excerpt);
        expect(excerpt.isWellFormed()).toBe(true);
        expect([...excerpt].length).toBeLessThanOrEqual(240);
        const parts = splitQuery(asked);
        if (parts.length === 0 || !matches(fold(text), parts)) continue;
        const inMarks = pieces.filter((_, index) => index % 2 === 1).map(plain);
        expect(inMarks.every((piece) => piece !== '')).toBe(true);
        expect(parts.some((part) => fold(inMarks[0] ?? '').includes(part.text))).toBe(true);
        marked += inMarks.length;
      }
    }),
    { numRuns: 2000 },
  );
  expect(marked).toBeGreaterThan(500);
});

test('escaping leaves nothing that HTML reads', () => {
  expect(escapeHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
  );
});
