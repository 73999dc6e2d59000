import { useFormat } from '../../../i18n/format.ts';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import { formatWork } from '../data/duration.ts';
import { dayRange, weekdayName } from '../data/weekdays.ts';
import type { SlaLedger } from './ledger.ts';

const minuteMs = 60_000;

/** What is promised to tickets of the present priority, and when time counts. */
export function PolicyLine({ policy }: { readonly policy: NonNullable<SlaLedger['policy']> }) {
  const t = useT('desk');
  const words = useT('common/tickets');
  const format = useFormat();
  const locale = useLocale();
  const { priority, firstResponseMinutes, resolutionMinutes, businessHours } = policy;
  const nameOf = (day: number) => weekdayName(day, locale, 'short');
  const spell = (days: readonly number[]) => {
    const range = dayRange(days);
    return range ? `${nameOf(range.first)}–${nameOf(range.last)}` : format.list(days.map(nameOf));
  };
  return (
    <p className="border-t border-line pt-3 text-xs text-muted">
      {t('sla.policy', {
        priority: words(`priority.${priority}`),
        response: formatWork(firstResponseMinutes * minuteMs, locale, 'short'),
        resolution: formatWork(resolutionMinutes * minuteMs, locale, 'short'),
      })}{' '}
      {businessHours
        ? t('sla.hours', {
            days: spell(businessHours.days),
            start: businessHours.start,
            end: businessHours.end,
            zone: businessHours.timeZone,
          })
        : t('sla.allHours')}
    </p>
  );
}
