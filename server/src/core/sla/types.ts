import { TICKET_PRIORITIES, type TicketPriority } from '../tickets/types.ts';
import type { BusinessHours } from './calendar.ts';

/** The priority one step up; the highest stays. */
export function raised(priority: TicketPriority): TicketPriority {
  return TICKET_PRIORITIES[TICKET_PRIORITIES.indexOf(priority) + 1] ?? priority;
}

/** How soon, in minutes of business hours. */
export type SlaTargets = { readonly firstResponseMinutes: number; readonly resolutionMinutes: number };

/** The targets of each priority; null where nothing is promised. */
export type TargetsByPriority = { readonly [P in TicketPriority]: SlaTargets | null };

/** One version of the policy. It holds from `validFrom` (milliseconds since 1970) until the next version does. */
export type SlaPolicy = {
  /** Grows with each version. */
  readonly version: number;
  readonly validFrom: number;
  readonly targets: TargetsByPriority;
  /** Null: around the clock. */
  readonly businessHours: BusinessHours | null;
};

/** Why time does not count from here on. */
export type PauseReason = 'pending' | 'outside_business_hours' | 'resolved' | 'closed' | 'no_policy';

/** Why time counts from here on; but for the first and the last two, it is what ended the pause before. */
export type CountReason = 'created' | 'business_hours' | 'resumed' | 'reopened' | 'policy_changed' | 'priority_changed';

/** A stretch of a ticket's life that counted, or did not. `to` is null while it goes on. Milliseconds since 1970. */
export type SlaInterval = {
  readonly from: number;
  readonly to: number | null;
  readonly counted: boolean;
  readonly reason: PauseReason | CountReason;
  /** The version of the policy that held; null before there was one. */
  readonly policyVersion: number | null;
};
