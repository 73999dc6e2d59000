import { Logger, type Runner, run, runMigrations, type TaskList } from 'graphile-worker';
import type { Pool } from 'pg';
import type { OutsideHandlers } from '../../core/notifications/jobs.ts';
import { createPool } from '../postgres/pool.ts';
import { payloadSchemas } from './payloads.ts';

export type JobWorkerOptions = {
  readonly url: string;
  readonly handlers: OutsideHandlers;
  /** Hears of jobs and connections that failed; what failed is tried again. */
  readonly onFault: (error: unknown) => void;
};

const CONCURRENCY = 2;
/** One more connection listens for new jobs. */
const CONNECTIONS = 4;
/** Milliseconds between two looks for jobs whose time has come; of new ones the database tells at once. */
const POLL = 2_000;
/** Milliseconds after which stopping waits no longer for what is under way. */
const PATIENCE = 4_000;
/**
 * Batches of one: only they catch the failure to put down that a job is done. Without them a database that goes away just
 * then is a rejection that nobody handles, which would end the process.
 */
const UNBROKEN = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };
const RECLAIM_EVERY = 60_000;
/** No job takes so long: its process has died. Handlers end far sooner, by their timeouts. */
const RECLAIM = `
  SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker.jobs
  WHERE locked_at < now() - interval '5 minutes' HAVING count(*) > 0`;

/** Tells what went wrong, and keeps everything else to itself. */
function faultLogger(onFault: (error: unknown) => void): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === 'error')
      onFault(meta && 'error' in meta && meta.error instanceof Error ? meta.error : new Error(message));
  });
}

/** Brings the tables of jobs up to date. The caller holds the lock under which one process at a time migrates. */
export async function migrateJobs(url: string): Promise<void> {
  const pool = createPool(url, 1);
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
  } finally {
    await pool.end();
  }
}

/**
 * Works off jobs in this process, a few at a time, each until its handler settles; one that rejects is tried again with
 * growing pauses. Resolves when it works. @returns the function that ends it: what is under way gets a few seconds.
 */
export async function startJobWorker({ url, handlers, onFault }: JobWorkerOptions): Promise<() => Promise<void>> {
  const pool = createPool(url, CONNECTIONS);
  const begin = () =>
    run({
      pgPool: pool,
      concurrency: CONCURRENCY,
      pollInterval: POLL,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: PATIENCE,
      parsedCronItems: [],
      logger: faultLogger(onFault),
      preset: UNBROKEN,
      taskList: tasksOf(handlers),
    });
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let runner: Runner | null = await begin();
  watch(runner);

  /** A runner gives up when the database goes away in the middle of a job: another takes its place. */
  function watch(current: Runner): void {
    current.promise.catch(onFault).finally(() => {
      if (runner === current) runner = null;
      if (!stopped) timer = setTimeout(restart, POLL).unref();
    });
  }
  function restart(): void {
    begin().then(
      (next) => {
        runner = next;
        watch(next);
        if (stopped) next.stop().catch(onFault);
      },
      (error: unknown) => {
        onFault(error);
        if (!stopped) timer = setTimeout(restart, POLL).unref();
      },
    );
  }
  const stopReclaiming = startReclaiming(pool, onFault);
  return async () => {
    stopped = true;
    stopReclaiming();
    if (timer) clearTimeout(timer);
    const late = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE).unref());
    await Promise.race([runner?.stop().catch(onFault), late]);
    await Promise.race([pool.end(), late]);
  };
}

function tasksOf(handlers: OutsideHandlers): TaskList {
  return {
    'notice-email': (payload) => handlers['notice-email'](payloadSchemas.notice.parse(payload)),
    'notice-sms': (payload) => handlers['notice-sms'](payloadSchemas.notice.parse(payload)),
    'notice-push': (payload) => handlers['notice-push'](payloadSchemas.notice.parse(payload)),
    'unread-email': (payload) => handlers['unread-email'](payloadSchemas.unread.parse(payload)),
    'unread-sms': (payload) => handlers['unread-sms'](payloadSchemas.unread.parse(payload)),
    'unread-push': (payload) => handlers['unread-push'](payloadSchemas.unread.parse(payload)),
    'digest-email': (payload) => handlers['digest-email'](payloadSchemas.digest.parse(payload)),
  };
}

/** Frees the jobs of processes that died, which nobody else would touch for hours. */
function startReclaiming(pool: Pool, onFault: (error: unknown) => void): () => void {
  const reclaim = () => void pool.query(RECLAIM).catch(onFault);
  reclaim();
  const timer = setInterval(reclaim, RECLAIM_EVERY).unref();
  return () => clearInterval(timer);
}
