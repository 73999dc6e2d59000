const CONTROL_OR_LONE_SURROGATE = /[\p{Cc}\p{Cs}]/u;

/** True when the text can be stored and given back as it is: no U+0000 and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** True when the text holds neither control characters (C0, DEL, C1) nor lone surrogates. */
export function isPlain(text: string): boolean {
  return !CONTROL_OR_LONE_SURROGATE.test(text);
}

/** True when the text is empty or only white space. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** The length in Unicode code points; a lone surrogate counts as one. */
export function lengthOf(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(i + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      pairs++;
      i++;
    }
  }
  return text.length - pairs;
}

/** The first `count` code points of the text. */
export function firstOf(text: string, count: number): string {
  if (text.length <= count) return text;
  let end = 0;
  for (let taken = 0; taken < count && end < text.length; taken++) {
    const unit = text.charCodeAt(end);
    const next = text.charCodeAt(end + 1);
    end += unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
  }
  return text.slice(0, end);
}
