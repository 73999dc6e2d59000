import { parseArgs } from 'node:util';
import { migrate } from './adapters/postgres/migrate.ts';
import { signToken } from './adapters/tokens/sign.ts';
import { type Config, loadConfig } from './config.ts';
import { withTokenKey } from './secret.ts';
import { explainFailure, openDatabase } from './startup.ts';

const usage = `Usage:
  npm run token -- --sub u1 [--name Ann] [--role user|agent|admin] [--email ann@example.org]
                   [--user-type patient|doctor] [--expires 24h]
      Prints a token signed with JWT_SECRET, or with the development secret in DATA_DIR.
  npm run migrate
      Brings the database to the present schema. A server does so itself when it starts.`;

/** The command line itself is wrong: the usage is shown with the sentence. */
class UsageError extends Error {}

let config: Config | null = null;
try {
  const [command, ...args] = process.argv.slice(2);
  const chosen = command === 'token' ? printToken : command === 'migrate' ? printMigrations : null;
  if (chosen === null)
    throw new UsageError(command === undefined ? 'A command is missing.' : `Unknown command ${command}.`);
  config = loadConfig(process.env, process.cwd());
  await chosen(config, args);
} catch (error) {
  console.error(explainFailure(error, config));
  if (error instanceof UsageError) console.error(usage);
  process.exitCode = 1;
}

async function printToken(config: Config, args: string[]): Promise<void> {
  const { expires, ...claims } = tokenOptions(args);
  const { auth } = await withTokenKey(config);
  if (auth.jwtSecret === null) {
    throw new Error('JWT_SECRET must be set to make tokens here: JWT_PUBLIC_KEY and JWKS_URL can only check them.');
  }
  console.log(await signToken({ ...auth, tokenTtl: expires ?? auth.tokenTtl }, claims));
}

type TokenOptions = { sub: string; expires?: string; name?: string; role?: string; email?: string; userType?: string };

function tokenOptions(args: string[]): TokenOptions {
  const { 'user-type': userType, sub, ...rest } = parse(args);
  if (!sub) throw new UsageError('--sub (the id of the user) is missing.');
  if (rest.expires !== undefined && !/^[1-9]\d{0,8}[smhdw]$/.test(rest.expires)) {
    throw new UsageError('--expires must be a duration like 45m, 24h or 7d.');
  }
  return userType === undefined ? { ...rest, sub } : { ...rest, sub, userType };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const options = { sub: text, name: text, role: text, email: text, 'user-type': text, expires: text };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function printMigrations(config: Config): Promise<void> {
  const database = await openDatabase(config);
  try {
    const applied = await migrate(database.url);
    console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}.`);
  } finally {
    await database.embedded?.stop();
  }
}
