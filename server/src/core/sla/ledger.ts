import type { TicketPriority, TicketStatus } from '../tickets/types.ts';
import { createCalendar } from './calendar.ts';
import type { CountReason, PauseReason, SlaInterval, SlaPolicy, SlaTargets } from './types.ts';

/** What decides about a ticket's time. */
export type TicketFacts = {
  readonly status: TicketStatus;
  readonly priority: TicketPriority;
  readonly policy: SlaPolicy | null;
  /** Whether an agent has answered the requester. */
  readonly answered: boolean;
};

/** One promise to the requester. `limit` is counted milliseconds, times are milliseconds since 1970. */
export type Target = {
  /** Null while nothing is promised. */
  readonly minutes: number | null;
  /** The amount at which the promise is broken: the target, or more where a change would have left too little of it. */
  readonly limit: number;
  readonly dueAt: number | null;
  readonly breachedAt: number | null;
};

/**
 * The account of a ticket's time. It is only ever written forward: what stands in it does not depend on when, or how
 * often, somebody looked.
 */
export type Ledger = Omit<TicketFacts, 'answered'> & {
  /** Up to where it is written. */
  readonly writtenTo: number;
  /** All milliseconds that counted. */
  readonly counted: number;
  /** What had counted when an agent first answered; null before. */
  readonly answeredAfter: number | null;
  /** The stretch that goes on. */
  readonly current: SlaInterval;
  /** Since when the ticket has been pending. */
  readonly pausedAt: number | null;
  readonly firstResponse: Target;
  readonly resolution: Target;
  /** A target was missed and nobody has been called for it yet. */
  readonly escalationOwed: boolean;
};

/** A ledger and the stretches that ended on the way to it, in order and without gaps. */
export type Step = { readonly ledger: Ledger; readonly ended: readonly SlaInterval[] };

const MINUTE = 60_000;
const UNSET: Target = { minutes: null, limit: 0, dueAt: null, breachedAt: null };

type Governed = Pick<TicketFacts, 'status' | 'priority' | 'policy'>;

/** What is promised for a ticket's priority; null for nothing. */
export function targetsOf({ priority, policy }: Pick<TicketFacts, 'priority' | 'policy'>): SlaTargets | null {
  return policy?.targets[priority] ?? null;
}

/** True while somebody has to work on the ticket, so that business hours count. */
export function isRunning(facts: Governed): boolean {
  return (facts.status === 'open' || facts.status === 'in_progress') && targetsOf(facts) !== null;
}

function isDone({ status }: Pick<TicketFacts, 'status'>): boolean {
  return status === 'resolved' || status === 'closed';
}

/**
 * What a change leaves of a target at least, in milliseconds: a tenth of it, and never less than a minute. Reopening and
 * other targets thus leave some time to whoever has the ticket, and miss nothing by themselves.
 */
export function leastLeft(minutes: number): number {
  return Math.max(MINUTE, (minutes * MINUTE) / 10);
}

/** The ledger of a ticket that begins at `at`. */
export function openLedger(at: number, { status, priority, policy, answered }: TicketFacts): Ledger {
  const ledger: Ledger = {
    status,
    priority,
    policy,
    writtenTo: at,
    counted: 0,
    answeredAfter: answered ? 0 : null,
    current: intervalFrom(at, { status, priority, policy }, 'created'),
    pausedAt: status === 'pending' ? at : null,
    firstResponse: UNSET,
    resolution: UNSET,
    escalationOwed: false,
  };
  return withTargets(ledger, false);
}

/**
 * Writes the ledger forward to `at` with nothing having changed: business hours pass, and targets that were reached on the
 * way are missed. Does nothing for an earlier `at`.
 */
export function advance(ledger: Ledger, at: number): Step {
  if (at <= ledger.writtenTo) return { ledger, ended: [] };
  if (!isRunning(ledger)) return { ledger: { ...ledger, writtenTo: at }, ended: [] };
  const calendar = createCalendar(ledger.policy?.businessHours ?? null);
  const ended: SlaInterval[] = [];
  let { counted, current } = ledger;
  for (const { from, to, open } of calendar.stretches(ledger.writtenTo, at)) {
    if (open) counted += to - from;
    if (open === current.counted) continue;
    if (from > current.from) ended.push({ ...current, to: from });
    const reason = open ? 'business_hours' : 'outside_business_hours';
    current = { from, to: null, counted: open, reason, policyVersion: current.policyVersion };
  }
  const firstResponse = ledger.answeredAfter === null ? afterwards(ledger.firstResponse, at) : ledger.firstResponse;
  const resolution = afterwards(ledger.resolution, at);
  const isMissed = firstResponse !== ledger.firstResponse || resolution !== ledger.resolution;
  const escalationOwed = ledger.escalationOwed || isMissed;
  return { ledger: { ...ledger, writtenTo: at, counted, current, firstResponse, resolution, escalationOwed }, ended };
}

