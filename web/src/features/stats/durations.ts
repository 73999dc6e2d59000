/** A length of time (seconds) in the reader's language, as one rounded unit: 48 s, 12 min, 3.5 h, 2 days. */
export function formatDuration(seconds: number, language: string): string {
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ['second', 1];
  const options = { style: 'unit', unit, unitDisplay: 'short' } as const;
  const digits = seconds / length < 10 && unit !== 'second' ? 1 : 0;
  return new Intl.NumberFormat(language, { ...options, maximumFractionDigits: digits }).format(seconds / length);
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
