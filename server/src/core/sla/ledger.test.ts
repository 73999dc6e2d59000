import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/support/seeds.ts';
import { MINUTE, pastCase, watch } from '../../../test/support/sla-model.ts';
import { createCalendar } from './calendar.ts';
import {
  advance,
  change,
  isRunning,
  type Ledger,
  leastLeft,
  nextBreach,
  openLedger,
  type Step,
  type TicketFacts,
} from './ledger.ts';
import { beginningOf, replay, turnsOf } from './replay.ts';
import { reportOf } from './report.ts';
import type { SlaInterval, SlaPolicy, SlaTargets } from './types.ts';

const START = Date.parse('2026-11-20T08:00:00Z');
const minutes = (count: number) => START + count * MINUTE;
const promise = (firstResponseMinutes: number, resolutionMinutes: number): SlaTargets => ({
  firstResponseMinutes,
  resolutionMinutes,
});
const policyOf = (version: number, medium: SlaTargets | null, urgent: SlaTargets | null = medium): SlaPolicy => ({
  version,
  validFrom: START,
  targets: { low: null, medium, high: null, urgent },
  businessHours: null,
});
const POLICY = policyOf(1, promise(30, 240), promise(10, 60));
const facts: TicketFacts = { status: 'open', priority: 'medium', policy: POLICY, answered: false };

/** A ticket on which things happen at minutes after its beginning. */
function tell(...turns: readonly (readonly [number, Partial<TicketFacts>])[]): {
  ledger: Ledger;
  intervals: SlaInterval[];
} {
  let ledger = openLedger(START, facts);
  const intervals: SlaInterval[] = [];
  for (const [at, turn] of turns) {
    const step = change(ledger, minutes(at), turn);
    intervals.push(...step.ended);
    ledger = step.ledger;
  }
  return { ledger, intervals };
}
const later = (ledger: Ledger, at: number) => advance(ledger, minutes(at)).ledger;

describe('deadlines', () => {
  test('SLA-3 both are counted from the creation', () => {
    const { ledger } = tell();
    expect(ledger.firstResponse).toMatchObject({ minutes: 30, dueAt: minutes(30), breachedAt: null });
    expect(ledger.resolution).toMatchObject({ minutes: 240, dueAt: minutes(240), breachedAt: null });
    expect(nextBreach(ledger)).toBe(minutes(30));
  });

  test('SLA-3 the first answer keeps the first promise, and only the first answer counts', () => {
    const { ledger } = tell([20, { answered: true }], [25, { answered: true }]);
    expect(later(ledger, 100)).toMatchObject({ answeredAfter: 20 * MINUTE, firstResponse: { breachedAt: null } });
    expect(nextBreach(ledger)).toBe(minutes(240));
  });

  test('SLA-3 what is missed is missed at its deadline, whenever somebody looks, and stays so', () => {
    const { ledger } = tell([500, { answered: true }]);
    expect(ledger.firstResponse.breachedAt).toBe(minutes(30));
    expect(ledger.resolution.breachedAt).toBe(minutes(240));
    expect(ledger.escalationOwed).toBe(true);
    const { ledger: after } = change(ledger, minutes(600), { policy: policyOf(2, promise(5000, 9000)) });
    expect(after.resolution).toMatchObject({ breachedAt: minutes(240), dueAt: minutes(240), minutes: 240 });
  });

  test('SLA-3 an answer in the minute in which it is due is late', () => {
    expect(tell([30, { answered: true }]).ledger.firstResponse.breachedAt).toBe(minutes(30));
    const early = change(openLedger(START, facts), minutes(30) - 1, { answered: true });
    expect(early.ledger.firstResponse.breachedAt).toBeNull();
  });
});

