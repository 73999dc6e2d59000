import { Worker } from 'node:worker_threads';
import { type MediaInspector, NO_MEASURES } from '../../core/files/media.ts';
import type { Job, Outcome } from './protocol.ts';

/** The worker has the extension of this file, whether it runs as written or compiled. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
const LIMITS = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8 };

/** Long enough for a busy machine to load the parsers. */
const START_MS = 20_000;

/**
 * Parses strangers' files in a worker thread, one at a time, that is made at the first file. A file that takes longer than
 * `timeoutMs`, or more memory than the worker has, costs the worker its life and counts as unknown; the next file gets a new one.
 */
export function createMediaInspector({ timeoutMs = 2_000, workerUrl = WORKER } = {}): MediaInspector {
  let worker: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** The next thing that the worker says; an empty outcome when it dies or says nothing in time, which is its end. */
  function hear(from: Worker, withinMs: number): Promise<Outcome> {
    return new Promise((resolve) => {
      const finish = (outcome: Outcome) => {
        clearTimeout(timer);
        from.off('message', finish).off('exit', die);
        resolve(outcome);
      };
      const die = () => {
        if (worker === from) worker = null;
        void from.terminate();
        finish({});
      };
      const timer = setTimeout(die, withinMs);
      from.on('message', finish).on('exit', die);
    });
  }

  async function start(): Promise<Worker> {
    const started = new Worker(workerUrl, { resourceLimits: LIMITS, execArgv: [] });
    started.unref();
    // Without a listener an error in the worker would be one of the whole process.
    started.on('error', () => {});
    started.on('exit', () => {
      if (worker === started) worker = null;
    });
    worker = started;
    await hear(started, START_MS);
    return started;
  }

  async function ask(job: Job): Promise<Outcome> {
    if (closed) return {};
    const asked = worker ?? (await start());
    asked.postMessage(job);
    return hear(asked, timeoutMs);
  }

  function enqueue(job: Job): Promise<Outcome> {
    const outcome = last.then(() => ask(job));
    last = outcome.catch(() => {});
    return outcome;
  }

  return {
    async sniff(path) {
      return (await enqueue({ task: 'sniff', path, mimeType: '' })).type ?? null;
    },
    async measure(path, mimeType) {
      if (!/^(image|audio|video)\//.test(mimeType)) return NO_MEASURES;
      return (await enqueue({ task: 'measure', path, mimeType })).measures ?? NO_MEASURES;
    },
    async close() {
      closed = true;
      await last;
      await worker?.terminate();
      worker = null;
    },
  };
}
