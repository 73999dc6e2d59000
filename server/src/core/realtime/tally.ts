/** How many connections of a kind each person has, on this node and on all others. */
export type ConnectionTally = {
  /** Says how many of somebody's are open here. */
  set(kind: string, userId: string, count: number): void;
  /**
   * Says how many will be open here, and tells how many others have or said before. Of several that say so at once on different
   * nodes each one knows of those before it.
   */
  claim(kind: string, userId: string, count: number): number | Promise<number>;
};

/** The tally of one process: there is nothing elsewhere. */
export const LONE_TALLY: ConnectionTally = { set() {}, claim: () => 0 };
