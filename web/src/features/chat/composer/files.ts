import type { NewMessage } from '@parley/client';

type Kind = 'image' | 'video' | 'audio' | 'file';

/** What the server takes, by the endings of names. */
const KINDS: Readonly<Record<string, Kind>> = {
  ...endings('image', 'jpg jpeg png gif webp'),
  ...endings('video', 'mp4 mov avi mkv webm'),
  ...endings('audio', 'mp3 wav aac m4a ogg'),
  ...endings('file', 'pdf doc docx xls xlsx txt rtf'),
};
export const MOST_FILES = 10;

/** For the browser's own dialog: it shows nothing else. */
export const ACCEPTED = Object.keys(KINDS)
  .map((ending) => `.${ending}`)
  .join(',');

export type FileProblem = 'empty' | 'tooLarge' | 'type' | 'tooMany';
export type Checked = {
  readonly accepted: readonly File[];
  readonly refused: readonly { readonly problem: FileProblem; readonly names: readonly string[] }[];
};

/** Sorts out what the server would refuse, before anything is sent. `present`: how many are there already; `maxSize` in bytes. */
export function checkFiles(files: readonly File[], present: number, maxSize: number): Checked {
  const accepted: File[] = [];
  const refused = new Map<FileProblem, string[]>();
  for (const file of files) {
    const problem = problemOf(file, present + accepted.length, maxSize);
    if (problem === null) accepted.push(file);
    else refused.set(problem, [...(refused.get(problem) ?? []), file.name]);
  }
  return { accepted, refused: [...refused].map(([problem, names]) => ({ problem, names })) };
}

/** The type of a message with these files: theirs where they are of one kind, else `file`. */
export function typeOf(files: readonly { readonly name: string }[]): NonNullable<NewMessage['type']> {
  if (files.length === 0) return 'text';
  const kinds = new Set(files.map(({ name }) => kindOf(name) ?? 'file'));
  const [kind = 'file'] = kinds;
  return kinds.size === 1 ? kind : 'file';
}

function problemOf({ name, size }: File, before: number, maxSize: number): FileProblem | null {
  if (kindOf(name) === null) return 'type';
  if (size === 0) return 'empty';
  if (size > maxSize) return 'tooLarge';
  return before >= MOST_FILES ? 'tooMany' : null;
}

function kindOf(name: string): Kind | null {
  return KINDS[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? null;
}

function endings(kind: Kind, names: string): Record<string, Kind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}
