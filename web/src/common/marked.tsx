import { piecesOf } from './highlight.ts';

type MarkedProps = {
  /** A `highlight` of the server. */
  readonly highlight: string;
  /** Makes each stretch simpler to read, such as without the signs of Markdown. */
  readonly simplify?: (text: string) => string;
};

/** A text that was found, with what was looked for pointed out. */
export function Marked({ highlight, simplify = (text) => text }: MarkedProps) {
  return piecesOf(highlight).map(({ text, isMatch }, place) => {
    const shown = simplify(text);
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity
    return isMatch ? <mark key={place}>{shown}</mark> : <span key={place}>{shown}</span>;
  });
}
