import { useEffect, useRef } from 'react';
import { useT } from '../i18n/use-t.ts';
import { Button } from '../ui/button.tsx';
import type { Pages } from './pages.ts';

type LoadMoreProps = {
  readonly pages: Pick<Pages<unknown>, 'hasMore' | 'isLoadingMore' | 'hasFailedMore' | 'loadMore'>;
};

/** The end of a list that goes on: reads the next page when it comes near, or when it is pressed; after a failure only then. */
export function LoadMore({ pages }: LoadMoreProps) {
  const t = useT('common');
  const place = useRef<HTMLDivElement>(null);
  const { hasMore, isLoadingMore, hasFailedMore, loadMore } = pages;
  useEffect(() => {
    if (!hasMore || isLoadingMore || hasFailedMore || !place.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && loadMore(), { rootMargin: '400px' });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [hasMore, isLoadingMore, hasFailedMore, loadMore]);
  if (!hasMore) return null;
  return (
    <div ref={place} className="flex flex-wrap items-center justify-center gap-2 p-3">
      {hasFailedMore && (
        <p role="alert" className="text-sm text-danger-text">
          {t('failed')}
        </p>
      )}
      <Button size="sm" variant="ghost" isBusy={isLoadingMore} onClick={loadMore}>
        {t(hasFailedMore ? 'retry' : 'more')}
      </Button>
    </div>
  );
}
