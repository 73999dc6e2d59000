/** How many connections of a kind each person has, on this node and on all others. */
export type ConnectionTally = {
  /** Says how many of somebody's are open here. */
  set(kind: string, userId: string, count: number): void;
  /** How many of somebody's are open on other nodes. */
  elsewhere(kind: string, userId: string): number;
};

/** The tally of one process: there is nothing elsewhere. */
export const LONE_TALLY: ConnectionTally = { set() {}, elsewhere: () => 0 };
