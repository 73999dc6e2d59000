/** Where the nodes of a site take the requests that others pass on to them. */
export type NodeDirectory = {
  /** Tells the others where this node takes them: `host:port`. */
  announce(address: string): void;
  /** The address of another node; null for one that is not known, or not alive. May have to be asked for. */
  addressOf(node: string): string | null | Promise<string | null>;
  /** Called with each node that died: what is under way to it comes nowhere. */
  onGone(listener: (node: string) => void): void;
};
