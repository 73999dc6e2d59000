import { parseArgs } from 'node:util';

/** What the demo is asked for: the story, how it is used, or a workspace to look around in, made from a number. */
export type Request = { readonly kind: 'story' | 'help' } | { readonly kind: 'seed'; readonly number: number };

const USUAL = 7;

/** What `--help` prints. */
export const USAGE = `npm run demo                               plays a story on the running server, or on one of its own
npm run demo -- --seed                     fills the running server with a workspace that looks lived in
npm run demo -- --seed --seed-number <n>   the same, made from another number than ${USUAL}

The running server is the one at PARLEY_URL, else the one on this machine's PORT (3007).`;

/** @throws with a sentence for arguments that the demo does not know. */
export function readArguments(args: readonly string[]): Request {
  const options = {
    seed: { type: 'boolean' },
    'seed-number': { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { seed, 'seed-number': number, help } = parse(() => parseArgs({ args: [...args], options }).values);
  if (help === true) return { kind: 'help' };
  if (number !== undefined && !/^\d{1,9}$/.test(number)) throw new Error('--seed-number must be a whole number.');
  if (number !== undefined && seed !== true) throw new Error('--seed-number goes with --seed.');
  return seed === true ? { kind: 'seed', number: number === undefined ? USUAL : Number(number) } : { kind: 'story' };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : error;
    throw new Error(`${reason}. The demo knows --seed, with it --seed-number <n>, and --help.`);
  }
}
