/** Characters that a quoted file name may hold without being misread: printable ASCII but for quote, backslash, percent. */
const UNSAFE = /[^\x20\x21\x23\x24\x26-\x5b\x5d-\x7e]/gu;

/**
 * The value of `Content-Disposition` (RFC 6266). A name that plain ASCII cannot carry stands there twice: with `_` for
 * what does not fit, and in full in the encoding of RFC 8187. Never holds a raw quote, line break or non-ASCII byte of the name.
 */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const fallback = name.replace(UNSAFE, '_');
  if (fallback === name) return `${kind}; filename="${name}"`;
  // encodeURIComponent leaves four characters that are no attr-char of RFC 8187.
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${fallback}"; filename*=UTF-8''${encoded}`;
}
