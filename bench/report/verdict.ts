import type { Sample } from '../scenarios/sample.ts';
import { type Goal, goals } from './goals.ts';
import { type Spread, spread } from './statistics.ts';

/** A ratio measured, beside what it should be. */
export type Row = {
  readonly goal: Goal;
  readonly ratio: Spread;
  readonly verdict: 'aim' | 'met' | 'near' | 'missed';
};

/** A smaller difference than this part is noise. */
const noise = 0.15;
/** Nothing, or less, where less is better. */
const tiny = 1e-6;

/** A row for each goal that was measured: the ratio inside each round, their median judged. */
export function judge(samples: readonly Sample[]): Row[] {
  return goals.flatMap((goal) => {
    const ratio = spread(ratios(goal, samples));
    return ratio === null ? [] : [{ goal, ratio, verdict: verdictOf(goal, ratio.median) }];
  });
}

/** Faults of Parley over the whole run, by their names; all zero when nothing was lost, doubled or out of order. */
export function countFaults(samples: readonly Sample[]): Sample['faults'] {
  const total = { refused: 0, unfinished: 0, doubled: 0, missing: 0, misordered: 0, unstored: 0 };
  for (const { target, faults } of samples) {
    if (target !== 'parley') continue;
    for (const name of ['refused', 'unfinished', 'doubled', 'missing', 'misordered', 'unstored'] as const) {
      total[name] += faults[name];
    }
  }
  return total;
}

function ratios(goal: Goal, samples: readonly Sample[]): number[] {
  const value = (round: number, { target, variant = '' }: Goal['of']) =>
    samples.find(
      (sample) =>
        sample.scenario === goal.scenario &&
        sample.round === round &&
        sample.target === target &&
        sample.variant === variant,
    )?.figures[goal.figure];
  const rounds = [...new Set(samples.map((sample) => sample.round))];
  return rounds.flatMap((round) => {
    const [of, over] = [value(round, goal.of), value(round, goal.over)];
    if (of === undefined || over === undefined || over === 0) return [];
    return [goal.as === 'difference' ? of - over : of / over];
  });
}

/** How a measured value stands to a wanted one: above one is better than asked, whichever direction is better. */
export function against({ better }: Goal, value: number, wanted: number): number {
  return better === 'higher' ? value / wanted : wanted / Math.max(value, tiny);
}

function verdictOf(goal: Goal, median: number): Row['verdict'] {
  if (against(goal, median, goal.aim) >= 1) return 'aim';
  const reached = against(goal, median, goal.atLeast);
  if (reached >= 1) return 'met';
  return reached >= 1 - noise ? 'near' : 'missed';
}
