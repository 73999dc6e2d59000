import { dayOf } from './list/rows.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
const nearFormats = new Map<string, Intl.RelativeTimeFormat>();
const WEEK = 7;

/** The day of a moment as one says it: today, yesterday, Monday, 3 March, 3 March 2025. Both in milliseconds since 1970. */
export function dayLabel(at: number, now: number, locale: string): string {
  const ago = dayOf(now) - dayOf(at);
  if (ago === 0 || ago === 1) return capitalised(nearFormat(locale).format(-ago, 'day'), locale);
  if (ago > 1 && ago < WEEK) return capitalised(formatted(at, locale, { weekday: 'long' }), locale);
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formatted(
    at,
    locale,
    isThisYear ? { weekday: 'short', day: 'numeric', month: 'long' } : { dateStyle: 'long' },
  );
}

function nearFormat(locale: string): Intl.RelativeTimeFormat {
  const format = nearFormats.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  nearFormats.set(locale, format);
  return format;
}

function formatted(at: number, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format.format(at);
}

function capitalised(word: string, locale: string): string {
  const [first = '', ...rest] = word;
  return first.toLocaleUpperCase(locale) + rest.join('');
}
