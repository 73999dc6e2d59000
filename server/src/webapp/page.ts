import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppSettings, htmlSafeJson } from './settings.ts';

/** The one page of the app. */
export type Page = {
  /** Its HTML, with `nonce` wherever the build left room for one; null where nothing was built. */
  render(nonce: string): Promise<string | null>;
};

/**
 * The page in `folder`, which is read anew when another build took its place. Its `__SETTINGS__` become the settings, its
 * `__NONCE__` that of each answer.
 */
export function createPage(folder: string, settings: AppSettings): Page {
  const file = join(folder, 'index.html');
  const json = htmlSafeJson(settings);
  let known: { readonly mark: string; readonly parts: readonly string[] } | null = null;
  return {
    async render(nonce) {
      try {
        const { ino, size, mtimeMs } = await stat(file);
        const mark = `${ino} ${size} ${mtimeMs}`;
        if (known?.mark !== mark) {
          const text = await readFile(file, 'utf8');
          known = { mark, parts: text.replaceAll('__SETTINGS__', () => json).split('__NONCE__') };
        }
        return known.parts.join(nonce);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
  };
}
