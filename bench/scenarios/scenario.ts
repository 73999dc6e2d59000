import type { ScenarioName } from '../options.ts';
import type { Stage } from '../stage.ts';
import type { Target, TargetName } from '../targets/target.ts';
import type { Sample } from './sample.ts';

/** One way of loading the targets. `run` measures each target once, in an order that changes from round to round. */
export type Scenario = {
  readonly name: ScenarioName;
  readonly targets: readonly TargetName[];
  /** How many samples a round takes of each target. */
  readonly samplesEach: number;
  run(stage: Stage, round: number): Promise<Sample[]>;
};

/** A measured length in seconds: as the user asked, or the scenario's own. */
export function windowSeconds(stage: Stage, own: number): number {
  return stage.options.seconds ?? own;
}

/** A warm-up in seconds, cut short in a quick run. */
export function warmupSeconds(stage: Stage, own: number): number {
  return stage.options.quick ? Math.min(own, 1) : own;
}

/** The targets of a scenario that the user wants, beginning with another one each round. */
export function targetsOf(stage: Stage, round: number, { targets }: Pick<Scenario, 'targets'>): Target[] {
  const wanted = targets.filter((name) => stage.options.targets.includes(name));
  return rotated(wanted, round).map(stage.target);
}

/** The items, beginning with another one each round, so that none always goes first. */
export function rotated<Item>(items: readonly Item[], round: number): Item[] {
  const by = round % items.length;
  return [...items.slice(by), ...items.slice(0, by)];
}

/** Takes a sample of each variant of a scenario, beginning with another one each round. */
export async function inTurns<Item>(
  stage: Stage,
  { name, round }: { readonly name: ScenarioName; readonly round: number },
  variants: readonly (readonly [variant: string, item: Item])[],
  take: (variant: string, item: Item) => Promise<Sample>,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const [variant, item] of rotated(variants, round)) {
    const label = `${name}, round ${round + 1}, ${variant}`;
    samples.push(await undisturbed(stage, label, () => take(variant, item)));
  }
  return samples;
}

/** The most that neighbours may use of a core before a sample is taken a second time. */
const noisy = 0.35;

/** Takes a sample, and a second time when the machine was too busy with other things; the second one stands. */
export async function undisturbed(stage: Stage, label: string, take: () => Promise<Sample>): Promise<Sample> {
  stage.progress.step(label);
  const sample = await take();
  if (sample.neighbours <= noisy || stage.options.quick) return sample;
  stage.progress.expect(1);
  stage.progress.step(`${label}, again: neighbours used ${sample.neighbours.toFixed(2)} of a core`);
  return take();
}
