import { expect, test } from 'vitest';
import { Ledger } from './ledger.ts';

const pair = [{ id: 'c', members: [0, 1] }];

test('a conversation that both members saw in full has no fault', () => {
  const ledger = new Ledger(2, pair);
  ledger.acked(0, 1);
  ledger.delivered(1, 1);
  ledger.delivered(0, 2);
  ledger.acked(1, 2);
  expect([ledger.missing(pair), ledger.doubled, ledger.misordered]).toEqual([0, 0, 0]);
});

test('a number that a member never saw is missing, also the last one', () => {
  const ledger = new Ledger(2, pair);
  for (const seq of [1, 2, 3]) ledger.acked(0, seq);
  ledger.delivered(1, 1);
  ledger.delivered(1, 2);
  expect(ledger.missing(pair)).toBe(1);
});

test('a number that nobody saw is missing for everybody', () => {
  const ledger = new Ledger(2, pair);
  ledger.acked(0, 2);
  ledger.delivered(1, 2);
  expect(ledger.missing(pair)).toBe(2);
});

test('a number seen twice is doubled, and a delivery after a higher one is out of order', () => {
  const ledger = new Ledger(2, pair);
  ledger.delivered(1, 2);
  ledger.delivered(1, 2);
  ledger.delivered(1, 1);
  expect([ledger.doubled, ledger.misordered]).toEqual([1, 1]);
});

test('numbers go on where the conversation stood', () => {
  const grown = [{ id: 'c', members: [0, 1], lastSeq: 500 }];
  const ledger = new Ledger(2, grown);
  ledger.acked(0, 501);
  ledger.delivered(1, 501);
  expect(ledger.missing(grown)).toBe(0);
  expect(() => ledger.acked(0, 500)).toThrow('was taken');
});
