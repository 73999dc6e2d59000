import type { TicketPriority } from '../tickets/types.ts';
import { advance, type Ledger, type Target, targetsOf } from './ledger.ts';
import type { SlaInterval, SlaPolicy, SlaTargets } from './types.ts';

/** One promise, as it stands. Times are milliseconds since 1970. */
export type TargetReport = {
  readonly targetMinutes: number;
  /** Whole minutes that counted, up to the first answer or until now. */
  readonly countedMinutes: number;
  readonly dueAt: number | null;
  readonly breachedAt: number | null;
};

/** The account of a ticket's time, up to now. */
export type SlaReport = {
  /** What holds now; null where nothing is promised for the ticket's priority. */
  readonly policy:
    | (SlaTargets & Pick<SlaPolicy, 'version' | 'validFrom' | 'businessHours'> & { priority: TicketPriority })
    | null;
  /** Null where nothing was ever promised. */
  readonly firstResponse: TargetReport | null;
  readonly resolution: TargetReport | null;
  /** From the ticket's beginning, without gaps; the last one goes on. */
  readonly intervals: readonly SlaInterval[];
  /** Since when the ticket has been pending; null when it is not. */
  readonly pausedAt: number | null;
};

const MINUTE = 60_000;

/** Reports on a ledger as of `now`, after the stretches that ended before. Changes nothing. */
export function reportOf(written: Ledger, ended: readonly SlaInterval[], now: number): SlaReport {
  const { ledger, ended: since } = advance(written, now);
  const { policy, priority, counted } = ledger;
  const targets = targetsOf(ledger);
  return {
    policy:
      policy && targets
        ? {
            ...targets,
            version: policy.version,
            validFrom: policy.validFrom,
            businessHours: policy.businessHours,
            priority,
          }
        : null,
    firstResponse: reportOn(ledger.firstResponse, ledger.answeredAfter ?? counted),
    resolution: reportOn(ledger.resolution, counted),
    intervals: [...ended, ...since, ledger.current],
    pausedAt: ledger.pausedAt,
  };
}

function reportOn({ minutes, dueAt, breachedAt }: Target, counted: number): TargetReport | null {
  if (minutes === null) return null;
  return { targetMinutes: minutes, countedMinutes: Math.floor(counted / MINUTE), dueAt, breachedAt };
}
