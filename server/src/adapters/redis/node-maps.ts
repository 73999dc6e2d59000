/** An entry that a node has, or had: of a kind, about a person or conversation, about whoever or whatever in it. */
export type Entry = { readonly kind: string; readonly topic: string; readonly rest: string };

/**
 * How a change came: the node `told` of it, and has or will have announced what follows; it was `found` when everything of that node
 * was read again; or the node was `lost` to us with all that it had.
 */
type Cause = 'told' | 'found' | 'lost';
/** `agoMs`: how long ago it may have come to be so; above 0 only for what was lost. */
export type Change = Entry & { readonly node: string; readonly cause: Cause; readonly agoMs: number };

type Held = { readonly value: string; readonly version: number };
type Rests = Map<string, Map<string, string>>;

const NO_VALUES: ReadonlyMap<string, string> = new Map();
const NO_RESTS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map();

/** The map at `key`, made where there is none. */
function within<K, V>(maps: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const known = maps.get(key);
  if (known) return known;
  const made = new Map<K, V>();
  maps.set(key, made);
  return made;
}

/** What other nodes have, in the order in which each of them changed it. */
export function createNodeMaps() {
  /** By node and entry. */
  const nodes = new Map<string, Map<string, { readonly entry: Entry; readonly held: Held }>>();
  /** By kind, topic, rest and node. */
  const kinds = new Map<string, Map<string, Rests>>();
  /** What ended at a node while everything of it was being read. */
  const endings = new Map<string, Set<string>>();
  const listeners = new Map<string, (change: Change) => void>();
  const nameOf = ({ kind, topic, rest }: Entry) => `${kind}\n${topic}\n${rest}`;

  function index({ kind, topic, rest }: Entry, node: string, value: string | null): void {
    const topics = within(kinds, kind);
    const rests = within(topics, topic);
    const values = within(rests, rest);
    if (value !== null) values.set(node, value);
    else values.delete(node);
    if (values.size === 0) rests.delete(rest);
    if (rests.size === 0) topics.delete(topic);
  }

  function change(node: string, version: number, entry: Entry, value: string | null, cause: Cause, agoMs = 0): void {
    const held = within(nodes, node);
    const name = nameOf(entry);
    const before = held.get(name)?.held;
    if (value === null) held.delete(name);
    else held.set(name, { entry, held: { value, version } });
    if ((before?.value ?? null) === value) {
      // It may have been disregarded meanwhile.
      if (value !== null) index(entry, node, value);
      return;
    }
    index(entry, node, value);
    listeners.get(entry.kind)?.({ ...entry, node, cause, agoMs });
  }

  return {
    view: {
      others: (kind: string, topic: string, rest: string): ReadonlyMap<string, string> =>
        kinds.get(kind)?.get(topic)?.get(rest) ?? NO_VALUES,
      about: (kind: string, topic: string): ReadonlyMap<string, ReadonlyMap<string, string>> =>
        kinds.get(kind)?.get(topic) ?? NO_RESTS,
      hasAny: (kind: string): boolean => (kinds.get(kind)?.size ?? 0) > 0,
      disregard(kind: string, topic: string, rest: string): void {
        for (const node of [...(kinds.get(kind)?.get(topic)?.get(rest)?.keys() ?? [])])
          index({ kind, topic, rest }, node, null);
      },
      onChange: (kind: string, listener: (change: Change) => void): void => void listeners.set(kind, listener),
    },

    /** A node says what it has done. */
    tell(node: string, version: number, entry: Entry, value: string | null): void {
      if ((nodes.get(node)?.get(nameOf(entry))?.held.version ?? 0) >= version) return;
      if (value === null) endings.get(node)?.add(nameOf(entry));
      change(node, version, entry, value, 'told');
    },

    beginReading(node: string): void {
      endings.set(node, new Set());
    },

    /** All that a node had when it was at `version`. What it told since is newer. */
    replace(node: string, version: number, entries: readonly (readonly [Entry, string])[]): void {
      const ended = endings.get(node);
      endings.delete(node);
      const found = new Set(entries.map(([entry]) => nameOf(entry)));
      for (const [name, { entry, held }] of [...(nodes.get(node) ?? [])])
        if (held.version <= version && !found.has(name)) change(node, version, entry, null, 'found');
      for (const [entry, value] of entries) {
        const name = nameOf(entry);
        if (ended?.has(name) || (nodes.get(node)?.get(name)?.held.version ?? 0) > version) continue;
        change(node, version, entry, value, 'found');
      }
    },

    /** A node is gone, with all that it had. */
    lose(node: string, silentMs: number): void {
      const held = [...(nodes.get(node)?.values() ?? [])];
      endings.delete(node);
      for (const { entry } of held) change(node, 0, entry, null, 'lost', silentMs);
      nodes.delete(node);
    },
  };
}
