import { expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';
import { fitHeadings } from './headings.ts';
import { safeImage, safeLink } from './urls.ts';

const origin = 'https://help.example';

const heading = (level: number, value: string) => ({
  type: 'element',
  tagName: `h${level}`,
  children: [{ type: 'text', value }],
});

test('headings begin at the level they are given, skip none, and have ids of their own', () => {
  const tree = {
    type: 'root',
    children: [heading(1, 'First steps'), heading(4, 'Où est-ce ?'), heading(1, 'First steps'), heading(2, '¿!')],
  };
  fitHeadings({ top: 2 })(tree);
  expect(tree.children.map((child) => [child.tagName, 'properties' in child ? child.properties : null])).toEqual([
    ['h2', { id: 's-first-steps' }],
    ['h3', { id: 's-où-est-ce' }],
    ['h2', { id: 's-first-steps-2' }],
    ['h3', { id: 's-' }],
  ]);
});

test('links lead to sites, mail and places of this site, and never run anything', () => {
  expect(safeLink('https://example.org/a?b=c', origin)).toBe('https://example.org/a?b=c');
  expect(safeLink('mailto:a@example.org', origin)).toBe('mailto:a@example.org');
  expect(safeLink('/help/f1?x=1#top', origin)).toBe('/help/f1?x=1#top');
  expect(safeLink('https://help.example/help/f1', origin)).toBe('/help/f1');
  expect(safeLink('#first-steps', origin)).toBe('#s-first-steps');
  expect(safeLink('#user-content-fn-1', origin)).toBe('#user-content-fn-1');
  for (const url of [
    'javascript:alert(1)',
    'JaVa\nScript:alert(1)',
    ' \tjavascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://help.example/1',
    'http://[',
  ])
    expect(safeLink(url, origin), url).toBeNull();
});

test('pictures come from this site alone', () => {
  expect(safeImage('/files/a.png', origin)).toBe('/files/a.png');
  expect(safeImage('https://elsewhere.example/a.png', origin)).toBeNull();
  expect(safeImage('data:image/png;base64,AAAA', origin)).toBeNull();
});

test('an excerpt is the words of a text, cut where one ends', () => {
  const text =
    '# Title\n\nOpen **Settings → Tags**, then `New`.\n\n1. One [link](/x)\n   - [x] *Two*\n\n```js\ncode\n```\n| a | b |';
  expect(excerptOf(text)).toBe('Open Settings → Tags, then New. 1. One link • Two');
  expect(excerptOf('word '.repeat(100), 22)).toBe('word word word word…');
  expect(excerptOf('a_b * c_d = 2 * 3')).toBe('a_b * c_d = 2 * 3');
});
