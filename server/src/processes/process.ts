import cluster from 'node:cluster';
import type { Addresses } from '../listeners.ts';
import { type FromPrimary, FromWorker } from './messages.ts';

/** One process that serves, as the primary one sees it. */
export type Serving = {
  /** Its place among the others, from 1; who takes its place has the same. */
  readonly number: number;
  readonly pid: number;
  /** Resolves when it takes requests. @throws why it does not. */
  readonly ready: Promise<Addresses>;
  /** Resolves when it is gone, with what is to be said of its end. */
  readonly ended: Promise<string>;
  /** For how many milliseconds it has been there. */
  age(): number;
  tell(message: FromPrimary): void;
  /** Lets it drain and end; what takes too long is killed. */
  end(): Promise<void>;
};

/** Longer than a process takes to end by itself, whatever hangs. */
const END_MS = 7_500;

// Each process takes connections from the system by itself. If this one gave them out, the last one given to a process that dies
// would belong to nobody, and its client wait for an answer until it loses patience.
cluster.schedulingPolicy = cluster.SCHED_NONE;

/** Starts one. `hear` gets what it says beside how its start went. */
export function startProcess(
  number: number,
  databaseUrl: string,
  hear: (from: Serving, said: Extract<FromWorker, { kind: 'gather' | 'figures' }>) => void,
): Serving {
  const worker = cluster.fork();
  const ready = Promise.withResolvers<Addresses>();
  const ended = Promise.withResolvers<string>();
  const startedAt = performance.now();
  const tell = (message: FromPrimary) => {
    if (worker.isConnected()) worker.send(message, () => {});
  };
  const serving: Serving = {
    number,
    pid: worker.process.pid ?? -1,
    ready: ready.promise,
    ended: ended.promise,
    age: () => performance.now() - startedAt,
    tell,
    async end() {
      tell({ kind: 'stop' });
      const hard = setTimeout(() => worker.process.kill('SIGKILL'), END_MS);
      await ended.promise;
      clearTimeout(hard);
    },
  };
  worker.on('message', (message) => {
    const said = FromWorker.safeParse(message).data;
    if (said === undefined) return;
    if (said.kind === 'ready') ready.resolve(said.addresses);
    else if (said.kind === 'failed') ready.reject(new Error(said.sentence));
    else hear(serving, said);
  });
  worker.once('exit', (code, signal) => {
    const how = signal ? `by ${signal}` : `with ${code}`;
    ready.reject(new Error(`A process ended ${how} before it could serve.`));
    ended.resolve(how);
  });
  worker.on('error', () => {}); // what could not be said to one that ends
  ready.promise.catch(() => {});
  tell({ kind: 'start', number, databaseUrl });
  return serving;
}
