/** Numbers and such as they stand in links that were made when the app still quoted them: `?seq="203"`. */
const quoted = /^"(\d+|true|false)"$/;

/** Reads what stands behind the `?` of an address, as words by name; of one that is there twice the last. */
export function parseSearch(query: string): Record<string, string> {
  const entries = [...new URLSearchParams(query)];
  return Object.fromEntries(entries.map(([name, value]) => [name, quoted.exec(value)?.[1] ?? value]));
}

/** Writes it, with its `?`; nothing where there are no words. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return query === '' ? '' : `?${query}`;
}
