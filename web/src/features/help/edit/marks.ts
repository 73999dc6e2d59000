export const marks = ['bold', 'italic', 'heading', 'link', 'list', 'numbers', 'quote', 'code'] as const;
export type Mark = (typeof marks)[number];

/** A piece of text to put in place of another, and what is selected afterwards; all in UTF-16 units. */
export type Replacement = {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly select: readonly [number, number];
};

const around: Partial<Record<Mark, string>> = { bold: '**', italic: '_', code: '`' };
const before: Partial<Record<Mark, string>> = { heading: '## ', list: '- ', numbers: '1. ', quote: '> ' };
const address = 'https://';

/** Marks what is selected from `start` to `end` of a Markdown text, or takes the same mark away. */
export function markText(mark: Mark, text: string, start: number, end: number): Replacement {
  const selected = text.slice(start, end);
  if (mark === 'link') {
    const shown = `[${selected}](${address})`;
    const at = start + shown.length - 1;
    const select = selected === '' ? ([start + 1, start + 1] as const) : ([at - address.length, at] as const);
    return { from: start, to: end, text: shown, select };
  }
  if (mark === 'code' && selected.includes('\n')) {
    return { from: start, to: end, text: `\`\`\`\n${selected}\n\`\`\``, select: [start + 4, end + 4] };
  }
  const sign = around[mark];
  if (sign !== undefined) return wrapped(sign, text, start, end);
  return prefixed(before[mark] ?? '', text, start, end);
}

function wrapped(sign: string, text: string, start: number, end: number): Replacement {
  const selected = text.slice(start, end);
  const size = sign.length;
  if (text.slice(start - size, start) === sign && text.slice(end, end + size) === sign) {
    return { from: start - size, to: end + size, text: selected, select: [start - size, end - size] };
  }
  return { from: start, to: end, text: sign + selected + sign, select: [start + size, end + size] };
}

/** Whole lines, each with the prefix, or without where all have it. */
function prefixed(prefix: string, text: string, start: number, end: number): Replacement {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const rest = text.indexOf('\n', end);
  const to = rest < 0 ? text.length : rest;
  const lines = text.slice(from, to).split('\n');
  const isNumbered = prefix === before.numbers;
  const has = (line: string) => (isNumbered ? /^\d+\. /.test(line) : line.startsWith(prefix));
  const changed = lines.every(has)
    ? lines.map((line) => line.slice(isNumbered ? line.indexOf(' ') + 1 : prefix.length))
    : lines.map((line, place) => (isNumbered ? `${place + 1}. ` : prefix) + line);
  const replaced = changed.join('\n');
  const select = lines.length === 1 ? from + replaced.length : from;
  return { from, to, text: replaced, select: [select, from + replaced.length] };
}
