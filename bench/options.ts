import { parseArgs } from 'node:util';
import { type TargetName, targetNames } from './targets/target.ts';

/** The scenarios in the order in which they run. */
export const scenarioNames = [
  'pairs',
  'open',
  'fanout',
  'idle',
  'http',
  'history',
  'groups',
  'connections',
  'comments',
  'tickets',
  'contracts',
  'mixed',
  'processes',
  'outlet',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export type Options = {
  readonly rounds: number;
  readonly only: readonly ScenarioName[];
  readonly targets: readonly TargetName[];
  /** Length of a measured window in seconds; null leaves each scenario its own. */
  readonly seconds: number | null;
  readonly quick: boolean;
  readonly profile: boolean;
  /** A PostgreSQL that runs already, as a URL with a superuser's name; null starts the embedded one. */
  readonly database: string | null;
};

export const usage = `Usage: npm run bench -- [options]
  --rounds N       rounds, each with every target once (5)
  --only NAME      only these scenarios, comma separated: ${scenarioNames.join(', ')}
  --targets NAME   only these targets, comma separated: ${targetNames.join(', ')}
  --seconds N      length of every measured window
  --quick          one round of short windows: shows that all runs, its figures mean little
  --profile        writes V8 CPU profiles of Parley's server (see bench/profile.ts)
  --database URL   uses this PostgreSQL, as a superuser of it, in place of the embedded one`;

/** Reads the command line. Throws an Error with one sentence for the user when an option is wrong. */
export function parseOptions(argv: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true },
      targets: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      database: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    rounds: positive('rounds', values.rounds) ?? (values.quick ? 1 : 5),
    only: chosen('only', values.only, scenarioNames),
    targets: chosen('targets', values.targets, targetNames),
    seconds: positive('seconds', values.seconds) ?? (values.quick ? 1 : null),
    quick: values.quick,
    profile: values.profile,
    database: values.database ?? null,
  };
}

function positive(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number of at least 1`);
  return value;
}

function chosen<Name extends string>(
  option: string,
  lists: readonly string[] | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (lists === undefined) return known;
  return lists
    .join(',')
    .split(',')
    .map((text) => {
      const found = known.find((name) => name === text.trim());
      if (found === undefined) throw new Error(`--${option} knows ${known.join(', ')}, not "${text}"`);
      return found;
    });
}
