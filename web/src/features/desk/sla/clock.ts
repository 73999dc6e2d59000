import type { Ticket } from '@parley/client';
import { isDone } from '../data/transitions.ts';

export type SlaTarget = 'firstResponse' | 'resolution';

/** What the clock of a ticket says at one moment. Times are milliseconds since 1970. */
export type SlaClock =
  /** Nothing is promised. */
  | { readonly state: 'none' }
  /** Time stands still while the requester is waited for. */
  | { readonly state: 'paused'; readonly since: number; readonly isMissed: boolean }
  | {
      readonly state: 'running';
      readonly target: SlaTarget;
      readonly dueAt: number;
      /** Below 0 when it is late. */
      readonly leftMs: number;
      readonly urgency: 'calm' | 'soon' | 'late';
    }
  /** The work is over, and was in time or not. */
  | { readonly state: 'kept' | 'missed' };

const minuteMs = 60_000;
const soonest = 15 * minuteMs;
const latest = 4 * 60 * minuteMs;

/** What is due next on a ticket at `now`: its first answer, and once that is given its resolution. */
export function clockOf(ticket: Ticket, now: number): SlaClock {
  const { sla, status } = ticket;
  if (sla === null) return { state: 'none' };
  const isMissed = sla.firstResponseBreached || sla.resolutionBreached;
  if (isDone(status)) return { state: isMissed ? 'missed' : 'kept' };
  if (sla.pausedAt !== null) return { state: 'paused', since: Date.parse(sla.pausedAt), isMissed };
  const isAnswered = ticket.firstRespondedAt !== null || sla.firstResponseDueAt === null;
  const target: SlaTarget = isAnswered ? 'resolution' : 'firstResponse';
  const due = isAnswered ? sla.resolutionDueAt : sla.firstResponseDueAt;
  if (due === null) return { state: 'none' };
  const dueAt = Date.parse(due);
  const leftMs = dueAt - now;
  const isLate = leftMs <= 0 || (isAnswered ? sla.resolutionBreached : sla.firstResponseBreached);
  const urgency = isLate ? 'late' : leftMs <= soonWithin(dueAt - Date.parse(ticket.createdAt)) ? 'soon' : 'calm';
  return { state: 'running', target, dueAt, leftMs, urgency };
}

/** A deadline is near in the last quarter of its span, but never less than 15 minutes before it nor more than 4 hours. */
function soonWithin(spanMs: number): number {
  return Math.min(Math.max(spanMs / 4, soonest), latest);
}
