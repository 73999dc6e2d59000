/** The time, as a port so that expiry can be tested. Milliseconds since 1970. */
export type Clock = { now(): number };

let latest = 0;

/** The machine's clock, except that it never steps back while the process runs: later messages bear no earlier times. */
export const systemClock: Clock = {
  now() {
    latest = Math.max(latest, Date.now());
    return latest;
  },
};

// Messages of one commit share their time: it is put into words once.
let lastTime = Number.NaN;
let lastText = '';

/** ISO 8601 in UTC with milliseconds. */
export function iso(milliseconds: number): string {
  if (milliseconds !== lastTime) {
    lastTime = milliseconds;
    lastText = new Date(milliseconds).toISOString();
  }
  return lastText;
}
