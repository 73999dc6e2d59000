import { expect } from 'vitest';
import type { Answer } from './api.ts';
import type { Ack } from './wire.ts';

/** Expects a refusal with this status and code and, for a field, its path. */
export function expectRefusal(answer: Answer, status: number, code?: string, path?: string | RegExp): void {
  expect({ status: answer.status, body: answer.text.slice(0, 300) }).toMatchObject({ status });
  const problem = answer.problem();
  if (code !== undefined) expect(problem.code).toBe(code);
  if (path !== undefined) {
    const paths = (problem.errors ?? []).map((error) => error.path);
    const fits = (found: string) => (typeof path === 'string' ? found === path : path.test(found));
    expect(paths.some(fits), `${paths.join(', ')} should name ${path}`).toBe(true);
  }
}

/** Expects an ack that refuses with this code. */
export function expectFailedAck(ack: Ack, code: string): void {
  expect(ack.raw).toMatchObject({ ok: false, error: { code } });
}
