import type { Ticket } from '@parley/client';
import { isDone } from '../data/transitions.ts';
import type { SlaTarget } from './clock.ts';
import type { SlaInterval, SlaLedger } from './ledger.ts';

/** How one promise stands. Durations in milliseconds, times since 1970. */
export type Pledge = {
  readonly target: SlaTarget;
  readonly state: 'due' | 'late' | 'paused' | 'kept' | 'missed';
  readonly targetMs: number;
  readonly usedMs: number;
  /** While it is due or late. */
  readonly dueAt: number | null;
};

/** Why time did not count. */
export type Pause = 'pending' | 'outside_business_hours' | 'resolved' | 'no_policy';

/** A stretch of the bar; shares of the whole add up to 1. */
export type Stretch = {
  readonly kind: 'counted' | Pause;
  readonly from: number;
  readonly to: number;
  readonly share: number;
};

/** A ticket's account of time, as it is told. */
export type SlaStory = {
  readonly pledges: readonly Pledge[];
  readonly countedMs: number;
  /** How long the clock stood still, by reason, the longest first; what came after the work was over is not among them. */
  readonly pauses: readonly { readonly reason: Pause; readonly ms: number }[];
  readonly stretches: readonly Stretch[];
  /** From where to where the bar goes. */
  readonly from: number;
  readonly to: number;
};

const minuteMs = 60_000;

/** Tells the account of a ticket's time as of `now`. Null where nothing was ever promised. */
export function storyOf(ledger: SlaLedger, ticket: Ticket, now: number): SlaStory | null {
  const { firstResponse, resolution } = ledger;
  const pledges = [
    ...(firstResponse ? [pledgeOf('firstResponse', firstResponse, ticket, now)] : []),
    ...(resolution ? [pledgeOf('resolution', resolution, ticket, now)] : []),
  ];
  if (pledges.length === 0) return null;
  const stretches = stretchesOf(ledger.intervals, isDone(ticket.status), now);
  const from = stretches[0]?.from ?? now;
  const to = stretches.at(-1)?.to ?? now;
  const total = Math.max(to - from, 1);
  const sums = new Map<Stretch['kind'], number>();
  for (const { kind, ...at } of stretches) sums.set(kind, (sums.get(kind) ?? 0) + at.to - at.from);
  // Seconds are not worth a word.
  const pauses = [...sums].flatMap(([reason, ms]) => (reason === 'counted' || ms < minuteMs ? [] : [{ reason, ms }]));
  return {
    pledges,
    countedMs: sums.get('counted') ?? 0,
    pauses: pauses.sort((one, other) => other.ms - one.ms),
    stretches: stretches.map((stretch) => ({ ...stretch, share: (stretch.to - stretch.from) / total })),
    from,
    to,
  };
}

type Account = NonNullable<SlaLedger['firstResponse']>;

function pledgeOf(target: SlaTarget, account: Account, ticket: Ticket, now: number): Pledge {
  const isOver = target === 'firstResponse' ? ticket.firstRespondedAt !== null : isDone(ticket.status);
  const dueAt = account.dueAt === null ? null : Date.parse(account.dueAt);
  const amounts = { target, targetMs: account.targetMinutes * minuteMs, usedMs: account.countedMinutes * minuteMs };
  const isMissed = account.breachedAt !== null;
  if (isOver || (target === 'firstResponse' && isDone(ticket.status)))
    return { ...amounts, state: isMissed ? 'missed' : 'kept', dueAt: null };
  if (isMissed || (dueAt !== null && dueAt <= now && ticket.status !== 'pending'))
    return { ...amounts, state: 'late', dueAt };
  return dueAt === null || ticket.status === 'pending'
    ? { ...amounts, state: 'paused', dueAt: null }
    : { ...amounts, state: 'due', dueAt };
}

/** The intervals up to now, neighbours of a kind as one; the time after the work was over only if it went on again. */
function stretchesOf(
  intervals: readonly SlaInterval[],
  isOver: boolean,
  now: number,
): readonly Omit<Stretch, 'share'>[] {
  const stretches: { kind: Stretch['kind']; from: number; to: number }[] = [];
  for (const interval of intervals) {
    const [from, to] = [Date.parse(interval.from), interval.to === null ? now : Date.parse(interval.to)];
    const kind = kindOf(interval);
    const last = stretches.at(-1);
    if (to <= from) continue;
    if (last?.kind === kind) last.to = to;
    else stretches.push({ kind, from, to });
  }
  if (isOver && stretches.at(-1)?.kind === 'resolved') stretches.pop();
  return stretches;
}

function kindOf({ counted, reason }: SlaInterval): Stretch['kind'] {
  if (counted) return 'counted';
  switch (reason) {
    case 'pending':
    case 'outside_business_hours':
    case 'no_policy':
      return reason;
    default:
      return 'resolved';
  }
}
