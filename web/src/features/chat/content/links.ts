/** A piece of a text: words as they are, or something to be opened. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const CANDIDATE =
  /(?:https?:\/\/|mailto:|www\.)[^\s<>"]+|[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;
/** What may stand at the end of a sentence is no part of an address. */
const TRAILING = /[.,;:!?'*_~»”’…]$/u;
const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const SAFE = new Set(['http:', 'https:', 'mailto:']);

/**
 * `text` cut into words and links; put together again it is the same text. Only addresses of the web and of mail become
 * links, whatever else looks like one.
 */
export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let done = 0;
  const words = (to: number) => {
    if (to > done) parts.push({ kind: 'text', text: text.slice(done, to) });
  };
  for (const { 0: found, index } of text.matchAll(CANDIDATE)) {
    if (isInsideWord(text, index)) continue;
    const address = trimmed(found);
    const href = hrefOf(address);
    if (href === null) continue;
    words(index);
    parts.push({ kind: 'link', text: address, href });
    done = index + address.length;
  }
  words(text.length);
  return parts;
}

/** The address as a safe link, absolute; null where it is none. */
function hrefOf(address: string): string | null {
  const lower = address.toLowerCase();
  const isWeb = /^https?:\/\//.test(lower);
  const given = isWeb || lower.startsWith('mailto:') ? address : prefixed(address);
  if (!URL.canParse(given)) return null;
  const url = new URL(given);
  if (!SAFE.has(url.protocol)) return null;
  if (url.protocol === 'mailto:') return url.pathname.includes('@') ? url.href : null;
  return url.hostname.includes('.') || url.hostname === 'localhost' || isWeb ? url.href : null;
}

function prefixed(address: string): string {
  return address.toLowerCase().startsWith('www.') ? `https://${address}` : `mailto:${address}`;
}

function isInsideWord(text: string, index: number): boolean {
  return index > 0 && /[\p{L}\p{N}_]/u.test(text[index - 1] ?? '');
}

/** Without what ends the sentence; a closing bracket stays where its opening one is in the address. */
function trimmed(found: string): string {
  let end = found.length;
  for (; end > 0; end -= 1) {
    const last = found[end - 1] ?? '';
    const opening = BRACKETS[last];
    const isLoose = opening !== undefined && !isBalanced(found.slice(0, end), opening, last);
    if (!isLoose && !TRAILING.test(last)) break;
  }
  return found.slice(0, end);
}

function isBalanced(text: string, opening: string, closing: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === opening) depth += 1;
    if (char === closing) depth -= 1;
  }
  return depth >= 0;
}
