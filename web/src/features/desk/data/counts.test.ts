import { expect, test } from 'vitest';
import { ticketOf } from '../testing/tickets.ts';
import { counted } from './counts.ts';

const counts = { unassigned: 5, mine: 2, open: 9, pending: 1, breached: 3, done: 4 };

test('a new ticket counts where it belongs', () => {
  expect(counted(counts, ticketOf('t'), null, 'me')).toEqual({ ...counts, unassigned: 6, open: 10 });
});

test('a change moves a ticket from the views that it was in to those that it is in', () => {
  const taken = ticketOf('t', { assigneeId: 'me', status: 'pending' });
  const changes = [
    { field: 'assigneeId', from: null, to: 'me' },
    { field: 'status', from: 'open', to: 'pending' },
  ];
  expect(counted(counts, taken, changes, 'me')).toEqual({ ...counts, unassigned: 4, mine: 3, pending: 2 });
  const done = ticketOf('t', { assigneeId: 'bo', status: 'resolved' });
  const step = [{ field: 'status', from: 'open', to: 'resolved' }];
  expect(counted(counts, done, step, 'me')).toEqual({ ...counts, open: 8, done: 5 });
});
