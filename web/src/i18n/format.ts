import { useLocale } from './use-t.ts';

/** Numbers, times and sizes as the reader's language writes them. */
export type Format = {
  /** 1,234.5 */
  number(value: number): string;
  /** 42%; of a share between 0 and 1. */
  percent(share: number): string;
  /** 2.4 MB; of bytes. */
  size(bytes: number): string;
  /** 14:05 */
  time(at: Date): string;
  /** 3 March 2026 */
  day(at: Date): string;
  /** 3 March 2026 at 14:05 */
  moment(at: Date): string;
  /** 5 minutes ago, in 2 hours; both in milliseconds since 1970. */
  relative(at: number, now: number): string;
  /** Ann, Bo and Cy */
  list(items: readonly string[]): string;
};

/** The formats of the reader's language; the same object until that changes. */
export function useFormat(): Format {
  const locale = useLocale();
  const format = formats.get(locale) ?? createFormat(locale);
  formats.set(locale, format);
  return format;
}

/** Making them costs more than a row of a long list may. */
const formats = new Map<string, Format>();

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const STEPS = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function createFormat(locale: string): Format {
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const list = new Intl.ListFormat(locale);
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    size(bytes) {
      const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
      // Short, a byte has no plural in English.
      const unitDisplay = step === 0 ? 'long' : 'short';
      const options = { style: 'unit', unit: UNITS[step], unitDisplay, maximumFractionDigits: 1 } as const;
      return new Intl.NumberFormat(locale, options).format(bytes / 1000 ** step);
    },
    time: (at) => time.format(at),
    day: (at) => day.format(at),
    moment: (at) => moment.format(at),
    relative(at, now) {
      const [unit, length] = STEPS.find(([, ms]) => Math.abs(at - now) >= ms) ?? ['second', Number.POSITIVE_INFINITY];
      return relative.format(Math.trunc((at - now) / length), unit);
    },
    list: (items) => list.format(items),
  };
}
