import type { TicketPriority, TicketStatus } from '../tickets/types.ts';
import { change, type Ledger, openLedger, type Step, type TicketFacts } from './ledger.ts';
import type { SlaInterval, SlaPolicy } from './types.ts';

/** Something in a ticket's past that decided about its time. Milliseconds since 1970. */
export type Happening = { readonly at: number } & (
  | { readonly kind: 'status'; readonly status: TicketStatus }
  | { readonly kind: 'priority'; readonly priority: TicketPriority }
  | { readonly kind: 'answered' }
);

/** A ticket's past. */
export type TicketPast = {
  readonly createdAt: number;
  /** With which it was created. */
  readonly priority: TicketPriority;
  /** In order. */
  readonly happenings: readonly Happening[];
  /** All versions of the policy that held in the meantime, in order. */
  readonly policies: readonly SlaPolicy[];
};

/** The beginning of a ticket's ledger. */
export function beginningOf({ createdAt, priority, policies }: TicketPast): Ledger {
  const policy = policies.findLast(({ validFrom }) => validFrom <= createdAt) ?? null;
  return openLedger(createdAt, { status: 'open', priority, policy, answered: false });
}

/** What changed after it, in order; of the same moment first the policy. */
export function turnsOf({
  createdAt,
  happenings,
  policies,
}: TicketPast): { at: number; facts: Partial<TicketFacts> }[] {
  const versions = policies.filter(({ validFrom }) => validFrom > createdAt);
  return [
    ...versions.map((policy) => ({ at: policy.validFrom, facts: { policy } })),
    ...happenings.map((happening) => ({ at: happening.at, facts: factsOf(happening) })),
  ].sort((a, b) => a.at - b.at);
}

/** The whole ledger of a ticket, written from its past. */
export function replay(past: TicketPast): Step {
  let ledger = beginningOf(past);
  const ended: SlaInterval[] = [];
  for (const { at, facts } of turnsOf(past)) {
    const step = change(ledger, at, facts);
    ended.push(...step.ended);
    ledger = step.ledger;
  }
  return { ledger, ended };
}

function factsOf(happening: Happening): Partial<TicketFacts> {
  if (happening.kind === 'status') return { status: happening.status };
  if (happening.kind === 'priority') return { priority: happening.priority };
  return { answered: true };
}
