import type { Preferences } from '@parley/client';
import { useMemo } from 'react';
import { useLocale, useT } from '../../i18n/use-t.ts';
import { Card } from '../../ui/card.tsx';
import { Select } from '../../ui/select.tsx';
import type { Save } from './use-saving.ts';

const FREQUENCIES = ['off', 'daily', 'weekly'] as const;

/** A letter that sums up, in place of many. */
export function Digest({ digest, save }: { readonly digest: Preferences['digest']; readonly save: Save }) {
  const t = useT('preferences');
  const hours = useHours();
  return (
    <Card title={t('digest.title')}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          label={t('digest.frequency')}
          hint={t('digest.hint')}
          value={digest.frequency}
          options={FREQUENCIES.map((value) => ({ value, label: t(`digest.${value}`) }))}
          onValueChange={(frequency) => save({ digest: { frequency } })}
        />
        <Select
          label={t('digest.hour')}
          hint={t('digest.hourHint')}
          value={String(digest.hour)}
          options={hours}
          disabled={digest.frequency === 'off'}
          onValueChange={(hour) => save({ digest: { hour: Number(hour) } })}
        />
      </div>
    </Card>
  );
}

/** The hours of a day as the reader's locale writes them. */
function useHours(): readonly { readonly value: string; readonly label: string }[] {
  const locale = useLocale();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' });
    return Array.from({ length: 24 }, (_, hour) => ({
      value: String(hour),
      label: format.format(new Date(Date.UTC(2026, 0, 1, hour))),
    }));
  }, [locale]);
}
