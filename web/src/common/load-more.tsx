import { useEffect, useRef } from 'react';
import { useT } from '../i18n/use-t.ts';
import { Button } from '../ui/button.tsx';
import type { Pages } from './pages.ts';

type LoadMoreProps = { readonly pages: Pick<Pages<unknown>, 'hasMore' | 'isLoadingMore' | 'loadMore'> };

/** The end of a list that goes on: reads the next page when it comes near, or when it is pressed. */
export function LoadMore({ pages }: LoadMoreProps) {
  const t = useT('common');
  const place = useRef<HTMLDivElement>(null);
  const { hasMore, isLoadingMore, loadMore } = pages;
  useEffect(() => {
    if (!hasMore || isLoadingMore || !place.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && loadMore(), { rootMargin: '400px' });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [hasMore, isLoadingMore, loadMore]);
  if (!hasMore) return null;
  return (
    <div ref={place} className="flex justify-center p-3">
      <Button size="sm" variant="ghost" isBusy={isLoadingMore} onClick={loadMore}>
        {t('more')}
      </Button>
    </div>
  );
}
