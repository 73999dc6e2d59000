import { parentPort } from 'node:worker_threads';
import { measureFile, sniffFile } from './probe.ts';
import type { Job, Outcome } from './protocol.ts';

/** Answers one question; a file that the parsers choke on is one of which nothing is known. */
async function answer({ task, path, mimeType }: Job): Promise<Outcome> {
  try {
    return task === 'sniff' ? { type: await sniffFile(path) } : { measures: await measureFile(path, mimeType) };
  } catch {
    return {};
  }
}

parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await answer(job)));
// The parsers are loaded: the clock of the first file starts now.
parentPort?.postMessage({} satisfies Outcome);
