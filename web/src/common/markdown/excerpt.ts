/** The words of a Markdown text in one line, for lists: no headings, code, tables or signs, at most `length` code points or so. */
export function excerptOf(markdown: string, length = 180): string {
  const words = withoutSigns(
    markdown
      .replaceAll(/^(?:```|~~~)[\s\S]*?^(?:```|~~~)\s*$/gm, ' ')
      .replaceAll(/^ {0,3}#{1,6}\s.*$/gm, ' ')
      .replaceAll(/^[ \t]*\|.*$/gm, ' '),
  )
    .replaceAll(/\s+/g, ' ')
    .trim();
  const letters = [...words];
  if (letters.length <= length) return words;
  const cut = letters.slice(0, length).join('');
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), length / 2)).trimEnd()}…`;
}

/** A stretch of Markdown without its signs: what they stood around stays. */
export function withoutSigns(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replaceAll(/^[ \t]*(?:>|#{1,6})[ \t]+/gm, '')
    .replaceAll(/^[ \t]*[-*+][ \t]+(?:\[[ x]\][ \t]+)?/gm, '• ')
    .replaceAll(/\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+/g, ' ')
    .replaceAll(/^[ \t]*\||\|[ \t]*$/gm, ' ')
    .replaceAll(/[ \t]?\|[ \t]?/g, ' · ')
    .replaceAll(/(\*\*|__|~~|`)/g, '')
    .replaceAll(/(^|\s)[*_](?=\S)|(\S)[*_](?=[\s.,;:!?)]|$)/g, '$1$2');
}
