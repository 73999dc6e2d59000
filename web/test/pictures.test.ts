import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gallery, PICTURES, picturesOf } from './browser/support/pictures.ts';
import { shown } from './browser/support/screens.ts';

test('every screen has its pictures in the docs, in light and dark, wide and narrow, and a page shows them', () => {
  const wanted = shown.flatMap(picturesOf).map(({ file }) => file);
  expect(readdirSync(PICTURES).sort()).toEqual([...wanted, 'README.md'].sort());
  expect(readFileSync(join(PICTURES, 'README.md'), 'utf8')).toBe(gallery());
});
