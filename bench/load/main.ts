import { runHttp } from './http.ts';
import { runIdle } from './idle.ts';
import type { FromLoad, Job, LoadResult, Mark, ToLoad } from './job.ts';
import { runFanout, runOpen, runPairs } from './messages.ts';

/** The load as a process of its own: takes one job over IPC, tells its marks, answers with the result, and ends. */

let answered: () => void = () => {};

const send = process.send?.bind(process);

function tell(message: FromLoad, then: () => void = () => {}): void {
  send?.(message, undefined, {}, then);
}

function announce(mark: Mark): Promise<void> {
  tell({ type: 'mark', mark });
  return new Promise((resolve) => {
    answered = resolve;
  });
}

function leave(): void {
  process.disconnect?.();
}

function run(job: Job): Promise<LoadResult> {
  switch (job.kind) {
    case 'pairs':
      return runPairs(job, announce);
    case 'open':
      return runOpen(job, announce);
    case 'fanout':
      return runFanout(job, announce);
    case 'idle':
      return runIdle(job, announce);
    case 'http':
      return runHttp(job, announce);
  }
}

process.on('message', (message: ToLoad) => {
  if (message.type === 'go') return answered();
  run(message.job).then(
    (result) => tell({ type: 'result', result }, leave),
    (error: unknown) =>
      tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }, leave),
  );
});
