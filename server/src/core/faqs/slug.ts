import { fold } from '../search/fold.ts';
import { firstOf } from '../text.ts';

/** Code points. */
export const MAX_SLUG = 100;

/**
 * The form of a name for addresses: letters and digits in lower case without accents, everything else a hyphen. Letters of
 * scripts that Latin ones cannot stand for stay. Empty for a name without letters and digits; again it changes nothing.
 */
export function slugOf(name: string): string {
  const words = fold(name).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return firstOf(words.join('-'), MAX_SLUG).replace(/-$/, '');
}
