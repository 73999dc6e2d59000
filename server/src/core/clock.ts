/** The time, as a port so that expiry can be tested. Milliseconds since 1970. */
export type Clock = { now(): number };

export const systemClock: Clock = { now: () => Date.now() };

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
