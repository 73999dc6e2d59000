/** A stretch of a text that was found, and whether it is what was looked for. */
export type Piece = { readonly text: string; readonly isMatch: boolean };

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** Takes a `highlight` of the server apart: HTML whose text is escaped, with `<mark>` around matches and no other tag. */
export function piecesOf(highlight: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let isMatch = false;
  for (const part of highlight.split(/(<\/?mark>)/)) {
    if (part === '<mark>') isMatch = true;
    else if (part === '</mark>') isMatch = false;
    else if (part !== '') pieces.push({ text: plain(part), isMatch });
  }
  return pieces;
}

/** The same, made simpler to read: `simplify` sees the text as a whole, not what stands beside matches by itself. */
export function simplePiecesOf(highlight: string, simplify: (text: string) => string): readonly Piece[] {
  const whole = piecesOf(highlight)
    .map(({ text, isMatch }) => (isMatch ? `${OPEN}${unmarked(text)}${CLOSE}` : unmarked(text)))
    .join('');
  return simplify(whole)
    .split(MATCH)
    .map((text, place) => ({ text: unmarked(text), isMatch: place % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

/** Stand around matches meanwhile; from the characters that nobody uses (Unicode, Private Use Area). */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const MATCH = new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'u');

function unmarked(text: string): string {
  return text.replaceAll(OPEN, '').replaceAll(CLOSE, '');
}

function plain(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);
}
