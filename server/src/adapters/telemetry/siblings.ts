/** The figures of one process, in Prometheus' text form; null where it did not answer. */
export type ProcessFigures = { readonly number: number; readonly text: string | null };

/** The processes that serve on one machine, this one among them. */
export type Siblings = {
  /** Says how others get the figures of this one. */
  offer(read: () => Promise<string>): void;
  /** The figures of each. */
  gather(): Promise<readonly ProcessFigures[]>;
};

type Rendered = { readonly contentType: string; readonly text: string };
type Family = { readonly headers: string[]; readonly samples: string[] };

const HEADER = /^# (?:HELP|TYPE) (\S+)/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (.*)$/;

/**
 * Makes figures that tell of all processes of the machine: whichever of them is asked, each series has the label `process` with the
 * number of the one that it is from. Sums are left to who reads them: a process that begins anew begins its counters anew, which
 * Prometheus understands of a series and not of a sum.
 */
export function withSiblings<M extends { render(): Promise<Rendered> }>(metrics: M, siblings: Siblings | null): M {
  if (siblings === null) return metrics;
  siblings.offer(async () => (await metrics.render()).text);
  return {
    ...metrics,
    async render() {
      const [{ contentType }, parts] = await Promise.all([metrics.render(), siblings.gather()]);
      return { contentType, text: joinFigures(parts) };
    },
  };
}

/** One exposition made of several, each family in one piece. */
export function joinFigures(parts: readonly ProcessFigures[]): string {
  const families = new Map<string, Family>();
  for (const { number, text } of parts) {
    let family: Family | null = null;
    const isFirst = new Set<string>();
    for (const line of text?.split('\n') ?? []) {
      const name = HEADER.exec(line)?.[1];
      if (name !== undefined) {
        const known = families.get(name);
        if (!known) isFirst.add(name);
        family = known ?? { headers: [], samples: [] };
        families.set(name, family);
        if (isFirst.has(name)) family.headers.push(line);
      } else {
        const [, series, labels, value] = SAMPLE.exec(line) ?? [];
        if (series === undefined) continue;
        family?.samples.push(`${series}{process="${number}"${labels ? `,${labels}` : ''}} ${value}`);
      }
    }
  }
  const up = parts.map(({ number, text }) => `parley_process_up{process="${number}"} ${text === null ? 0 : 1}`);
  const lines = [
    '# HELP parley_process_up Whether a process of this machine told its figures',
    '# TYPE parley_process_up gauge',
    ...up,
    ...[...families.values()].flatMap(({ headers, samples }) => [...headers, ...samples]),
  ];
  return `${lines.join('\n')}\n`;
}
