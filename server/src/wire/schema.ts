import { z } from 'zod';
import { invalid } from '../core/errors.ts';
import { isBlank, isStorable, lengthOf } from '../core/text.ts';

/** Text of at most `max` code points, kept exactly as sent. */
export function text(max: number) {
  return z
    .string()
    .refine(isStorable, 'must not contain U+0000 or half of a surrogate pair')
    .refine((value) => value.length <= max || lengthOf(value) <= max, `must have at most ${max} characters`)
    .meta({ maxLength: max });
}

/** `text` that is more than white space. */
export function nonEmptyText(max: number) {
  return text(max).refine((value) => !isBlank(value), 'must not be empty');
}

/** An id of anything; whether it names something is found out later. */
export const idText = z
  .string()
  .min(1, 'must not be empty')
  .max(255, 'must have at most 255 characters')
  .refine(isStorable, 'must not contain U+0000');

function isStorableDeep(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorableDeep(inner));
}

/** A JSON object that belongs to the client: at most `maxBytes` of JSON, in whole KiB. */
export function metadataObject(maxBytes: number) {
  return z
    .record(z.string(), z.unknown())
    .refine(
      (value) => Buffer.byteLength(JSON.stringify(value)) <= maxBytes,
      `must be at most ${maxBytes / 1024} KiB of JSON`,
    )
    .refine(isStorableDeep, 'must not contain U+0000 or half of a surrogate pair');
}

/** The database knows no year 0, and from 10000 on the form is another. */
export function isStorableTime(iso: string): boolean {
  return /^(?!0000)\d{4}-/.test(iso);
}

/** A time of ISO 8601 with a zone; becomes ISO 8601 in UTC with milliseconds. */
export const time = z.iso
  .datetime({ offset: true, error: 'must be a time in ISO 8601, such as 2026-01-31T12:00:00Z' })
  .transform((value) => new Date(value).toISOString())
  .refine(isStorableTime, 'must be a time of the years 1 to 9999');

const atMost = z
  .string()
  .regex(/^\d+$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1, 'must be at least 1')
  .transform((value) => Math.min(value, 100));

/** `limit` of a list: a whole number from 1, lowered to 100. */
export function limit(fallback: number) {
  return atMost.default(fallback).meta({ type: 'integer', minimum: 1, maximum: 100, default: fallback });
}

/** Any text: one that no answer gave is an `invalid_cursor`, found out when it is read. */
export const cursor = z.string().optional().meta({ description: 'page.next of the answer before' });

/** Of a list that is short by nature, and comes whole where no limit is asked for. */
export const shortListQuery = z.object({
  cursor,
  limit: atMost.optional().meta({ type: 'integer', minimum: 1, maximum: 100 }),
});

/** A moment with its offset, with or without seconds; a moment of no zone; or a day (ISO 8601). */
export const dateOrTime = [
  z.iso.date(),
  z.iso.datetime({ offset: true }),
  z.iso.datetime({ offset: true, precision: -1 }),
  z.iso.datetime({ local: true }),
] as const;

/** A flag in a query: only `true` and `false` are known. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Parses outside input. @throws `validation_failed` with every offending field; `root` names the input as a whole. */
export function check<T extends z.ZodType>(schema: T, value: unknown, root: string): z.output<T> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap((issue) => {
    // Of what is not known each name is at fault, not the object that holds it.
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...issue.path, key].map(String).join('.'), message: 'is not known' }));
    }
    return [{ path: issue.path.map(String).join('.') || root, message: sentenceOf(issue) }];
  });
  const [first] = issues;
  const error = invalid(first?.path ?? root, first?.message ?? 'is not valid');
  return raise(error, issues);
}

function raise(error: ReturnType<typeof invalid>, issues: readonly { path: string; message: string }[]): never {
  throw Object.assign(error, { issues });
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined
      ? 'is required'
      : `must be ${issue.expected === 'record' ? 'an object' : `of type ${issue.expected}`}`;
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  return issue.message;
}
