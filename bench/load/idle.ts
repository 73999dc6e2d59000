import { setTimeout as sleep } from 'node:timers/promises';
import { openAll, socketIo } from './connection.ts';
import { type Job, type LoadResult, noFaults } from './job.ts';
import type { Announce } from './window.ts';

const settleSeconds = 3;

/** Connects a base, so that the server has run all its code once, and then the rest; nobody says anything. */
export async function runIdle(job: Extract<Job, { kind: 'idle' }>, announce: Announce): Promise<LoadResult> {
  const started = performance.now();
  let ended = 0;
  const join = async (tokens: readonly string[]) => {
    const connections = await openAll(
      job.port,
      tokens.map((token) => socketIo(token)),
    );
    for (const connection of connections) connection.onEnd = () => (ended += 1);
    await sleep(settleSeconds * 1000);
    return connections;
  };
  const base = await join(job.roster.tokens.slice(0, job.base));
  await announce('begin');
  const rest = await join(job.roster.tokens.slice(job.base));
  await announce('end');
  const lost = ended;
  for (const connection of [...base, ...rest]) connection.close();
  return {
    completed: rest.length,
    deliveries: 0,
    seconds: (performance.now() - started) / 1000,
    p50: null,
    p99: null,
    acked: 0,
    ownShare: 0,
    faults: { ...noFaults, missing: lost },
    firstError: lost === 0 ? null : `the server ended ${lost} idle connections`,
  };
}
