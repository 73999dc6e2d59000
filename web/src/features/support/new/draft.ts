/** A file that the server has already, until the ticket takes it. */
export type KeptFile = {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly mimeType: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** What somebody began to ask. */
export type Draft = {
  readonly subject: string;
  readonly description: string;
  /** Null: the site's first one. */
  readonly category: string | null;
  readonly files: readonly KeptFile[];
};

/** Code points. */
export const limits = { subject: 255, description: 10_000 } as const;
export const emptyDraft: Draft = { subject: '', description: '', category: null, files: [] };

/** The server keeps a file that belongs to nothing for a day; one is not counted on to the last moment. */
const fileLifeMs = 20 * 3_600_000;

/** The draft that a text holds, as far as it does; files that the server may have given up by `now` are left out. */
export function parseDraft(text: string | null, now: number): Draft {
  const given = parse(text);
  const files = Array.isArray(given.files) ? given.files.filter(isKeptFile) : [];
  return {
    subject: typeof given.subject === 'string' ? given.subject : '',
    description: typeof given.description === 'string' ? given.description : '',
    category: typeof given.category === 'string' ? given.category : null,
    files: files.filter(({ at }) => now - at < fileLifeMs),
  };
}

/** Whether there is nothing in it that somebody would miss. */
export function isEmpty({ subject, description, files }: Draft): boolean {
  return subject.trim() === '' && description.trim() === '' && files.length === 0;
}

/** What cannot be sent as it is. */
export function mistakesOf({ subject, description }: Draft): Partial<Record<keyof typeof limits, 'empty' | 'long'>> {
  return { ...mistake('subject', subject), ...mistake('description', description) };
}

function mistake(field: keyof typeof limits, text: string) {
  if (text.trim() === '') return { [field]: 'empty' as const };
  return [...text].length > limits[field] ? { [field]: 'long' as const } : {};
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isKeptFile(value: unknown): value is KeptFile {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, size, mimeType, at }: Partial<Record<keyof KeptFile, unknown>> = value;
  const words = [id, name, mimeType].every((word) => typeof word === 'string');
  return words && typeof size === 'number' && typeof at === 'number';
}
