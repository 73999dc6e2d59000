import { expect, test } from 'vitest';
import type { Sample } from '../scenarios/sample.ts';
import { spread } from './statistics.ts';
import { countFaults, judge } from './verdict.ts';

const none = { refused: 0, unfinished: 0, doubled: 0, missing: 0, misordered: 0, unstored: 0 };

function sample(target: Sample['target'], round: number, rate: number, faults = none): Sample {
  const rest = { firstError: null, ownShare: 0, neighbours: 0 };
  return { scenario: 'pairs', variant: '', target, round, figures: { rate }, faults, ...rest };
}

test('the median of an even number of values is the mean of the middle two', () => {
  expect(spread([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4, count: 4 });
  expect(spread([7])).toEqual({ min: 7, median: 7, max: 7, count: 1 });
  expect(spread([])).toBeNull();
});

test('ratios are taken inside a round, so that a slow minute hits both sides', () => {
  const rows = judge([
    sample('relay', 0, 1000),
    sample('parley', 0, 900),
    sample('parley', 1, 300),
    sample('relay', 1, 500),
  ]);
  expect(rows.map(({ goal, ratio }) => [goal.id, ratio.min, ratio.median, ratio.max])).toEqual([
    ['P1', 0.6, 0.75, 0.9],
  ]);
});

test('a verdict tells aim, goal, noise and miss apart', () => {
  const verdictAt = (rate: number) => judge([sample('relay', 0, 1000), sample('parley', 0, rate)])[0]?.verdict;
  expect([1000, 999, 800, 799, 680, 679].map(verdictAt)).toEqual(['aim', 'met', 'met', 'near', 'near', 'missed']);
});

test("only Parley's faults count, over all rounds", () => {
  const faulty = { ...none, doubled: 2, unstored: 1 };
  expect(
    countFaults([sample('parley', 0, 1, faulty), sample('parley', 1, 1, faulty), sample('naive', 0, 1, faulty)]),
  ).toEqual({
    ...none,
    doubled: 4,
    unstored: 2,
  });
});
