import { expect, test } from 'vitest';
import { ticketOf } from '../testing/tickets.ts';
import type { SlaInterval, SlaLedger } from './ledger.ts';
import { storyOf } from './story.ts';

const noon = Date.parse('2026-03-02T12:00:00.000Z');
const hour = 3_600_000;
const at = (hours: number) => new Date(noon + hours * hour).toISOString();

function stretch(from: number, to: number | null, reason: SlaInterval['reason']): SlaInterval {
  const counted = ['created', 'business_hours', 'resumed', 'reopened', 'priority_changed'].includes(reason);
  return { from: at(from), to: to === null ? null : at(to), counted, reason, policyVersion: 1 };
}

function ledgerOf(intervals: SlaInterval[], said: Partial<SlaLedger> = {}): SlaLedger {
  const target = { targetMinutes: 60, countedMinutes: 30, dueAt: at(1), breachedAt: null };
  return {
    policy: null,
    firstResponse: target,
    resolution: { ...target, targetMinutes: 480 },
    pausedAt: null,
    intervals,
    ...said,
  };
}

test('the bar joins stretches of a kind, and its shares make a whole', () => {
  const ledger = ledgerOf([
    stretch(0, 1, 'created'),
    stretch(1, 2, 'priority_changed'),
    stretch(2, 5, 'pending'),
    stretch(5, null, 'resumed'),
  ]);
  const story = storyOf(ledger, ticketOf('t', { firstRespondedAt: at(1) }), noon + 6 * hour);
  expect(story?.stretches.map(({ kind }) => kind)).toEqual(['counted', 'pending', 'counted']);
  expect(story?.stretches.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  expect(story?.countedMs).toBe(3 * hour);
  expect(story?.pauses).toEqual([{ reason: 'pending', ms: 3 * hour }]);
});

test('the longest pause is told first, and the time after the end is none', () => {
  const ledger = ledgerOf([
    stretch(0, 1, 'created'),
    stretch(1, 2, 'pending'),
    stretch(2, 16, 'outside_business_hours'),
    stretch(16, 17, 'business_hours'),
    stretch(17, null, 'resolved'),
  ]);
  const story = storyOf(ledger, ticketOf('t', { status: 'resolved', firstRespondedAt: at(1) }), noon + 99 * hour);
  expect(story?.pauses.map(({ reason }) => reason)).toEqual(['outside_business_hours', 'pending']);
  expect(story?.to).toBe(noon + 17 * hour);
  expect(story?.pledges.map(({ state }) => state)).toEqual(['kept', 'kept']);
});

test('time that a reopened ticket was resolved for is a pause', () => {
  const ledger = ledgerOf([stretch(0, 1, 'created'), stretch(1, 4, 'resolved'), stretch(4, null, 'reopened')]);
  expect(storyOf(ledger, ticketOf('t'), noon + 5 * hour)?.pauses).toEqual([{ reason: 'resolved', ms: 3 * hour }]);
});

test('a pledge is due, late, waiting, kept or missed', () => {
  const ledger = ledgerOf([stretch(0, null, 'created')]);
  const states = (said: Parameters<typeof ticketOf>[1], hours: number, given = ledger) =>
    storyOf(given, ticketOf('t', said), noon + hours * hour)?.pledges.map(({ state }) => state);
  expect(states({}, 0.5)).toEqual(['due', 'due']);
  expect(states({}, 2)).toEqual(['late', 'late']);
  expect(states({ status: 'pending', firstRespondedAt: at(0) }, 2)).toEqual(['kept', 'paused']);
  const target = { targetMinutes: 60, countedMinutes: 90, dueAt: at(1), breachedAt: at(1) };
  const broken = { ...ledger, firstResponse: target, resolution: target };
  expect(states({ firstRespondedAt: at(2) }, 3, broken)).toEqual(['missed', 'late']);
});

test('where nothing was promised there is nothing to tell', () => {
  expect(storyOf(ledgerOf([], { firstResponse: null, resolution: null }), ticketOf('t'), noon)).toBeNull();
});
