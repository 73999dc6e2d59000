/** Text in HTML: nothing that somebody wrote can become markup. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Text of one line, fit for a header: control characters, line breaks of any kind and turns of direction become spaces. */
export function oneLine(text: string, max = 200): string {
  const line = text
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return excerpt(line, max);
}

/** The first `max` code points, with an ellipsis where something was cut off. */
export function excerpt(text: string, max: number): string {
  if (text.length <= max) return text;
  const points = [...text];
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
}

/** `3 messages`, `1 message`. */
export function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** `Ann`, `Ann and Bo`, `Ann, Bo and 3 others`. */
export function namesOf(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return first;
  if (names.length === 2) return `${first} and ${second}`;
  return `${first}, ${second} and ${countOf(names.length - 2, 'other')}`;
}
