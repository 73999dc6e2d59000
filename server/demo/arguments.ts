import { parseArgs } from 'node:util';

/** What the demo is asked for: the story, or a workspace to look around in, made from a number. */
export type Request = { readonly kind: 'story' } | { readonly kind: 'seed'; readonly number: number };

const USUAL = 7;

/** @throws with a sentence for arguments that the demo does not know. */
export function readArguments(args: readonly string[]): Request {
  const options = { seed: { type: 'boolean' }, 'seed-number': { type: 'string' } } as const;
  const { seed, 'seed-number': number } = parse(() => parseArgs({ args: [...args], options }).values);
  if (number !== undefined && !/^\d{1,9}$/.test(number)) throw new Error('--seed-number must be a whole number.');
  if (number !== undefined && seed !== true) throw new Error('--seed-number goes with --seed.');
  return seed === true ? { kind: 'seed', number: number === undefined ? USUAL : Number(number) } : { kind: 'story' };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : error;
    throw new Error(`${reason}. The demo knows --seed, and with it --seed-number <n>.`);
  }
}
