import { addDays, instantOf, weekdayOf, zonedParts } from '../time/zones.ts';
import type { Digest } from './types.ts';

const MONDAY = 1;
/** A week, the day before it, and one more should the clocks leave a whole day out. */
const DAYS_AHEAD = 15;

/**
 * When the first digest after `after` is due, in milliseconds since 1970; null when there is none. One comes each day, or
 * each Monday, at the chosen hour on the clocks of `timeZone`: the first time where the clocks show it twice, and when they
 * jump where they skip it. A day that a zone never had has none.
 */
export function nextDigestAt(digest: Digest, timeZone: string, after: number): number | null {
  if (digest.frequency === 'off') return null;
  const today = zonedParts(after, timeZone);
  for (let days = -1; days <= DAYS_AHEAD; days++) {
    const date = addDays(today, days);
    if (digest.frequency === 'weekly' && weekdayOf(date) !== MONDAY) continue;
    const at = instantOf({ ...date, hour: digest.hour, minute: 0 }, timeZone);
    if (at > after && zonedParts(at, timeZone).day === date.day) return at;
  }
  return null;
}
