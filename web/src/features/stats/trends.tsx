import { useMemo } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useLocale, useT } from '../../i18n/use-t.ts';
import { ChartCard } from './chart-card.tsx';
import { durationTicks, formatDuration } from './durations.ts';
import { TimeChart } from './time-chart.tsx';
import type { Point, Stats } from './use-stats.ts';

/** How things went over time: what came in, what was left, how long people waited. */
export function Trends({ points, backlog }: { readonly points: readonly Point[]; readonly backlog: Stats['backlog'] }) {
  const t = useT('stats');
  const format = useFormat();
  const locale = useLocale();
  const day = useMemo(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }), [locale]);
  const labels = points.map(({ from }) => day.format(from));
  const opened = points.map(({ figures }) => figures.total);
  const first = points.map(({ figures }) => figures.firstResponse.medianSeconds);
  const solved = points.map(({ figures }) => figures.resolution.medianSeconds);
  const csat = points.map(({ figures }) => figures.csat.average);
  const days = backlog.map(({ date }) => day.format(new Date(`${date}T12:00`)));
  const count = (value: number | null) => (value === null ? '–' : format.number(Math.round(value * 10) / 10));
  const duration = (value: number | null) => (value === null ? '–' : formatDuration(value, locale));
  return (
    <>
      <ChartCard
        title={t('chart.volume')}
        note={t('chart.volumeNote')}
        columns={[t('from'), t('opened')]}
        rows={labels.map((label, index) => [label, count(opened[index] ?? null)])}
      >
        <TimeChart
          labels={labels}
          format={count}
          series={[{ name: t('opened'), kind: 'bar', colour: 'accent', values: opened }]}
        />
      </ChartCard>
      <ChartCard
        title={t('chart.backlog')}
        note={t('chart.backlogNote')}
        columns={[t('day'), t('openNow')]}
        rows={days.map((label, index) => [label, count(backlog[index]?.open ?? null)])}
      >
        <TimeChart
          labels={days}
          format={count}
          series={[{ name: t('openNow'), kind: 'area', colour: 'info-text', values: backlog.map(({ open }) => open) }]}
        />
      </ChartCard>
      <ChartCard
        title={t('chart.times')}
        note={t('chart.timesNote')}
        columns={[t('from'), t('firstResponse'), t('resolution')]}
        rows={labels.map((label, index) => [label, duration(first[index] ?? null), duration(solved[index] ?? null)])}
      >
        <TimeChart
          labels={labels}
          format={duration}
          ticks={durationTicks(Math.max(...first.map(Number), ...solved.map(Number)))}
          series={[
            { name: t('firstResponse'), kind: 'line', colour: 'accent', values: first },
            { name: t('resolution'), kind: 'line', colour: 'violet-text', values: solved },
          ]}
        />
      </ChartCard>
      <ChartCard
        title={t('chart.csat')}
        note={t('chart.csatNote')}
        columns={[t('from'), t('csat')]}
        rows={labels.map((label, index) => [label, count(csat[index] ?? null)])}
      >
        <TimeChart
          labels={labels}
          most={5}
          format={count}
          series={[{ name: t('csat'), kind: 'line', colour: 'success-text', values: csat }]}
        />
      </ChartCard>
    </>
  );
}
