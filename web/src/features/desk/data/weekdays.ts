/** Monday to Sunday, as ISO 8601 numbers them. */
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** The name of a day of the week (1 is Monday) in a locale. */
export function weekdayName(day: number, locale: string, style: 'short' | 'long'): string {
  // 1 January 2024 was a Monday.
  return new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
}

/** Days as a stretch from the first to the last where they follow each other; null where they do not, or are fewer than three. */
export function dayRange(days: readonly number[]): { readonly first: number; readonly last: number } | null {
  const sorted = days.toSorted((one, other) => one - other);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || sorted.length < 3) return null;
  return last - first === sorted.length - 1 ? { first, last } : null;
}
