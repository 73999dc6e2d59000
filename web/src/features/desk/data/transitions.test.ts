import { expect, test } from 'vitest';
import { mainMove, reachable, reachableBySome } from './transitions.ts';

test('only statuses that the server takes are offered', () => {
  expect(reachable('open')).toEqual(['open', 'in_progress', 'pending', 'resolved', 'closed']);
  expect(reachable('resolved')).toEqual(['open', 'in_progress', 'resolved', 'closed']);
  expect(reachable('closed')).toEqual(['open', 'closed']);
});

test('for several tickets it is what some of them can take', () => {
  expect(reachableBySome(['closed'])).toEqual(['open']);
  expect(reachableBySome(['closed', 'resolved'])).toEqual(['open', 'in_progress', 'closed']);
  expect(reachableBySome([])).toEqual([]);
});

test('the large button resolves what is under way and brings back what is done', () => {
  expect(mainMove('pending')).toEqual({ move: 'resolve', to: 'resolved' });
  expect(mainMove('closed')).toEqual({ move: 'reopen', to: 'open' });
});
