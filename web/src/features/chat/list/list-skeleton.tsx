import { useT } from '../../../i18n/use-t.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';

const shapes = ['w-56 h-9', 'w-72 h-14', 'w-40 h-9 self-end', 'w-64 h-14 self-end', 'w-48 h-9', 'w-80 h-20 self-end'];

/** A chat that is on its way. */
export function ListSkeleton() {
  const t = useT('common');
  return (
    <div role="status" aria-label={t('loading')} className="min-h-0 flex-1 overflow-hidden">
      <div className="mx-auto flex h-full max-w-4xl flex-col justify-end gap-3 p-4">
        {shapes.map((shape) => (
          <Skeleton key={shape} className={`max-w-full rounded-2xl ${shape}`} />
        ))}
      </div>
    </div>
  );
}
