import { ArrowDown } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { CountBadge } from '../../../ui/badge.tsx';

/** Leads to the newest message; says how many are there that were not seen. */
export function LatestButton({ count, onPress }: { readonly count: number; readonly onPress: () => void }) {
  const t = useT('chat');
  return (
    <button
      type="button"
      onClick={onPress}
      aria-label={count > 0 ? t('latestNew', { count }) : t('latest')}
      data-tooltip={t('latest')}
      className="absolute end-4 bottom-3 z-20 flex size-10 items-center justify-center rounded-full border border-line bg-surface text-muted shadow-float transition-colors motion-safe:animate-appear hover:bg-subtle hover:text-ink"
    >
      <ArrowDown aria-hidden="true" className="size-4.5" />
      {count > 0 && (
        <span className="absolute -top-1.5 start-1/2 flex -translate-x-1/2 rtl:translate-x-1/2">
          <CountBadge count={count} label="" />
        </span>
      )}
    </button>
  );
}
