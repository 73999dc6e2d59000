/** The fields that say something: without those that are missing or null. */
export type Given<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined | null> };

export function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as Given<T>;
}
