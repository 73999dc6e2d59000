import { expect, test } from 'vitest';
import { ticketOf } from '../testing/tickets.ts';
import { arrange, intoPages, neighbour, stirOf } from './arrangement.ts';
import { viewQuery } from './query.ts';

const at = (minute: number) => `2026-03-02T12:${String(minute).padStart(2, '0')}:00.000Z`;
const query = { ...viewQuery('open'), sort: '-createdAt' as const };
const plain = { query, me: 'me', hasMore: false, openId: null };
const shown = [
  ticketOf('c', { createdAt: at(3) }),
  ticketOf('b', { createdAt: at(2) }),
  ticketOf('a', { createdAt: at(1) }),
];
const ids = (tickets: readonly { readonly id: string }[]) => tickets.map(({ id }) => id).join('');

test('a new ticket comes in at its place, one that belongs elsewhere goes', () => {
  const fresh = ticketOf('d', { createdAt: at(4) });
  expect(ids(arrange(shown, [fresh], plain))).toBe('dcba');
  const changed = shown.map((ticket) => (ticket.id === 'b' ? { ...ticket, status: 'resolved' as const } : ticket));
  expect(ids(arrange(changed, [ticketOf('b', { status: 'resolved' })], plain))).toBe('ca');
});

test('the ticket that is open stays, and one that did not change is not looked at', () => {
  const changed = shown.map((ticket) => (ticket.id === 'b' ? { ...ticket, status: 'resolved' as const } : ticket));
  expect(arrange(changed, changed, { ...plain, openId: 'b' })).toBe(changed);
  expect(arrange(changed, [], plain)).toBe(changed);
});

test('what would stand behind the end of what is loaded waits for its page', () => {
  const old = ticketOf('0', { createdAt: at(0) });
  expect(arrange(shown, [old], { ...plain, hasMore: true })).toBe(shown);
  expect(ids(arrange(shown, [old], plain))).toBe('cba0');
});

test('a stir counts what is new, and tells whether others move', () => {
  const fresh = ticketOf('d', { createdAt: at(4) });
  expect(stirOf(shown, [fresh, ...shown])).toEqual({ added: 1, isMoving: false });
  expect(stirOf(shown, shown.toReversed())).toEqual({ added: 0, isMoving: true });
  expect(stirOf(shown, shown.slice(1))).toEqual({ added: 0, isMoving: true });
  expect(stirOf(shown, shown)).toEqual({ added: 0, isMoving: false });
});

test('rows go back into pages of the lengths that were, the last one taking the rest', () => {
  expect(intoPages([1, 2, 3, 4, 5], [2, 2])).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  expect(intoPages([1], [2, 2])).toEqual([[1], []]);
});

test('the neighbour of a ticket that left the list is found from where it stood', () => {
  const order = ['a', 'b', 'c'];
  expect(neighbour(order, 'b', 1, 1)).toBe('c');
  expect(neighbour(order, 'c', 2, 1)).toBeNull();
  expect(neighbour(order, 'gone', 1, 1)).toBe('b');
  expect(neighbour(order, 'gone', 1, -1)).toBe('a');
  expect(neighbour(order, 'gone', 0, -1)).toBeNull();
});
