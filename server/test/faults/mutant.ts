import type { Patch } from './patcher.ts';
import type { Fault } from './plan.ts';
import type { Rule } from './violation.ts';

/**
 * A build that is broken on purpose, to show that the faults and the checker find what they are for. The product holds
 * none of it: its source is changed while it is loaded, its tables after they were made.
 */
export type Mutant = {
  name: string;
  /** What is broken. */
  about: string;
  /** One of these rules must be among those that find it. */
  rules: readonly Rule[];
  /** The faults under which it must turn a run red. */
  faults: readonly Fault[];
  /** The share of replies that are lost meanwhile. */
  loss: number;
  patches: readonly Patch[];
  /** Variables for the server. */
  environment?: Readonly<Record<string, string>>;
  /** How many of it; one, where nothing is said. */
  nodes?: number;
  /** No run has caught it so far: it proves nothing, and no test runs it. */
  isUnproven?: true;
  /** It can be found only where events go to a broker. */
  kafka?: boolean;
  /** Statements for the database before the server migrates it, at every start. */
  before?: readonly string[];
  /** Statements after it has. */
  after?: readonly string[];
};
