import { type EmbeddedPostgres, startEmbeddedPostgres } from './adapters/postgres/embedded/index.ts';
import type { Config } from './config.ts';

/** The database that a command works on: the configured one, or the embedded one, running. */
export type Database = { readonly url: string; readonly embedded: EmbeddedPostgres | null };

/** Starts the embedded PostgreSQL where no other is configured. What it has to say goes to stderr. */
export async function openDatabase(config: Config): Promise<Database> {
  if (config.database.url !== null) return { url: config.database.url, embedded: null };
  const log = (text: string): void => console.error(text);
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log,
    ...(config.processes > 1 && { settings: { max_connections: connectionsOf(config) } }),
  });
  return { url: embedded.url, embedded };
}

/** The connections that all processes may have, with one more while they are replaced. */
function connectionsOf({ processes, database }: Config): number {
  return Math.max(100, (processes + 1) * (database.poolSize + OUTSIDE_POOL) + SPARE);
}

/** Connections of a process beside its pool: the writer, jobs, outlets, listeners. */
const OUTSIDE_POOL = 12;
const SPARE = 20;

const networkFaults = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);
const databaseFaults = /^(28|3D|08|57P03|53300)/; // SQLSTATE: identity, database name, connection, starting, full

/** One sentence on why a start failed, which names the variable where one is at fault. Without a stack. */
export function explainFailure(error: unknown, config: Config | null): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // One of several processes does not bind to its port itself.
  if (config !== null && 'syscall' in error && (error.syscall === 'listen' || error.syscall === 'bind')) {
    const port = 'port' in error && typeof error.port === 'number' ? error.port : config.port;
    return explainListening(code, config, port);
  }
  const message = error.message || code || error.name; // an AggregateError of several addresses has none of its own
  if (config === null || config.database.url === null) return message;
  if (networkFaults.has(code) || databaseFaults.test(code) || code === 'ENOENT' || /timeout/i.test(message)) {
    return `DATABASE_URL: the database cannot be used (${message}).`;
  }
  return message;
}

function explainListening(code: string, { host, port: main, contractPorts }: Config, port: number): string {
  const contract = port === main ? undefined : Object.entries(contractPorts).find(([, own]) => own === port)?.[0];
  if (contract !== undefined)
    return `CONTRACT_PORTS gives ${contract} port ${port}, which cannot be listened on (${code}): stop what uses it, or give another.`;
  if (code === 'EADDRINUSE')
    return `PORT ${port} on ${host} is in use by another program: stop it, or set another PORT.`;
  if (code === 'EACCES') return `PORT ${port} may not be opened by this user: set a PORT above 1023.`;
  return `HOST ${host} cannot be listened on (${code}): set HOST to an address of this machine.`;
}
