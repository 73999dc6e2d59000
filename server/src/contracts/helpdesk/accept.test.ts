import { expect, test } from 'vitest';
import { prefersHtml } from './accept.ts';

test.each([
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['TEXT/HTML', true],
  ['text/*;q=0.5, application/json;q=0.4', true],
  ['text/html ; q=1 , application/json ; q=0.999', true],
  [undefined, false],
  ['', false],
  ['*/*', false],
  ['text/html, application/json', false],
  ['text/html;q=0.5, */*', false],
  ['text/html;q=nonsense, */*;q=0.1', false],
  ['text/html;q=2', false],
  ['image/png', false],
  [',;,q=,/', false],
])('%j prefers HTML: %s', (accept, expected) => {
  expect(prefersHtml(accept)).toBe(expected);
});
