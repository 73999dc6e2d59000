const EMOJI = /^\p{RGI_Emoji}$/v;
/** A heart may come without what asks for its colours. */
const BARE = /^\p{Extended_Pictographic}$/v;
const MOST = 5;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many emoji a text consists of when it is nothing but those, and few; else 0. Spaces do not count. */
export function emojiCount(text: string): number {
  if (text.length > 80) return 0;
  let count = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (segment.trim() === '') continue;
    if (!EMOJI.test(segment) && !BARE.test(segment)) return 0;
    count += 1;
    if (count > MOST) return 0;
  }
  return count;
}
