import type { Pool } from 'pg';

const PATIENCE_MS = 3_000;

/** Whether the database answers a trivial question, and how fast. Never rejects. */
export async function databaseHealth(pool: Pool): Promise<{ up: boolean; latencyMs: number }> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
  });
  try {
    await Promise.race([pool.query('SELECT 1'), late]);
    return { up: true, latencyMs: Math.round((performance.now() - started) * 10) / 10 };
  } catch {
    return { up: false, latencyMs: Math.round(performance.now() - started) };
  } finally {
    clearTimeout(timer);
  }
}