describe('pauses', () => {
  test('SLA-4 pending stops both clocks, and they go on where they stopped', () => {
    const { ledger, intervals } = tell([10, { status: 'pending' }], [1000, { status: 'open' }]);
    expect(ledger.firstResponse.dueAt).toBe(minutes(1020));
    expect(ledger.resolution.dueAt).toBe(minutes(1230));
    expect(intervals).toEqual([
      { from: START, to: minutes(10), counted: true, reason: 'created', policyVersion: 1 },
      { from: minutes(10), to: minutes(1000), counted: false, reason: 'pending', policyVersion: 1 },
    ]);
    expect(ledger.current).toMatchObject({ from: minutes(1000), to: null, counted: true, reason: 'resumed' });
  });

  test('SLA-4 while it is pending a ticket shows since when, and its deadlines as they stood', () => {
    const { ledger } = tell([10, { status: 'pending' }]);
    expect(later(ledger, 5000)).toMatchObject({
      pausedAt: minutes(10),
      counted: 10 * MINUTE,
      firstResponse: { dueAt: minutes(30), breachedAt: null },
      resolution: { dueAt: minutes(240), breachedAt: null },
    });
    expect(nextBreach(ledger)).toBeNull();
  });

  test('SLA-5 nights and weekends are stretches of their own, each with its reason', () => {
    const businessHours = { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' };
    const policy = { ...POLICY, businessHours };
    // Friday 15:00 in Berlin; two hours are left, the other two are Monday's.
    const start = Date.parse('2026-11-20T14:00:00Z');
    const ledger = openLedger(start, { ...facts, policy });
    expect(ledger.resolution.dueAt).toBe(Date.parse('2026-11-23T10:00:00Z'));
    const { ended } = advance(ledger, Date.parse('2026-11-23T09:00:00Z'));
    expect(ended.map(({ to, counted, reason }) => [to, counted, reason])).toEqual([
      [Date.parse('2026-11-20T16:00:00Z'), true, 'created'],
      [Date.parse('2026-11-23T08:00:00Z'), false, 'outside_business_hours'],
    ]);
  });
});

describe('the end, and what comes after it', () => {
  test('SLA-6 resolved and closed tickets miss nothing', () => {
    for (const status of ['resolved', 'closed'] as const) {
      const { ledger } = tell([10, { status }]);
      expect(later(ledger, 100_000)).toMatchObject({
        counted: 10 * MINUTE,
        resolution: { breachedAt: null, dueAt: minutes(240) },
      });
      expect(nextBreach(ledger)).toBeNull();
    }
  });

  test('SLA-7 a reopened ticket goes on where it stopped', () => {
    const { ledger, intervals } = tell(
      [60, { answered: true }],
      [100, { status: 'resolved' }],
      [900, { status: 'open' }],
    );
    expect(ledger.resolution.dueAt).toBe(minutes(900 + 140));
    expect(intervals.map(({ reason }) => reason)).toEqual(['created', 'resolved']);
    expect(ledger.current.reason).toBe('reopened');
  });

  test('SLA-7 reopening leaves a tenth of the target at least', () => {
    const { ledger } = tell([1, { answered: true }], [239, { status: 'resolved' }], [900, { status: 'open' }]);
    expect(leastLeft(240)).toBe(24 * MINUTE);
    expect(leastLeft(3)).toBe(MINUTE);
    expect(ledger.resolution.dueAt).toBe(minutes(900 + 24));
    // And what was granted once is not granted on top of itself.
    const { ledger: again } = change(change(ledger, minutes(904), { status: 'closed' }).ledger, minutes(950), {
      status: 'open',
    });
    expect(again.resolution.dueAt).toBe(minutes(950 + 24));
  });

  test('SLA-7 what was missed before is not missed again, and nobody is called for it on reopening', () => {
    const { ledger } = tell([1, { answered: true }], [300, { status: 'resolved' }], [310, { status: 'open' }]);
    expect(ledger.resolution.breachedAt).toBe(minutes(240));
    expect(ledger.escalationOwed).toBe(false);
    expect(nextBreach(ledger)).toBeNull();
  });
});

describe('other targets', () => {
  test('SLA-8 another priority has its own deadlines, counted from the creation', () => {
    const { ledger } = tell([5, { priority: 'urgent' }]);
    expect(ledger.firstResponse.dueAt).toBe(minutes(10));
    expect(ledger.resolution.dueAt).toBe(minutes(60));
    expect(ledger.current).toMatchObject({ from: START, reason: 'created' });
  });

  test('SLA-8 a target that is used up already leaves a tenth of it', () => {
    const { ledger } = tell([20, { answered: true }], [200, { priority: 'urgent' }]);
    expect(ledger.resolution).toMatchObject({ minutes: 60, dueAt: minutes(206), breachedAt: null });
  });

  test('SLA-8 a policy holds from its beginning on; what is the same in it changes nothing', () => {
    const before = tell([28, {}]).ledger;
    const { ledger, ended } = change(before, minutes(28), { policy: policyOf(2, promise(30, 300)) });
    expect(ledger.firstResponse.dueAt).toBe(minutes(30));
    expect(ledger.resolution.dueAt).toBe(minutes(300));
    expect(ended).toEqual([{ from: START, to: minutes(28), counted: true, reason: 'created', policyVersion: 1 }]);
    expect(ledger.current).toMatchObject({ reason: 'policy_changed', policyVersion: 2 });
  });

  test('SLA-8 without a target nothing counts and nothing is due', () => {
    const { ledger } = tell([20, { priority: 'high' }], [50, { priority: 'medium' }]);
    expect(ledger.counted).toBe(20 * MINUTE);
    expect(ledger.firstResponse.dueAt).toBe(minutes(60));
    const { ledger: without } = tell([20, { priority: 'high' }]);
    expect(without.current.reason).toBe('no_policy');
    expect(reportOf(without, [], minutes(30))).toMatchObject({ policy: null, firstResponse: null, resolution: null });
  });
});

describe('for any past', () => {
  test('SLA-9 the ledger is what a person with a watch would have written, minute by minute', () => {
    fc.assert(
      fc.property(pastCase, (past) => {
        const watched = watch(past);
        const written = replay(past);
        const { ledger, ended } = advance(written.ledger, past.until);
        const breaches = [ledger.firstResponse.breachedAt, ledger.resolution.breachedAt];
        expect(ledger.counted).toBe(watched.counted);
        expect(ledger.answeredAfter).toBe(watched.answeredAfter);
        expect(ledger.pausedAt).toBe(watched.pausedAt);
        expect(breaches).toEqual([watched.response.breachedAt, watched.resolution.breachedAt]);
        // A reopening never misses anything by itself.
        for (const at of watched.reopenings) {
          for (const missed of breaches) expect(missed !== null && missed >= at && missed < at + MINUTE).toBe(false);
        }
        const intervals = [...written.ended, ...ended, { ...ledger.current, to: past.until }];
        const counted = watched.minuteByMinute;
        expect(intervals[0]?.from).toBe(past.createdAt);
        for (const [i, { from, to, ...kind }] of intervals.entries()) {
          expect(to).toBe(intervals[i + 1]?.from ?? past.until);
          if (i > 0) expect(to).toBeGreaterThan(from);
          for (let at = from; at < (to ?? past.until); at += MINUTE)
            expect(counted[(at - past.createdAt) / MINUTE]).toBe(kind.counted);
        }
      }),
      runs(250),
    );
  }, 30_000);

  test('SLA-9 it is the same however often somebody looks, and a deadline comes true when nothing happens', () => {
    fc.assert(
      fc.property(pastCase, fc.array(fc.nat(4 * 24 * 60), { maxLength: 20 }), (past, looks) => {
        const { createdAt, until } = past;
        const once = replay(past);
        const twice = { ledger: beginningOf(past), ended: [] as SlaInterval[] };
        const go = ({ ledger, ended }: Step) => {
          twice.ledger = ledger;
          twice.ended.push(...ended);
        };
        const seen = looks.map((after) => createdAt + after * MINUTE).sort((a, b) => a - b);
        for (const { at, facts } of turnsOf(past)) {
          for (const look of seen) if (look < at) go(advance(twice.ledger, look));
          go(change(twice.ledger, at, facts));
        }
        for (const look of seen) if (look < until) go(advance(twice.ledger, look));
        const [one, other] = [advance(once.ledger, until), advance(twice.ledger, until)];
        expect(other.ledger).toEqual(one.ledger);
        expect([...twice.ended, ...other.ended]).toEqual([...once.ended, ...one.ended]);
        const due = nextBreach(one.ledger);
        if (due === null) return;
        expect(isRunning(one.ledger)).toBe(true);
        const { ledger } = advance(one.ledger, due);
        expect([ledger.firstResponse.breachedAt, ledger.resolution.breachedAt]).toContain(due);
        expect(advance(one.ledger, due - 1).ledger.escalationOwed).toBe(one.ledger.escalationOwed);
        const calendar = createCalendar(ledger.policy?.businessHours ?? null);
        expect(calendar.countedBetween(until, due)).toBe(ledger.counted - one.ledger.counted);
      }),
      runs(250),
    );
  }, 30_000);
});
