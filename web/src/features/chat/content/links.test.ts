import { expect, test } from 'vitest';
import { splitLinks } from './links.ts';

const links = (text: string) =>
  splitLinks(text).flatMap((part) => (part.kind === 'link' ? [[part.text, part.href]] : []));

test('addresses of the web and of mail become links, without what ends the sentence', () => {
  expect(links('See https://example.org/a?b=1#c, www.parley.dev! and mailto:a@b.org.')).toEqual([
    ['https://example.org/a?b=1#c', 'https://example.org/a?b=1#c'],
    ['www.parley.dev', 'https://www.parley.dev/'],
    ['mailto:a@b.org', 'mailto:a@b.org'],
  ]);
  expect(links('(https://de.wikipedia.org/wiki/A_(B)) ann@example.org…')).toEqual([
    ['https://de.wikipedia.org/wiki/A_(B)', 'https://de.wikipedia.org/wiki/A_(B)'],
    ['ann@example.org', 'mailto:ann@example.org'],
  ]);
});

test('nothing else becomes a link', () => {
  for (const text of [
    'javascript:alert(1)',
    'javascript://%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x file:///etc/passwd',
    'xhttps://example.org',
    'https://',
    'mailto:nobody',
    'JaVaScRiPt:https',
  ])
    expect(links(text), text).toEqual([]);
  const hidden = 'java\u0000script:alert(1) https://e.org/"onmouseover="x';
  expect(links(hidden)).toEqual([['https://e.org/', 'https://e.org/']]);
});

test('the parts together are the text', () => {
  for (const text of ['', 'a\n\nhttps://e.org\t b', 'https://e.org', '<b>&amp;</b> www.x.y,', '🙂https://e.org🙂'])
    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
});

test('a long text without an end takes no time', () => {
  const began = performance.now();
  splitLinks(`${'a'.repeat(50_000)}@${'b.'.repeat(20_000)}`);
  splitLinks(`https://${'('.repeat(5_000)}${')'.repeat(5_000)}`);
  expect(performance.now() - began).toBeLessThan(2_000);
});
