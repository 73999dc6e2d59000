/**
 * The embedded PostgreSQL as a process of its own, so that it can be killed apart from the server:
 * `node database.ts <folder>`, started with an IPC channel. Sends `{ url }` once it takes connections, answers every
 * message `pid` with `{ pid }`, and stops PostgreSQL at SIGTERM or when its parent goes.
 */
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/index.ts';

const dataDir = process.argv[2];
if (dataDir === undefined || process.send === undefined) throw new Error('usage: fork database.ts with a folder');

const database = await startEmbeddedPostgres({
  dataDir,
  log: (text) => void process.stderr.write(`${text}\n`),
});

process.on('message', (message) => {
  if (message === 'pid') process.send?.({ pid: database.pid() });
});
const stop = (): void => {
  database.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on('SIGTERM', stop);
process.send({ url: database.url });
