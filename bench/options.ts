import { parseArgs } from 'node:util';

/** The scenarios in the order in which they run. */
export const scenarioNames = ['pairs', 'open', 'fanout', 'idle', 'http', 'history', 'groups', 'connections'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export type Options = {
  readonly rounds: number;
  readonly only: readonly ScenarioName[];
  /** Length of a measured window in seconds; null leaves each scenario its own. */
  readonly seconds: number | null;
  readonly quick: boolean;
  readonly profile: boolean;
  /** A PostgreSQL that runs already, as a URL whose user may create databases; null starts the embedded one. */
  readonly database: string | null;
};

export const usage = `Usage: npm run bench -- [options]
  --rounds N       rounds, each with every target once (5)
  --only NAME      only these scenarios, comma separated: ${scenarioNames.join(', ')}
  --seconds N      length of every measured window
  --quick          one round of short windows: shows that all runs, its figures mean little
  --profile        writes V8 CPU profiles of Parley's server (see bench/profile.ts)
  --database URL   uses this PostgreSQL in place of the embedded one`;

/** Reads the command line. Throws an Error with one sentence for the user when an option is wrong. */
export function parseOptions(argv: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      database: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const names = (values.only ?? []).flatMap((list) => list.split(','));
  return {
    rounds: positive('rounds', values.rounds) ?? (values.quick ? 1 : 5),
    only: names.length === 0 ? scenarioNames : names.map(scenarioName),
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

function scenarioName(text: string): ScenarioName {
  const found = scenarioNames.find((name) => name === text.trim());
  if (found === undefined) throw new Error(`--only knows ${scenarioNames.join(', ')}, not "${text}"`);
  return found;
}
