/**
 * The server under test where it has to be prepared: `node server.ts [--failpoint P2 --pass 20] [--mutant NAME]`. Reads
 * the environment as the program does, kills itself at the given passing of a failpoint, and runs with the source of
 * a mutant where one is named.
 */
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';
import { mutantNamed } from './mutants.ts';
import { patcher } from './patcher.ts';

const { values } = parseArgs({
  options: { mutant: { type: 'string' }, failpoint: { type: 'string' }, pass: { type: 'string', default: '1' } },
});

const patches = values.mutant === undefined ? [] : mutantNamed(values.mutant).patches;
const patching = patcher(patches);
registerHooks({ load: patching.load });

// Imported here and not above, so that the hook sees it.
const { loadConfig } = await import('../../src/config.ts');
const { createApp } = await import('../../src/app.ts');
patching.assertAllApplied();

let passes = 0;
const hit = (point: string): void => {
  if (point !== values.failpoint) return;
  passes += 1;
  if (passes < Number(values.pass)) return;
  writeSync(1, `HIT ${point}\n`);
  process.kill(process.pid, 'SIGKILL');
};

const config = loadConfig(process.env, process.cwd());
const databaseUrl = config.database.url;
if (databaseUrl === null) throw new Error('DATABASE_URL must be set');
const app = await createApp(config, {
  databaseUrl,
  ...(values.failpoint === undefined ? {} : { failpoints: { hit } }),
});
await app.listen();
process.on('SIGTERM', () => {
  app.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
