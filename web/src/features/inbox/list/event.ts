/** A title may hold any words, also those of the other sentences: it is looked for first. */
const patterns = [
  ['titled', /^(?<by>.+?) changed the title to (?<title>.+)$/su],
  ['added', /^(?<by>.+?) added (?<person>.+)$/su],
  ['removed', /^(?<by>.+?) removed (?<person>.+)$/su],
  ['left', /^(?<by>.+) left$/su],
  ['owner', /^(?<by>.+) is now owner$/su],
  ['admin', /^(?<by>.+) is now admin$/su],
  ['member', /^(?<by>.+) is now member$/su],
  ['pictured', /^(?<by>.+) changed the picture$/su],
] as const;

/** Something that happened to a group, in parts that can be said in any language. */
export type GroupEvent = {
  readonly kind: (typeof patterns)[number][0];
  readonly by: string;
  readonly person: string;
  readonly title: string;
};

/** Takes the sentence of a system message apart: the server says it in English. Null where it is none of those that are known. */
export function groupEventOf(sentence: string): GroupEvent | null {
  for (const [kind, pattern] of patterns) {
    const found = pattern.exec(sentence)?.groups;
    if (found) return { kind, by: found.by ?? '', person: found.person ?? '', title: found.title ?? '' };
  }
  return null;
}
