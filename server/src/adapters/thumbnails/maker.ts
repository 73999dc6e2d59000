import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Thumbnails } from '../../core/files/thumbnails.ts';
import type { Job } from './protocol.ts';

/** The worker has the extension of this file, whether it runs as written or compiled. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** Long enough for a busy machine to load the library. */
const START_MS = 20_000;
/** Where so many wait already, a picture goes without. */
const MOST_WAITING = 50;
/** More is no small picture. */
const MOST_BYTES = 512 * 1024;
/** Messages go before pictures. */
const NICENESS = 10;

/**
 * Makes pictures small in a process of its own, one at a time, which is begun at the first picture and ended when there were none for
 * `idleMs`. Decoders are not written in a language that keeps them from doing harm, so they share no memory with the server: what one of
 * them does costs that process its life, and so does a picture that takes longer than `timeoutMs`. Such a picture has no thumbnail, nor
 * has one that would have to wait for longer than `patienceMs`.
 */
export function createThumbnails({
  timeoutMs = 5_000,
  patienceMs = 10_000,
  idleMs = 60_000,
  workerUrl = WORKER,
} = {}): Thumbnails {
  let worker: ChildProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let idle: NodeJS.Timeout | undefined;
  let closed = false;

  /** What the worker says next; nothing when it ends or says nothing in time, which is its end. */
  function hear(from: ChildProcess, withinMs: number): Promise<Uint8Array | null> {
    return new Promise((resolve) => {
      const finish = (picture: Uint8Array | null) => {
        clearTimeout(timer);
        from.off('message', take).off('exit', die);
        resolve(picture);
      };
      const take = (outcome: unknown) => finish(pictureIn(outcome));
      const die = () => {
        end(from);
        finish(null);
      };
      const timer = setTimeout(die, withinMs);
      from.on('message', take).on('exit', die);
    });
  }

  function end(which: ChildProcess): void {
    if (worker === which) worker = null;
    which.kill('SIGKILL');
  }

  async function start(): Promise<ChildProcess> {
    const started = fork(fileURLToPath(workerUrl), [], {
      env: {}, // none of the server's secrets
      execArgv: ['--max-old-space-size=64'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // Without a listener a process that cannot be started would be an error of this one.
    started.on('error', () => end(started));
    started.on('exit', () => {
      if (worker === started) worker = null;
    });
    worker = started;
    await hear(started, START_MS);
    if (started.pid !== undefined && started.connected) lower(started.pid);
    return started;
  }

  async function ask(job: Job, until: number): Promise<Uint8Array | null> {
    if (closed || performance.now() > until) return null;
    clearTimeout(idle);
    const asked = worker ?? (await start());
    if (!asked.connected) return null;
    ref(asked);
    const answer = hear(asked, timeoutMs);
    asked.send(job satisfies Job, () => {});
    const picture = await answer;
    unref(asked);
    idle = setTimeout(() => worker && end(worker), idleMs).unref();
    return picture;
  }

  return {
    async make(path, mimeType) {
      if (waiting >= MOST_WAITING) return null;
      waiting += 1;
      const until = performance.now() + patienceMs;
      const picture = last.then(() => ask({ path, mimeType }, until));
      last = picture.catch(() => {});
      return picture.finally(() => {
        waiting -= 1;
      });
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      await last;
      if (worker) end(worker);
    },
  };
}

/** A process that a file may have taken over is not believed more than its file. */
function pictureIn(outcome: unknown): Uint8Array | null {
  const picture = typeof outcome === 'object' && outcome !== null && 'picture' in outcome ? outcome.picture : null;
  return picture instanceof Uint8Array && picture.length > 0 && picture.length <= MOST_BYTES ? picture : null;
}

function ref(worker: ChildProcess): void {
  worker.ref();
  worker.channel?.ref();
}

/** The server may end while the worker waits for more. */
function unref(worker: ChildProcess): void {
  worker.unref();
  worker.channel?.unref();
}

function lower(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It ended meanwhile, or the system does not allow it: it works all the same.
  }
}
