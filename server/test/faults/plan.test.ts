import { describe, expect, test } from 'vitest';
import {
  clusterPlan,
  endlessPlan,
  FAULTS,
  type Fault,
  faultsOf,
  type Step,
  shortClusterPlan,
  shortPlan,
} from './plan.ts';
import { bodyHash, random } from './prng.ts';

function first(seed: number, count: number, plan = endlessPlan(seed)): Step[] {
  return Array.from({ length: count }, () => plan.next().value).filter((step) => step !== undefined);
}

function counted(steps: readonly Step[]): Map<Fault, number> {
  const counts = new Map<Fault, number>();
  for (const { fault } of steps) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return counts;
}

describe('a plan', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(first(7, 100)).toEqual(first(7, 100));
    expect(first(7, 100)).not.toEqual(first(8, 100));
    expect(shortPlan(7)).toEqual(shortPlan(7));
    expect(shortPlan(7)).not.toEqual(shortPlan(8));
  });

  test('holds every fault before long', () => {
    const single = faultsOf({ nodes: 1, kafka: false });
    expect(new Set(first(3, 12).map(({ fault }) => fault))).toEqual(new Set(single));
    expect(new Set(first(3, 26, clusterPlan(3, true)).map(({ fault }) => fault))).toEqual(new Set(FAULTS));
  });

  test('for several nodes does without what needs a broker, where there is none', () => {
    const faults = new Set(first(3, 48, clusterPlan(3, false)).map(({ fault }) => fault));
    expect(faults).toEqual(new Set(FAULTS.filter((fault) => fault !== 'F9' && fault !== 'P6')));
  });

  test('for CI over several nodes holds what one of them cannot meet, once each', () => {
    const single = new Set(faultsOf({ nodes: 1, kafka: false }));
    const counts = counted(shortClusterPlan(1, true));
    expect(new Set(counts.keys())).toEqual(new Set(FAULTS.filter((fault) => !single.has(fault))));
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
  });

  test('for CI kills the database ten times, and the server at each failpoint', () => {
    const counts = counted(shortPlan(1));
    expect((counts.get('F3') ?? 0) + (counts.get('F1+F3') ?? 0)).toBeGreaterThanOrEqual(10);
    for (const point of ['P1', 'P2', 'P3', 'P4'] as const) expect(counts.get(point)).toBe(1);
  });
});

describe('a random stream', () => {
  test('depends on its seed and its name alone', () => {
    const draws = (seed: number, name: string): number[] => {
      const draw = random(seed, name);
      return Array.from({ length: 50 }, () => draw.next());
    };
    expect(draws(1, 'ann')).toEqual(draws(1, 'ann'));
    expect(draws(1, 'ann')).not.toEqual(draws(1, 'bo'));
    expect(draws(1, 'ann')).not.toEqual(draws(2, 'ann'));
    expect(draws(1, 'ann').every((value) => value >= 0 && value < 1)).toBe(true);
  });

  test('shuffles without losing or doubling', () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    const shuffled = random(1, 'cards').shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  });

  test('hashes texts apart', () => {
    const hashes = Array.from({ length: 20_000 }, (_, index) => bodyHash(`text ${index}`));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
