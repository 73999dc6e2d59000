import { expect, test } from 'vitest';
import { ticketOf } from '../testing/tickets.ts';
import { comparator, filterCount, matches, readQuery, toFilters, viewQuery, writeQuery } from './query.ts';

test('an address says again what it was read as, and nothing that goes without saying', () => {
  const words = {
    view: 'mine',
    status: 'open,pending',
    priority: 'urgent',
    category: 'a,b',
    tag: 'vip',
    q: 'refund',
    sort: 'createdAt',
  };
  expect(writeQuery(readQuery(words))).toEqual(words);
  expect(writeQuery(readQuery({ view: 'open', sort: '-priority', q: '' }))).toEqual({});
});

test('what an address should not have is left out', () => {
  const query = readQuery({ view: 'everything', status: 'open,lost', sort: 'beauty', assignee: 'bo' });
  expect(query).toEqual({ ...viewQuery('open'), status: ['open'], assignee: 'bo' });
  expect(readQuery({ view: 'unassigned', assignee: 'bo' }).assignee).toBeNull();
});

test('a view and its filters become those of the API', () => {
  expect(toFilters(viewQuery('unassigned'))).toEqual({ status: 'open,in_progress,pending', assigneeId: 'none' });
  expect(toFilters(viewQuery('breached'))).toEqual({ status: 'open,in_progress,pending', slaBreached: 'true' });
  const query = readQuery({ view: 'done', status: 'closed', priority: 'low,high', requester: 'ann' });
  expect(toFilters(query)).toEqual({ status: 'closed', priority: 'low,high', requesterId: 'ann' });
  expect(filterCount(query)).toBe(3);
});

test('whether a ticket belongs to a view is known without asking', () => {
  const late = {
    firstResponseDueAt: null,
    resolutionDueAt: null,
    firstResponseBreached: true,
    resolutionBreached: false,
    pausedAt: null,
  };
  const mine = ticketOf('t1', { assigneeId: 'me-id', tags: ['vip'] });
  expect(matches(mine, viewQuery('mine'), 'me-id')).toBe(true);
  expect(matches(mine, viewQuery('mine'), 'bo')).toBe(false);
  expect(matches(mine, viewQuery('unassigned'), 'me-id')).toBe(false);
  expect(matches(mine, viewQuery('breached'), 'me-id')).toBe(false);
  expect(matches({ ...mine, sla: late }, viewQuery('breached'), 'me-id')).toBe(true);
  expect(matches({ ...mine, status: 'closed' }, viewQuery('done'), 'me-id')).toBe(true);
  expect(matches(mine, readQuery({ tag: 'other' }), 'me-id')).toBe(false);
  expect(matches(mine, readQuery({ assignee: 'none' }), 'me-id')).toBe(false);
});

test('tickets are ordered as the server orders them: by rank, then time, then id, all in one direction', () => {
  const low = ticketOf('a', { priority: 'low' });
  const early = ticketOf('b', { priority: 'high', createdAt: '2026-03-01T00:00:00.000Z' });
  const [one, other] = [ticketOf('c', { priority: 'high' }), ticketOf('d', { priority: 'high' })];
  const ids = [low, one, early, other].sort(comparator('-priority')).map(({ id }) => id);
  expect(ids).toEqual(['d', 'c', 'b', 'a']);
  expect([other, one, early].sort(comparator('createdAt')).map(({ id }) => id)).toEqual(['b', 'c', 'd']);
});
