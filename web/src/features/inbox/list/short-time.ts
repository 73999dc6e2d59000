type Formats = { readonly [Name in 'time' | 'weekday' | 'day' | 'date']: Intl.DateTimeFormat } & {
  readonly relative: Intl.RelativeTimeFormat;
};

const formats = new Map<string, Formats>();
const DAY_MS = 86_400_000;

/** When something was in the fewest words that tell it: 14:05, Yesterday, Thu, 3 Nov, 03/11/2025. */
export function shortTime(at: Date, now: Date, locale: string): string {
  const { time, weekday, day, date, relative } = formatsOf(locale);
  const days = Math.round((startOf(now) - startOf(at)) / DAY_MS);
  if (days <= 0) return time.format(at);
  if (days === 1) return capital(relative.format(-1, 'day'));
  if (days < 7) return weekday.format(at);
  return at.getFullYear() === now.getFullYear() ? day.format(at) : date.format(at);
}

/** The midnight before it; rounding the days between two takes care of those that are not 24 hours long. */
function startOf(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

function formatsOf(locale: string): Formats {
  const known = formats.get(locale);
  if (known) return known;
  const made: Formats = {
    time: new Intl.DateTimeFormat(locale, { timeStyle: 'short' }),
    weekday: new Intl.DateTimeFormat(locale, { weekday: 'short' }),
    day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'short' }),
    relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
  };
  formats.set(locale, made);
  return made;
}
