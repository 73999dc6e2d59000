import { startEmbeddedPostgres } from '../../../server/src/adapters/postgres/embedded/index.ts';

/**
 * Parley's embedded PostgreSQL with its default, durable settings as a process of its own, so that it can have a
 * core of its own: PostgreSQL inherits the core from who starts it. Tells its URL over IPC and runs until SIGTERM.
 */
const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('usage: database.ts DATA_DIR');
const postgres = await startEmbeddedPostgres({ dataDir, log: console.error });
process.send?.({ url: postgres.url });

const stop = () => {
  void postgres.stop().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('disconnect', stop);
