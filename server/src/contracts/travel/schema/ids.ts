import { z } from 'zod';
import { idText } from '../../../wire/schema.ts';

/** An id of anything, as a number or a text: 7 and "7" name the same. Becomes the core's text. */
export const anyId = z
  .union([idText, z.int('must be an id').min(0, 'must be an id')], { error: idProblem })
  .transform(String)
  .meta({ examples: [7] });

/** An id as it is shown: a number where it is one. */
export const shownId = z.union([z.int(), z.string()]).meta({ id: 'Id' });

function idProblem({ input }: { readonly input?: unknown }): string {
  return input === undefined ? 'is required' : 'must be an id: a whole number, or a text of 1 to 255 characters';
}

/**
 * The payload of an event that may be a bare id or an object with that id under `key`, as the object. Nothing at all is the
 * empty object; what is neither stays as it is, for a schema to refuse.
 */
export function spelledOut(payload: unknown, key: string): unknown {
  if (payload === undefined || payload === null) return {};
  return typeof payload === 'object' ? payload : { [key]: payload };
}
