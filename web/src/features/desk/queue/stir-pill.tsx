import { ArrowUp } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import type { Queue } from './use-queue.ts';

/** Says that tickets came which are not shown yet, and shows them. */
export function StirPill({ queue, onSettle }: { readonly queue: Queue; readonly onSettle: () => void }) {
  const t = useT('desk');
  const { added } = queue.stir;
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-2 z-20 flex justify-center">
      {added > 0 && (
        <Button
          size="sm"
          variant="primary"
          icon={<ArrowUp />}
          className="pointer-events-auto rounded-full! shadow-float motion-safe:animate-rise"
          onClick={() => {
            queue.settle();
            onSettle();
          }}
        >
          {t('queue.added', { count: added })}
        </Button>
      )}
    </div>
  );
}
