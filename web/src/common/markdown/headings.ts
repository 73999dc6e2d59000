/** As much of a node of the document tree (hast) as is needed here. */
type Node = {
  readonly type: string;
  readonly value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  readonly children?: readonly Node[];
};

/** What ids of headings begin with, so that no text can take the id of something else in the page. */
export const idPrefix = 's-';

/**
 * Fits the headings of a text into a page: the highest becomes `top` (2 is `<h2>`), none is more than one step below the
 * one before it, and each gets an id made of its words, which is another for each.
 */
export function fitHeadings({ top }: { readonly top: number }): (tree: Node) => void {
  return (tree) => {
    const headings = [...headingsOf(tree)];
    const highest = Math.min(...headings.map(levelOf));
    const taken = new Map<string, number>();
    let before = top - 1;
    for (const heading of headings) {
      const level = Math.min(levelOf(heading) - highest + top, before + 1, 6);
      before = level;
      heading.tagName = `h${level}`;
      heading.properties = { ...heading.properties, id: idPrefix + distinct(slugOf(textOf(heading)), taken) };
    }
  };
}

/** The words of a node and all in it. */
function textOf(node: Node): string {
  return node.value ?? node.children?.map(textOf).join('') ?? '';
}

/** Letters and digits of any script, in lower case, with hyphens between words. */
function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}

function* headingsOf(node: Node): Generator<Node> {
  // Footnotes bring a heading of their own, which their links name.
  if (node.tagName && /^h[1-6]$/.test(node.tagName) && node.properties?.id === undefined) yield node;
  for (const child of node.children ?? []) yield* headingsOf(child);
}

function levelOf({ tagName }: Node): number {
  return Number(tagName?.slice(1));
}

function distinct(slug: string, taken: Map<string, number>): string {
  const count = (taken.get(slug) ?? 0) + 1;
  taken.set(slug, count);
  return count === 1 ? slug : `${slug}-${count}`;
}
