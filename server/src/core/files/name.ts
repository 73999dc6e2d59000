import { firstOf, lengthOf } from '../text.ts';

const MAX_LENGTH = 255;

/**
 * What is kept of a client's file name, for display only: the last path part (behind the last `/` or `\`), without
 * control characters, at most 255 code points with the extension kept. Empty when nothing is left.
 */
export function cleanName(name: string): string {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const clean = last.toWellFormed().replace(/\p{Cc}/gu, '');
  if (clean.trim() === '' || clean === '.' || clean === '..') return '';
  if (lengthOf(clean) <= MAX_LENGTH) return clean;
  const dot = clean.lastIndexOf('.');
  const extension = dot > 0 && lengthOf(clean.slice(dot)) <= 16 ? clean.slice(dot) : '';
  return firstOf(clean, MAX_LENGTH - lengthOf(extension)) + extension;
}

/** What stands behind the last dot, in lower case; null when there is no dot. `.htaccess` has the extension `htaccess`. */
export function extensionOf(name: string): string | null {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? null : name.slice(dot + 1).toLowerCase();
}
