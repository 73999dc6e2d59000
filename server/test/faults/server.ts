/**
 * The server under test where it has to be prepared: `node server.ts [--failpoint P2 --pass 20] [--mutant NAME]`. Reads
 * the environment as the program does, kills itself at the given passing of a failpoint, and runs as a mutant where
 * one is named.
 */
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { mutantNamed } from './mutants.ts';
import { patcher } from './patcher.ts';

const { values } = parseArgs({
  options: { mutant: { type: 'string' }, failpoint: { type: 'string' }, pass: { type: 'string', default: '1' } },
});
const mutant = values.mutant === undefined ? undefined : mutantNamed(values.mutant);
const patching = patcher(mutant?.patches ?? []);
registerHooks({ load: patching.load });

// Imported here and not above, so that the hook sees it.
const { loadConfig } = await import('../../src/config.ts');
const { createApp } = await import('../../src/app.ts');

const config = loadConfig({ ...process.env, ...mutant?.environment }, process.cwd());
const databaseUrl = config.database.url;
if (databaseUrl === null) throw new Error('DATABASE_URL must be set');

let passes = 0;
const hit = (point: string): void => {
  if (point !== values.failpoint) return;
  passes += 1;
  if (passes < Number(values.pass)) return;
  writeSync(1, `HIT ${point}\n`);
  process.kill(process.pid, 'SIGKILL');
};

await execute(databaseUrl, mutant?.before ?? []);
const app = await createApp(config, {
  databaseUrl,
  ...(values.failpoint === undefined ? {} : { failpoints: { hit } }),
});
// Contracts, and what only they import, are loaded with the app.
patching.assertAllApplied();
await execute(databaseUrl, mutant?.after ?? []);
const { url } = await app.listen();
process.send?.(url);
process.on('SIGTERM', () => {
  app.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

async function execute(url: string, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
