/** The time, as a port so that expiry can be tested. Milliseconds since 1970. */
export type Clock = { now(): number };

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 in UTC with milliseconds. */
export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
