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

function plain(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);
}
