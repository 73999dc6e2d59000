import { createApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import type { Addresses } from './listeners.ts';
import { createProcesses } from './processes/primary.ts';
import { meetPrimary, type Primary } from './processes/worker.ts';
import { withTokenKey } from './secret.ts';
import { type Database, explainFailure, openDatabase } from './startup.ts';

const longestDrainMs = 7_000; // with PostgreSQL's own end this stays below 10 s
const longestEndOfAllMs = 8_000;

/** What takes requests: this process, or those that it starts. */
type Server = { listen(): Promise<Addresses>; close(): Promise<void> };

let config: Config | null = null;
let database: Database | null = null;
let primary: Primary | null = null;
try {
  primary = await meetPrimary();
  const stopSignal = primary?.stop ?? nextStopSignal();
  config = await withTokenKey(loadConfig(process.env, process.cwd()));
  if (primary) {
    database = { url: primary.databaseUrl, embedded: null };
    const app = await createApp(config, { databaseUrl: database.url, siblings: primary.siblings });
    primary.ready(await app.listen());
    await stopSignal;
    await drain(app, longestDrainMs);
  } else {
    for (const notice of config.notices) console.warn(notice);
    database = await openDatabase(config);
    const several = config.processes > 1;
    const server = several
      ? openProcesses(config.processes, database)
      : await createApp(config, { databaseUrl: database.url });
    const started = server.listen();
    // What does not even serve yet, in other processes, need not be waited for.
    const addresses = await (several ? Promise.race([started, stopSignal]) : started);
    if (addresses) greet(addresses, config, database);
    await stopSignal;
    await drain(server, several ? longestEndOfAllMs : longestDrainMs);
    await database.embedded?.stop();
  }
  process.exit(0);
} catch (error) {
  const sentence = explainFailure(error, config);
  if (primary) await primary.failed(sentence);
  else console.error(sentence);
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

/** The processes that serve; each SIGHUP replaces them one by one. */
function openProcesses(count: number, { url }: Database): Server {
  const processes = createProcesses(count, url, { say: console.log, complain: console.error });
  process.on('SIGHUP', () => void processes.restart());
  return processes;
}

/** Lets what is in flight end. What is not done in time is cut: nothing of it was acknowledged. */
async function drain(server: Server, longestMs: number): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, longestMs).unref());
  await Promise.race([server.close(), late]);
}

function greet({ url, own }: Addresses, { dataDir, nodeEnv, auth, processes }: Config, { embedded }: Database): void {
  const folder = embedded === null || embedded.folder.startsWith(dataDir) ? '' : ` and ${embedded.folder}`;
  console.log(`Parley listens on ${url} (${nodeEnv}).`);
  console.log(`  Docs    ${url}/docs`);
  for (const [name, address] of Object.entries(own)) console.log(`  ${name.padEnd(7)} ${address}`);
  console.log(`  Data    ${dataDir}${folder}${embedded === null ? ', and the database of DATABASE_URL' : ''}`);
  if (nodeEnv === 'development' && auth.jwtSecret !== null)
    console.log('  Token   npm run token -- --sub u1 --name Ann');
  if (processes > 1) console.log(`  Serving ${processes} processes; kill -HUP ${process.pid} replaces them one by one`);
  console.log('  Stop    Ctrl+C');
}
