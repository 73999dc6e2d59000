const minuteMs = 60_000;
const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', minuteMs],
] as const;

/** How durations are written: `narrow` for marks ("3h"), `short` in sentences ("3 hr, 20 min"). */
export type DurationStyle = 'narrow' | 'short';

type Unit = (typeof units)[number][0];
type Part = { readonly unit: Unit; readonly value: number };

/**
 * Milliseconds as the two largest units that say something, none above `largest`, whole minutes the smallest; never less than
 * a minute.
 */
function durationParts(ms: number, largest: 'day' | 'hour'): readonly Part[] {
  let left = Math.max(Math.floor(ms / minuteMs), 1) * minuteMs;
  const parts = units
    .filter(([unit]) => largest === 'day' || unit !== 'day')
    .map(([unit, length]) => {
      const value = Math.floor(left / length);
      left -= value * length;
      return { unit, value };
    });
  const first = parts.findIndex(({ value }) => value > 0);
  return parts.slice(first, first + 2).filter(({ value }) => value > 0);
}

/** A duration in words of a locale. */
export function formatDuration(ms: number, locale: string, style: DurationStyle): string {
  return words(durationParts(ms, 'day'), locale, style);
}

/** Time that counted, in words: never in days, which nobody takes for 24 hours of work. */
export function formatWork(ms: number, locale: string, style: DurationStyle): string {
  return ms < minuteMs
    ? words([{ unit: 'minute', value: 0 }], locale, style)
    : words(durationParts(ms, 'hour'), locale, style);
}

function words(parts: readonly Part[], locale: string, style: DurationStyle): string {
  const texts = parts.map(({ unit, value }) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: style }).format(value),
  );
  return texts.join(' ');
}
