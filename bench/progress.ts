/** Tells on stderr what runs, since when, and how much is left. */
export type Progress = { step(label: string): void; note(text: string): void; expect(more: number): void };

/** Progress over `total` steps; `expect` adds to the total when a step has to be repeated. */
export function createProgress(total: number): Progress {
  const started = performance.now();
  let done = 0;
  let steps = total;
  const elapsed = () => `${Math.round((performance.now() - started) / 1000)} s`.padStart(6);
  return {
    step(label) {
      done += 1;
      process.stderr.write(`[${elapsed()}] step ${done} of ${steps}: ${label}\n`);
    },
    note(text) {
      process.stderr.write(`[${elapsed()}]   ${text}\n`);
    },
    expect(more) {
      steps += more;
    },
  };
}
