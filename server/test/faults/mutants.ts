import type { Patch } from './patcher.ts';
import type { Fault } from './plan.ts';
import type { Rule } from './violation.ts';

/** A build that is broken on purpose. The product holds none of it: its source is changed while it is loaded. */
export type Mutant = {
  name: string;
  /** What is broken. */
  about: string;
  patches: readonly Patch[];
  /** The faults under which it must turn a run red. */
  faults: readonly Fault[];
  /** The share of replies that are lost meanwhile. */
  loss: number;
  /** One of these rules must be among those that find it. */
  rules: readonly Rule[];
};

export const MUTANTS: readonly Mutant[] = [];

/** Throws when there is none of that name. */
export function mutantNamed(name: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.name === name);
  if (found === undefined)
    throw new Error(`no mutant ${name}; there are: ${MUTANTS.map((each) => each.name).join(', ')}`);
  return found;
}
