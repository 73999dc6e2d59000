import { join } from 'node:path';
import { type Screen, shown } from './screens.ts';
import { type Size, sizes, type Theme } from './stage.ts';

/** Where the pictures of all screens lie. */
export const PICTURES = join(import.meta.dirname, '../../../../docs/screens');

export type Picture = { readonly size: Size; readonly theme: Theme; readonly file: string };

/** The pictures of a screen: those of one size follow each other. */
export function picturesOf({ name }: Screen): readonly Picture[] {
  const themes: readonly Theme[] = ['light', 'dark'];
  const all = Object.keys(sizes) as Size[];
  return all.flatMap((size) => themes.map((theme) => ({ size, theme, file: `${name}-${size}-${theme}.webp` })));
}

/** The page that shows them all. */
export function gallery(): string {
  const rows = shown.map((screen) => {
    const cells = picturesOf(screen).map(
      ({ size, theme, file }) => `<img src="${file}" width="${WIDTHS[size]}" alt="${screen.name}, ${size}, ${theme}">`,
    );
    return `## ${screen.name}\n\n${cells.join('\n')}\n`;
  });
  return `# Screens\n\nThe demo workspace (\`npm run demo -- --seed\`), in light and dark, wide and narrow. Made by \`npm run screens\`.\n\n${rows.join('\n')}`;
}

/** Pixels in the page. */
const WIDTHS = { desktop: 400, phone: 116 } as const;
