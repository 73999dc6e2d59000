import { useT } from '../i18n/use-t.ts';
import { ListSkeleton, Skeleton } from '../ui/skeleton.tsx';

/** A page that is on its way. */
export function PageSkeleton() {
  const t = useT('common');
  return (
    <div className="h-full overflow-hidden bg-surface">
      <div className="flex h-12 items-center border-b border-line px-4">
        <Skeleton className="h-4 w-32" />
      </div>
      <ListSkeleton label={t('loading')} rows={8} />
    </div>
  );
}
