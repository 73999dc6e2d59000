import type { Ticket } from '@parley/client';
import { expect, test } from 'vitest';
import { ticketOf } from '../testing/tickets.ts';
import { clockOf } from './clock.ts';

const noon = Date.parse('2026-03-02T12:00:00.000Z');
const minute = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

function promised(said: Partial<Ticket> = {}, sla: Partial<NonNullable<Ticket['sla']>> = {}): Ticket {
  const due = { firstResponseDueAt: iso(noon + 60 * minute), resolutionDueAt: iso(noon + 480 * minute) };
  return ticketOf('t', {
    sla: { ...due, firstResponseBreached: false, resolutionBreached: false, pausedAt: null, ...sla },
    ...said,
  });
}

test('the first answer is due until it is given, then the resolution', () => {
  expect(clockOf(promised(), noon)).toMatchObject({ target: 'firstResponse', leftMs: 60 * minute, urgency: 'calm' });
  const answered = promised({ firstRespondedAt: iso(noon) });
  expect(clockOf(answered, noon)).toMatchObject({ target: 'resolution', leftMs: 480 * minute, urgency: 'calm' });
});

test('it grows urgent in the last quarter, and is late from the deadline on', () => {
  expect(clockOf(promised(), noon + 44 * minute)).toMatchObject({ urgency: 'calm' });
  expect(clockOf(promised(), noon + 45 * minute)).toMatchObject({ urgency: 'soon' });
  expect(clockOf(promised(), noon + 60 * minute)).toMatchObject({ urgency: 'late', leftMs: 0 });
});

test('it stands while the requester is waited for, and is over when the ticket is', () => {
  const pausedAt = iso(noon);
  expect(clockOf(promised({ status: 'pending' }, { pausedAt }), noon)).toEqual({
    state: 'paused',
    since: noon,
    isMissed: false,
  });
  expect(clockOf(promised({ status: 'resolved' }), noon)).toEqual({ state: 'kept' });
  expect(clockOf(promised({ status: 'closed' }, { firstResponseBreached: true }), noon)).toEqual({ state: 'missed' });
});

test('where nothing is promised there is no clock', () => {
  expect(clockOf(ticketOf('t'), noon)).toEqual({ state: 'none' });
  expect(clockOf(promised({ firstRespondedAt: iso(noon) }, { resolutionDueAt: null }), noon)).toEqual({
    state: 'none',
  });
});
