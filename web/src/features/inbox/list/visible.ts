/** Which rows of a long list are drawn: from `from` to before `to`. */
export type Range = { readonly from: number; readonly to: number };

type Place = {
  /** Pixels of the list above the upper edge of what is seen; negative while other things stand above it. */
  readonly above: number;
  /** Pixels that are seen. */
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
};

/** Beyond both edges, so that quick scrolling meets no gap. */
const SPARE = 8;

/** The rows that are seen, and some on either side; the same steps of four rows, so that it changes rarely. */
export function visibleRange({ above, height, rowHeight, count }: Place): Range {
  const first = Math.floor(above / rowHeight);
  const last = Math.ceil((above + height) / rowHeight);
  const from = Math.floor((first - SPARE) / 4) * 4;
  const to = Math.ceil((last + SPARE) / 4) * 4;
  return { from: Math.min(Math.max(0, from), count), to: Math.min(Math.max(0, to), count) };
}

/** Where to scroll to, so that a row is seen as a whole; null where it is. All in pixels of the list. */
export function scrollFor(index: number, { above, height, rowHeight }: Omit<Place, 'count'>): number | null {
  const top = index * rowHeight;
  if (top < above) return top;
  return top + rowHeight > above + height ? top + rowHeight - height : null;
}
