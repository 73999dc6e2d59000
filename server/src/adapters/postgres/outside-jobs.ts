import type { ClientBase } from 'pg';
import type { OutsideJob } from '../../core/notifications/jobs.ts';

/** How often a job is tried, with pauses that grow to hours: e-mail for about a day, what is soon stale for minutes. */
const ATTEMPTS = { email: 12, sms: 6, push: 6 } as const;

function attemptsOf(task: OutsideJob['task']): number {
  const [, channel = 'email'] = task.split('-');
  return channel === 'sms' || channel === 'push' ? ATTEMPTS[channel] : ATTEMPTS.email;
}

/** Adds jobs in the caller's transaction: they are there exactly if it commits. */
export async function addOutsideJobs(client: ClientBase, jobs: readonly OutsideJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const rows = jobs.map(({ task, payload, key, runAt }) => ({
    task,
    payload,
    key,
    run_at: runAt === null ? null : new Date(runAt).toISOString(),
    attempts: attemptsOf(task),
  }));
  await client.query(
    `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
       SELECT ROW(j.task, j.payload, NULL, j.run_at, j.attempts, j.key, NULL, NULL)::graphile_worker.job_spec
       FROM json_to_recordset($1) AS j (task text, payload json, key text, run_at timestamptz, attempts smallint)))`,
    [JSON.stringify(rows)],
  );
}
