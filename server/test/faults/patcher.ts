import type { LoadHookSync } from 'node:module';

/** A change of one source file: `find` must occur in it exactly once. */
export type Patch = {
  /** The end of the file's address, from the source folder on. */
  file: string;
  find: string;
  put: string;
};

/**
 * Makes a loader hook that changes the text of source files before they are run. A needle that is not found, or found
 * twice, throws: a mutant that silently runs the right program would prove nothing.
 */
export function patcher(patches: readonly Patch[]): { load: LoadHookSync; assertAllApplied(): void } {
  const waiting = new Set(patches);
  const load: LoadHookSync = (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const wanted = patches.filter(({ file }) => url.endsWith(`/server/src/${file}`));
    if (wanted.length === 0) return loaded;
    let source = sourceText(loaded.source);
    for (const patch of wanted) {
      source = applied(source, patch);
      waiting.delete(patch);
    }
    return { ...loaded, source };
  };
  const assertAllApplied = (): void => {
    if (waiting.size === 0) return;
    throw new Error(`never loaded: ${[...waiting].map(({ file }) => file).join(', ')}`);
  };
  return { load, assertAllApplied };
}

/** The source with the patch applied. Throws when the needle does not occur exactly once. */
export function applied(source: string, { file, find, put }: Patch): string {
  const pieces = source.split(find);
  if (pieces.length !== 2)
    throw new Error(`${file}: ${JSON.stringify(find)} occurs ${pieces.length - 1} times, not once`);
  return pieces.join(put);
}

function sourceText(source: string | ArrayBuffer | NodeJS.TypedArray | undefined | null): string {
  if (typeof source === 'string') return source;
  if (source === undefined || source === null) throw new Error('a module without source');
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : source;
  return new TextDecoder().decode(bytes);
}
