import { piecesOf, simplePiecesOf } from './highlight.ts';

type MarkedProps = {
  /** A `highlight` of the server. */
  readonly highlight: string;
  /** Makes the text simpler to read, such as without the signs of Markdown. */
  readonly simplify?: (text: string) => string;
};

/** A text that was found, with what was looked for pointed out. */
export function Marked({ highlight, simplify }: MarkedProps) {
  const pieces = simplify ? simplePiecesOf(highlight, simplify) : piecesOf(highlight);
  return pieces.map(({ text, isMatch }, place) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity
    return isMatch ? <mark key={place}>{text}</mark> : <span key={place}>{text}</span>;
  });
}
