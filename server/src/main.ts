import { type App, createApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { withTokenKey } from './secret.ts';
import { type Database, explainFailure, openDatabase } from './startup.ts';

const longestDrainMs = 7_000; // with PostgreSQL's own end this stays below 10 s

let config: Config | null = null;
let database: Database | null = null;
try {
  const stopSignal = nextStopSignal();
  config = await withTokenKey(loadConfig(process.env, process.cwd()));
  for (const notice of config.notices) console.warn(notice);
  database = await openDatabase(config);
  const app = await createApp(config, { databaseUrl: database.url });
  const addresses = await app.listen();
  greet(addresses, config, database);
  await stopSignal;
  await drain(app);
  await database.embedded?.stop();
  process.exit(0);
} catch (error) {
  console.error(explainFailure(error, config));
  await database?.embedded?.stop();
  process.exit(1);
}

/** Resolves at the first SIGTERM or SIGINT, also one that comes while the server starts; later ones have no effect. */
function nextStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
  });
}

/** Lets what is in flight end. What is not done in time is cut: nothing of it was acknowledged. */
async function drain(app: App): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, longestDrainMs).unref());
  await Promise.race([app.close(), late]);
}

function greet(
  { url, own }: Awaited<ReturnType<App['listen']>>,
  { dataDir, nodeEnv, auth }: Config,
  { embedded }: Database,
): void {
  const folder = embedded === null || embedded.folder.startsWith(dataDir) ? '' : ` and ${embedded.folder}`;
  console.log(`Parley listens on ${url} (${nodeEnv}).`);
  console.log(`  Docs    ${url}/docs`);
  for (const [name, address] of Object.entries(own)) console.log(`  ${name.padEnd(7)} ${address}`);
  console.log(`  Data    ${dataDir}${folder}${embedded === null ? ', and the database of DATABASE_URL' : ''}`);
  if (nodeEnv === 'development' && auth.jwtSecret !== null)
    console.log('  Token   npm run token -- --sub u1 --name Ann');
  console.log('  Stop    Ctrl+C');
}
