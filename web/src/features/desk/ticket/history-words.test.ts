import type { TicketEvent } from '@parley/client';
import { expect, test } from 'vitest';
import { historyWords } from './history-words.ts';

const event = (action: TicketEvent['action'], field: string | null, from: unknown, to: unknown): TicketEvent => ({
  id: 'h',
  at: '2026-03-02T12:00:00.000Z',
  actorId: 'bo',
  actor: null,
  action,
  field,
  from,
  to,
});

test('each event says what it did', () => {
  expect(historyWords(event('status_changed', 'status', 'open', 'pending'))).toEqual({
    kind: 'status',
    from: 'open',
    to: 'pending',
  });
  expect(historyWords(event('assigned', 'assigneeId', null, 'lena'))).toEqual({ kind: 'assigned', to: 'lena' });
  expect(historyWords(event('assigned', 'assigneeId', 'lena', null))).toEqual({ kind: 'unassigned' });
  expect(historyWords(event('commented', 'note', null, 'n1'))).toEqual({ kind: 'noted' });
  expect(historyWords(event('escalated', 'priority', 'urgent', 'urgent'))).toMatchObject({ kind: 'escalated' });
  expect(historyWords(event('rated', 'rating', null, 4))).toEqual({ kind: 'rated', score: 4 });
  expect(historyWords(event('updated', 'tags', ['a', 'b'], ['b', 'c']))).toEqual({
    kind: 'tags',
    added: ['c'],
    removed: ['a'],
  });
});

test('what there are no words for is a change all the same', () => {
  expect(historyWords(event('updated', 'metadata', {}, {}))).toEqual({ kind: 'changed' });
  expect(historyWords(event('status_changed', 'status', 'open', 'lost'))).toEqual({ kind: 'changed' });
});
