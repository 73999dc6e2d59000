import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { direction } from '../../i18n/direction.ts';

export type Series = {
  readonly name: string;
  readonly kind: 'bar' | 'area' | 'line';
  /** A colour of the theme, `accent`. */
  readonly colour: string;
  /** One for each label; null: not known. */
  readonly values: readonly (number | null)[];
};

type TimeChartProps = {
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** Where the scale ends, if that is fixed; it begins at 0, or at 1 then. */
  readonly most?: number;
  /** Where the scale has its lines, from the first to the last, if not as it comes. */
  readonly ticks?: readonly number[];
};

/** Figures over time. */
export function TimeChart({ labels, series, format, most, ticks }: TimeChartProps) {
  const data = labels.map((label, index) => ({
    label,
    ...Object.fromEntries(series.map(({ values }, place) => [`s${place}`, values[index] ?? null])),
  }));
  const isMirrored = direction() === 'rtl';
  const tick = { fill: 'var(--muted)', fontSize: 11 };
  return (
    <ResponsiveContainer width="100%" height={220}>
      <ComposedChart data={data} margin={{ top: 4, right: 4, bottom: 0, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="label"
          reversed={isMirrored}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          minTickGap={24}
        />
        <YAxis
          orientation={isMirrored ? 'right' : 'left'}
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={56}
          allowDecimals={false}
          {...(most !== undefined && { domain: [1, most] as const, tickCount: most })}
          {...(ticks !== undefined && { domain: [0, ticks.at(-1) ?? 0] as const, ticks })}
          tickFormatter={format}
        />
        <Tooltip
          cursor={{ fill: 'var(--subtle)', opacity: 0.6 }}
          isAnimationActive={false}
          contentStyle={{
            background: 'var(--surface)',
            border: '1px solid var(--line)',
            borderRadius: 8,
            fontSize: 12,
            color: 'var(--ink)',
          }}
          formatter={(value) => (typeof value === 'number' ? format(value) : '–')}
        />
        {series.length > 1 && <Legend iconType="plainline" wrapperStyle={{ fontSize: 12 }} />}
        {series.map((one, place) => drawn(one, `s${place}`))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function drawn({ name, kind, colour }: Series, dataKey: string) {
  const paint = `var(--${colour})`;
  const common = { key: dataKey, dataKey, name, isAnimationActive: false } as const;
  if (kind === 'bar') return <Bar {...common} key={dataKey} fill={paint} radius={[3, 3, 0, 0]} maxBarSize={28} />;
  if (kind === 'area') {
    return <Area {...common} key={dataKey} stroke={paint} strokeWidth={2} fill={paint} fillOpacity={0.12} />;
  }
  return <Line {...common} key={dataKey} stroke={paint} strokeWidth={2} dot={{ r: 2 }} connectNulls />;
}
