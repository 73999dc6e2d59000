import { dayOf } from './list/rows.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
const nearFormats = new Map<string, Intl.RelativeTimeFormat>();
const WEEK = 7;

/** The day of a moment as one says it: today, yesterday, Monday, 3 March, 3 March 2025. Both in milliseconds since 1970. */
export function dayLabel(at: number, now: number, language: string): string {
  const ago = dayOf(now) - dayOf(at);
  if (ago === 0 || ago === 1) return capitalised(nearFormat(language).format(-ago, 'day'), language);
  if (ago > 1 && ago < WEEK) return capitalised(formatted(at, language, { weekday: 'long' }), language);
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formatted(
    at,
    language,
    isThisYear ? { weekday: 'short', day: 'numeric', month: 'long' } : { dateStyle: 'long' },
  );
}

function nearFormat(language: string): Intl.RelativeTimeFormat {
  const format = nearFormats.get(language) ?? new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  nearFormats.set(language, format);
  return format;
}

function formatted(at: number, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, format);
  return format.format(at);
}

function capitalised(word: string, language: string): string {
  const [first = '', ...rest] = word;
  return first.toLocaleUpperCase(language) + rest.join('');
}
