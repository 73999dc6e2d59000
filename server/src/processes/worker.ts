import cluster from 'node:cluster';
import type { ProcessFigures, Siblings } from '../adapters/telemetry/siblings.ts';
import type { Addresses } from '../listeners.ts';
import { FromPrimary, type FromWorker } from './messages.ts';

/** The primary process, as one sees it that serves. */
export type Primary = {
  /** The database that it opened. */
  readonly databaseUrl: string;
  /** Resolves when this process is to drain and end. */
  readonly stop: Promise<void>;
  /** The figures of all processes of this machine. */
  readonly siblings: Siblings;
  ready(addresses: Addresses): void;
  /** Resolves when it was told. */
  failed(sentence: string): Promise<void>;
};

/** Waits for the primary process to say what is to be done; null in a process that has none. */
export async function meetPrimary(): Promise<Primary | null> {
  if (!cluster.isWorker) return null;
  const begun = Promise.withResolvers<Extract<FromPrimary, { kind: 'start' }>>();
  const stop = Promise.withResolvers<void>();
  const gathering = new Map<number, (parts: readonly ProcessFigures[]) => void>();
  let readOwn: () => Promise<string> = async () => '';
  let asked = 0;

  process.on('message', (message) => {
    const said = FromPrimary.safeParse(message).data;
    if (said === undefined) return;
    if (said.kind === 'start') begun.resolve(said);
    else if (said.kind === 'stop') stop.resolve();
    else if (said.kind === 'gathered') {
      gathering.get(said.id)?.(said.parts);
      gathering.delete(said.id);
    } else {
      const { id } = said;
      void readOwn().then((text) => tell({ kind: 'figures', id, text }));
    }
  });
  // A terminal and a service manager signal all processes. What the primary one makes of it, it says; SIGTERM is the same to all.
  process.on('SIGTERM', () => stop.resolve());
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});

  const { databaseUrl } = await begun.promise;
  return {
    databaseUrl,
    stop: stop.promise,
    siblings: {
      offer(read) {
        readOwn = read;
      },
      gather: () =>
        new Promise((resolve) => {
          asked += 1;
          gathering.set(asked, resolve);
          tell({ kind: 'gather', id: asked });
        }),
    },
    ready: ({ url, port, own }) => tell({ kind: 'ready', addresses: { url, port, own: { ...own } } }),
    failed: (sentence) => new Promise((resolve) => tell({ kind: 'failed', sentence }, resolve)),
  };
}

function tell(message: FromWorker, done: () => void = () => {}): void {
  if (process.connected) process.send?.(message, done);
  else done();
}
