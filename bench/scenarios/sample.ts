import type { Faults } from '../load/job.ts';
import type { Measured } from '../measure.ts';
import type { ScenarioName } from '../options.ts';
import type { TargetName } from '../targets/target.ts';

/** What a sample can tell; absent where it makes no sense in a scenario. Rates are per second, CPU in ms per 1,000. */
export type Figure =
  | 'rate'
  | 'deliveryRate'
  | 'p50'
  | 'p99'
  | 'cpu'
  | 'serverCpu'
  | 'databaseCpu'
  | 'cpuPerDelivery'
  | 'kilobytes';

/** One target measured once. */
export type Sample = {
  readonly scenario: ScenarioName;
  /** Which of several sizes or routes, '' where there is but one. */
  readonly variant: string;
  readonly target: TargetName;
  readonly round: number;
  readonly figures: Partial<Record<Figure, number>>;
  /** Faults of numbering and delivery, and acknowledged messages that are not stored (or stored ones too many). */
  readonly faults: Faults & { readonly unstored: number };
  readonly firstError: string | null;
  /** Part of a core that the load itself used, and that processes outside the benchmark used. */
  readonly ownShare: number;
  readonly neighbours: number;
};

/** The figures that follow from a measured window; none when the target refused what was asked of it. */
export function windowFigures(measured: Measured): Sample['figures'] {
  const { completed, deliveries, seconds, serverCpu, databaseCpu, p50, p99 } = measured;
  if (measured.faults.refused > 0) return {};
  const perThousand = (milliseconds: number, count: number) => (count === 0 ? {} : (milliseconds / count) * 1000);
  const known = {
    rate: completed / seconds,
    deliveryRate: deliveries / seconds,
    p50,
    p99,
    cpu: perThousand(serverCpu + databaseCpu, completed),
    serverCpu: perThousand(serverCpu, completed),
    databaseCpu: perThousand(databaseCpu, completed),
    cpuPerDelivery: perThousand(serverCpu + databaseCpu, deliveries),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => typeof value === 'number'));
}
