import type { Tracing } from '../tracing.ts';
import { type Delivery, labelOf, type Outlet } from './types.ts';

/** Deliveries that are sent together, and the spans of that. */
export type Tracked<One extends Delivery> = {
  /** As they are to be sent: they bear the place of their own span. */
  readonly run: readonly One[];
  /** So many of the first ones were taken; with an error none was, and it is of the first one. */
  end(taken: number, error?: string): void;
};

/** Begins a span for each delivery that belongs to a trace. Where none are wanted here, places that others noted leave as they are. */
export function track<One extends Delivery>(
  tracing: Tracing | null,
  outlet: Outlet,
  run: readonly One[],
): Tracked<One> {
  if (tracing === null) return { run, end() {} };
  const spans = run.map(({ trace, name }) =>
    trace
      ? tracing.onward(trace, `send ${labelOf(outlet.name)}`, {
          'parley.outlet': labelOf(outlet.name),
          'parley.event': name,
        })
      : null,
  );
  return {
    run: run.map((one, index) => ({ ...one, trace: spans[index]?.place() ?? null })),
    end(taken, error) {
      spans.forEach((span, index) => {
        // What was not sent is tried again, and has another span then.
        if (index < taken) span?.end();
        else if (index === 0) span?.end(error);
      });
    },
  };
}