/** A target that was due by `at` is missed, for good: whatever changes later, that stays in the ledger. */
function afterwards(target: Target, at: number): Target {
  if (target.breachedAt !== null || target.dueAt === null || target.dueAt > at) return target;
  return { ...target, breachedAt: target.dueAt };
}

/** Writes the ledger forward to `at`, where facts change. A moment before the last one written counts as that one. */
export function change(before: Ledger, at: number, facts: Partial<TicketFacts>): Step {
  const { ledger, ended } = advance(before, at);
  const { status = ledger.status, priority = ledger.priority, policy = ledger.policy, answered = false } = facts;
  const now = ledger.writtenTo;
  const next = { status, priority, policy };
  const begun = intervalFrom(now, next, reasonToCount(ledger, next));
  const goesOn = isSameKind(ledger.current, begun);
  const changed: Ledger = {
    ...ledger,
    ...next,
    answeredAfter: ledger.answeredAfter ?? (answered ? ledger.counted : null),
    current: goesOn ? ledger.current : begun,
    pausedAt: status === 'pending' ? (ledger.pausedAt ?? now) : null,
    // Whoever resolved the ticket in the meantime has seen it.
    escalationOwed: ledger.escalationOwed && !isDone(next),
  };
  const isEnd = !goesOn && now > ledger.current.from;
  return {
    ledger: withTargets(changed, isDone(ledger) && !isDone(next)),
    ended: isEnd ? [...ended, { ...ledger.current, to: now }] : ended,
  };
}

/** Notes that somebody was called for what was missed. */
export function settleEscalation(ledger: Ledger): Ledger {
  return { ...ledger, escalationOwed: false };
}

/** When the next target is missed unless something happens before; null while no time counts. */
export function nextBreach(ledger: Ledger): number | null {
  if (!isRunning(ledger)) return null;
  const { firstResponse, resolution, answeredAfter } = ledger;
  const open = answeredAfter === null ? [firstResponse, resolution] : [resolution];
  const due = open.flatMap(({ breachedAt, dueAt }) => (breachedAt === null && dueAt !== null ? [dueAt] : []));
  return due.length === 0 ? null : Math.min(...due);
}

/** The same kind of time under the same policy; what counts goes on counting, whatever made it begin. */
function isSameKind(one: SlaInterval, other: SlaInterval): boolean {
  if (one.counted !== other.counted || one.policyVersion !== other.policyVersion) return false;
  return one.counted || one.reason === other.reason;
}

function reasonToCount(from: Governed, to: Governed): CountReason {
  if (isDone(from)) return 'reopened';
  if (from.status === 'pending') return 'resumed';
  return from.policy?.version === to.policy?.version ? 'priority_changed' : 'policy_changed';
}

/** The stretch that begins at `at`. */
function intervalFrom(at: number, facts: Governed, reason: CountReason): SlaInterval {
  const pause = pauseOf(at, facts);
  const policyVersion = facts.policy?.version ?? null;
  return { from: at, to: null, counted: pause === null, reason: pause ?? reason, policyVersion };
}

function pauseOf(at: number, facts: Governed): PauseReason | null {
  const { status, policy } = facts;
  if (status === 'pending' || status === 'resolved' || status === 'closed') return status;
  if (policy === null || targetsOf(facts) === null) return 'no_policy';
  return createCalendar(policy.businessHours).isOpen(at) ? null : 'outside_business_hours';
}

/** The ledger with the promises that its facts ask for. Those that were broken or kept stay as they were. */
function withTargets(ledger: Ledger, reopened: boolean): Ledger {
  const { counted, writtenTo, answeredAfter, firstResponse, resolution } = ledger;
  const calendar = createCalendar(ledger.policy?.businessHours ?? null);
  const targets = targetsOf(ledger);
  const set = (target: Target, minutes: number | null): Target => {
    if (target.breachedAt !== null) return target;
    if (minutes === null) return { ...target, minutes, dueAt: null };
    const least = counted + leastLeft(minutes);
    let limit = minutes === target.minutes ? target.limit : Math.max(minutes * MINUTE, least);
    if (reopened) limit = Math.max(limit, least);
    const dueAt = isDone(ledger) ? target.dueAt : calendar.addCounted(writtenTo, limit - counted);
    return { ...target, minutes, limit, dueAt };
  };
  return {
    ...ledger,
    firstResponse: answeredAfter === null ? set(firstResponse, targets?.firstResponseMinutes ?? null) : firstResponse,
    resolution: set(resolution, targets?.resolutionMinutes ?? null),
  };
}
