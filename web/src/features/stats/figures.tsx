import { useFormat } from '../../i18n/format.ts';
import { useLocale, useT } from '../../i18n/use-t.ts';
import { formatDuration } from './durations.ts';
import { Figure } from './figure.tsx';
import type { Stats } from './use-stats.ts';

/** The numbers above the charts. */
export function Figures({ stats }: { readonly stats: Stats | undefined }) {
  const t = useT('stats');
  const format = useFormat();
  const locale = useLocale();
  const duration = (seconds: number | null) => (seconds === null ? '–' : formatDuration(seconds, locale));
  const rate = (share: number | null) => (share === null ? '–' : format.percent(1 - share));
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-3 xl:grid-cols-6">
      <Figure
        label={t('opened')}
        value={stats ? format.number(stats.total) : null}
        {...(stats && { note: t('unassigned', { count: stats.unassigned }) })}
      />
      <Figure
        label={t('openNow')}
        value={stats ? format.number(openOf(stats)) : null}
        {...(stats && { note: t('openNote') })}
      />
      <Figure
        label={t('firstResponse')}
        value={stats ? duration(stats.firstResponse.medianSeconds) : null}
        {...(stats && { note: t('average', { duration: duration(stats.firstResponse.averageSeconds) }) })}
      />
      <Figure
        label={t('resolution')}
        value={stats ? duration(stats.resolution.medianSeconds) : null}
        {...(stats && { note: t('average', { duration: duration(stats.resolution.averageSeconds) }) })}
      />
      <Figure
        label={t('slaKept')}
        value={stats ? rate(stats.sla.firstResponseBreachRate) : null}
        {...(stats && { note: t('slaResolution', { share: rate(stats.sla.resolutionBreachRate) }) })}
      />
      <Figure
        label={t('csat')}
        value={
          stats
            ? stats.csat.average === null
              ? '–'
              : `${format.number(Math.round(stats.csat.average * 10) / 10)} / 5`
            : null
        }
        {...(stats && { note: t('ratings', { count: stats.csat.count }) })}
      />
    </dl>
  );
}

/** The end of the backlog: other figures are of the tickets of the period, this one is of all. */
function openOf({ backlog }: Stats): number {
  return backlog.at(-1)?.open ?? 0;
}
