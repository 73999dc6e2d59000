/** Something with a time (ISO 8601 in UTC, so that texts compare as times do). */
export type Timed<T> = { readonly at: string; readonly item: T };

/**
 * Several lists as one, oldest first. Each list keeps its own order, also where its times do not rise: the clocks of two
 * servers may differ. At equal times the list that comes first goes first.
 */
export function mergeByTime<T>(lists: readonly (readonly Timed<T>[])[]): Timed<T>[] {
  const merged: Timed<T>[] = [];
  const heads = lists.map(() => 0);
  for (;;) {
    let best = -1;
    let earliest: Timed<T> | undefined;
    for (const [index, list] of lists.entries()) {
      const head = list[heads[index] ?? 0];
      if (head && (!earliest || head.at < earliest.at)) {
        best = index;
        earliest = head;
      }
    }
    if (!earliest) return merged;
    merged.push(earliest);
    heads[best] = (heads[best] ?? 0) + 1;
  }
}
