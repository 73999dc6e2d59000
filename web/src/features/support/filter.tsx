import { Link } from '@tanstack/react-router';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import type { Show } from './reading.ts';

type FilterProps = { readonly show: Show; readonly openId: string | null };

const shows: readonly Show[] = ['all', 'open'];

/** All tickets or those that are not settled. The choice stands in the address; what is open stays open. */
export function Filter({ show, openId }: FilterProps) {
  const t = useT('support');
  return (
    <nav aria-label={t('filter')} className="flex shrink-0 gap-1 px-3 pt-2">
      {shows.map((one) => (
        <Link
          key={one}
          {...(openId === null ? { to: '/support' } : { to: '/support/$id', params: { id: openId } })}
          search={one === 'all' ? {} : { show: one }}
          replace
          activeOptions={{ exact: true }}
          className={classNames(
            'inline-flex h-7 items-center rounded-full px-3 text-sm font-medium pointer-coarse:h-9',
            show === one ? 'bg-accent-soft text-accent-text' : 'text-muted hover:bg-subtle hover:text-ink',
          )}
        >
          {t(`show.${one}`)}
        </Link>
      ))}
    </nav>
  );
}
