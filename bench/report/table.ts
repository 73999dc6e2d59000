import type { Figure, Sample } from '../scenarios/sample.ts';
import { readable, type Spread, spread } from './statistics.ts';
import type { Row } from './verdict.ts';

const verdictWords: Record<Row['verdict'], string> = {
  aim: 'aim reached',
  met: 'reached',
  near: 'missed, within noise',
  missed: 'missed',
};

/** The one table of ratios, as cells of text with a head row. */
export function ratioCells(rows: readonly Row[], faults: Sample['faults']): string[][] {
  const lost = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const faultText = Object.entries(faults).map(([name, count]) => `${name} ${count}`);
  return [
    ['#', 'ratio', 'min', 'median', 'max', 'at least', 'aim', 'verdict'],
    ...rows.map(({ goal, ratio, verdict }) => [
      goal.id,
      goal.title,
      ...[ratio.min, ratio.median, ratio.max].map(readable),
      bound(goal.better, goal.atLeast),
      bound(goal.better, goal.aim),
      verdictWords[verdict],
    ]),
    ['P11', `faults (${faultText.join(', ')})`, '', String(lost), '', '0', '0', lost === 0 ? 'aim reached' : 'missed'],
  ];
}

const units: Record<Figure, string> = {
  rate: '/s',
  deliveryRate: 'deliveries/s',
  p50: 'p50 ms',
  p99: 'p99 ms',
  cpu: 'CPU ms/1,000',
  serverCpu: 'server',
  databaseCpu: 'database',
  cpuPerDelivery: 'CPU ms/1,000 deliveries',
  kilobytes: 'KiB each',
};

const columns: readonly Figure[] = [
  'rate',
  'deliveryRate',
  'p50',
  'p99',
  'cpu',
  'serverCpu',
  'databaseCpu',
  'cpuPerDelivery',
  'kilobytes',
];

/** The absolute figures behind the ratios, for scale only: the median of each over the rounds. */
export function figureCells(samples: readonly Sample[]): string[][] {
  const groups = Map.groupBy(samples, ({ scenario, variant, target }) => `${scenario}\0${variant}\0${target}`);
  const lines = [...groups].map(([key, group]) => {
    const [scenario = '', variant = '', target = ''] = key.split('\0');
    const cell = (pick: (sample: Sample) => number | undefined) => {
      const found: Spread | null = spread(group.flatMap((sample) => pick(sample) ?? []));
      return found === null ? '' : readable(found.median);
    };
    return [
      variant === '' ? scenario : `${scenario}: ${variant}`,
      target,
      ...columns.map((figure) => cell((sample) => sample.figures[figure])),
      cell((sample) => sample.ownShare),
      cell((sample) => sample.neighbours),
    ];
  });
  return [['scenario', 'target', ...columns.map((figure) => units[figure]), 'load', 'neighbours'], ...lines];
}

/** Cells as lines for a terminal, columns aligned. */
export function asText(cells: readonly (readonly string[])[]): string {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Cells as a table of Markdown. */
export function asMarkdown(cells: readonly (readonly string[])[]): string {
  const [head = [], ...body] = cells.map((row) => `| ${row.join(' | ')} |`);
  const rule = `|${(cells[0] ?? []).map(() => ' --- ').join('|')}|`;
  return [head, rule, ...body].join('\n');
}

function bound(better: 'higher' | 'lower', value: number): string {
  return `${better === 'higher' ? '≥' : '≤'} ${value}`;
}
