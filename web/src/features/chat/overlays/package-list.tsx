import type { ServicePackage } from '@parley/client';
import { useId } from 'react';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { durationText, priceText } from '../content/offer-facts.ts';

type PackageListProps = {
  readonly packages: readonly ServicePackage[] | 'failed' | null;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  /** Where there are none. */
  readonly none: string;
};

/** Services to choose one from. */
export function PackageList({ packages, chosen, onChoose, none }: PackageListProps) {
  const t = useT('chat');
  const common = useT('common');
  const locale = useLocale();
  const name = useId();
  if (packages === null) return <ListSkeleton label={common('loading')} rows={3} />;
  if (packages === 'failed') return <p className="py-4 text-sm text-danger-text">{common('failed')}</p>;
  if (packages.length === 0) return <p className="py-4 text-sm text-muted">{none}</p>;
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="pb-1 text-sm font-medium">{t('service')}</legend>
      {packages.map(({ id, name: title, price, currency, duration, description }) => (
        <label
          key={id}
          className="flex cursor-pointer items-start gap-3 rounded-lg border border-line p-2.5 transition-colors hover:bg-subtle has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name={name}
            value={id}
            checked={id === chosen}
            onChange={() => onChoose(id)}
            className="mt-1 accent-accent"
          />
          <span className="min-w-0 flex-1">
            <span dir="auto" className="block text-sm font-medium wrap-anywhere">
              {title}
            </span>
            <span className="block text-xs text-muted">
              {[duration === null ? '' : durationText(duration, t), description ?? ''].filter(Boolean).join(' · ')}
            </span>
          </span>
          <span className="shrink-0 text-sm font-semibold tabular-nums">{priceText(price, currency, locale)}</span>
        </label>
      ))}
    </fieldset>
  );
}
