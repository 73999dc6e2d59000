import { wallAt } from './zones.ts';

/** A stretch of time in which a zone keeps its distance from UTC. All milliseconds; `to` is the first moment after it. */
export type Span = { readonly from: number; readonly to: number; readonly offset: number };

/** What the clocks of a time zone show, and when. */
export type Zone = {
  /** The stretch that `at` lies in; it may end where nothing changes, and the next one then has the same offset. */
  spanAt(at: number): Span;
};

/** Of all changes since 1970, and those known ahead, no two of a zone are closer than this. */
const QUIET = 3 * 86_400_000;
const SECOND = 1_000;

const known = new Map<string, Zone>();

/**
 * A zone by its IANA name. What was found out about a zone's years is kept for as long as the process lives.
 * @throws RangeError for a name that nothing is known of.
 */
export function zoneOf(name: string): Zone {
  const there = known.get(name);
  if (there) return there;
  const zone = createZone(name);
  known.set(name, zone);
  return zone;
}

function createZone(name: string): Zone {
  const years = new Map<number, readonly Span[]>();

  const offsetAt = (at: number) => {
    const second = Math.floor(at / SECOND) * SECOND;
    return wallAt(second, name) - second;
  };

  return {
    spanAt(at) {
      const year = new Date(at).getUTCFullYear();
      let spans = years.get(year);
      if (!spans) {
        spans = spansBetween(offsetAt, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
        years.set(year, spans);
      }
      const span = spans.find(({ to }) => at < to);
      if (!span) throw new RangeError(`no such moment: ${at}`);
      return span;
    },
  };
}

/** The stretches from `start` to `end`, found by looking every few days. */
function spansBetween(offsetAt: (at: number) => number, start: number, end: number): Span[] {
  const spans: Span[] = [];
  let from = start;
  let offset = offsetAt(start);
  for (let at = start; at < end; ) {
    const next = Math.min(at + QUIET, end);
    if (offsetAt(next) === offset) {
      at = next;
      continue;
    }
    const change = firstWithout(offsetAt, offset, at, next);
    spans.push({ from, to: change, offset });
    from = change;
    offset = offsetAt(change);
    at = change;
  }
  if (from < end) spans.push({ from, to: end, offset });
  return spans;
}

/** The first whole second after `low` and up to `high` at which another offset holds, found by halving. */
function firstWithout(offsetAt: (at: number) => number, offset: number, low: number, high: number): number {
  let [before, after] = [low / SECOND, high / SECOND];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle * SECOND) === offset) before = middle;
    else after = middle;
  }
  return after * SECOND;
}
