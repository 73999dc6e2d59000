import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../src/ui/theme.css'), 'utf8');
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map(([, name = '', light = '', dark = '']) => [
    name,
    { light, dark },
  ]),
);

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['canvas', 'surface', 'subtle'];
const tones = ['accent', 'danger', 'warning', 'success', 'info', 'violet'];
const texts: [string, string][] = [
  ...[...grounds, 'strong', 'own', 'other', 'mark', 'accent-soft'].map((on): [string, string] => ['ink', on]),
  ...[...grounds, 'own', 'other'].map((on): [string, string] => ['muted', on]),
  ...tones.flatMap((tone) => [`${tone}-soft`, ...grounds].map((on): [string, string] => [`${tone}-text`, on])),
  ['accent-text', 'own'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
];
const parts: [string, string][] = ['control', 'accent', 'danger', 'online', 'away'].flatMap((part) =>
  ['canvas', 'surface'].map((on): [string, string] => [part, on]),
);

test.each([
  { what: 'text', pairs: texts, least: 4.5 },
  { what: 'parts of controls', pairs: parts, least: 3 },
])('$what can be told from the ground, light and dark', ({ pairs, least }) => {
  const weak = pairs.flatMap(([name, on]) => {
    const [one, other] = [colours.get(name), colours.get(on)];
    if (!one || !other) return [`${name} on ${on}: no such colour`];
    return (['light', 'dark'] as const).flatMap((theme) => {
      const ratio = contrast(one[theme], other[theme]);
      return ratio < least ? [`${name} on ${on}, ${theme}: ${ratio.toFixed(2)}`] : [];
    });
  });
  expect(weak).toEqual([]);
});
