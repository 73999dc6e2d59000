import { spawn } from 'node:child_process';
import path from 'node:path';
import type { FromLoad, Job, LoadResult, Mark, ToLoad } from './load/job.ts';
import { type CpuReading, onCore, readCpu } from './machine.ts';
import type { Stage } from './stage.ts';
import type { Server } from './targets/server.ts';

/** What a load saw, together with what it cost the other side. */
export type Measured = LoadResult & {
  /** CPU time in ms of the server with its helpers, and of PostgreSQL, inside the window. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  /** Cores that processes outside this benchmark used inside the window. */
  readonly neighbours: number;
};

const loadScript = path.join(import.meta.dirname, 'load/main.ts');

/**
 * Runs a job against a server and reads CPU times at both ends of its window. `onMark` runs at each end as well,
 * after the reading. Throws when the load fails.
 */
export async function measure(
  stage: Stage,
  server: Server,
  job: Job,
  onMark: (mark: Mark) => Promise<void> = async () => {},
): Promise<Measured> {
  await stage.postgres.settle();
  const [program, args] = onCore(stage.cores?.load ?? null, [process.execPath, loadScript]);
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const say = (message: ToLoad) => child.send(message);
  const readings = new Map<Mark, CpuReading>();
  const read = () => readCpu([stage.postgres.pid, process.pid, server.pid, ...server.helpers]);
  try {
    const result = await new Promise<LoadResult>((resolve, reject) => {
      child.on('message', (message: FromLoad) => {
        if (message.type === 'result') resolve(message.result);
        else if (message.type === 'failed') reject(new Error(message.message));
        else {
          readings.set(message.mark, read());
          onMark(message.mark).then(() => say({ type: 'go' }), reject);
        }
      });
      child.on('exit', (code) => reject(new Error(`the load ended with ${code}`)));
      say({ type: 'job', job });
    });
    return { ...result, ...spent(readings.get('begin'), readings.get('end')) };
  } finally {
    child.kill();
  }
}

function spent(begin: CpuReading | undefined, end: CpuReading | undefined) {
  if (begin === undefined || end === undefined) throw new Error('a load announces both ends of its window');
  const [databaseCpu = 0, , ...parts] = end.trees.map((value, at) => value - (begin.trees[at] ?? 0));
  const serverCpu = parts.reduce((sum, part) => sum + part, 0);
  const others = end.machine - begin.machine - (end.together - begin.together);
  const neighbours = Math.max(0, others) / (end.at - begin.at);
  return { serverCpu, databaseCpu, neighbours };
}
