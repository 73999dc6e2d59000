import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Spinner } from '../../../ui/spinner.tsx';
import type { Edge } from './position.ts';

type PageEdgeProps = {
  /** The page that did not come. */
  readonly failed: Edge | null;
  /** Somebody waits for older ones at the top of what is there. */
  readonly isWaiting: boolean;
  readonly onRetry: (edge: Edge) => void;
};

/** Over the edge of the list: that more is on its way, or did not come. It takes no room, so that nothing moves. */
export function PageEdge({ failed, isWaiting, onRetry }: PageEdgeProps) {
  const t = useT('chat');
  const common = useT('common');
  return (
    <div
      role="status"
      className={classNames(
        'pointer-events-none absolute inset-x-0 z-20 flex justify-center',
        failed === 'newer' ? 'bottom-3' : 'top-2',
      )}
    >
      {(failed !== null || isWaiting) && (
        <span className="pointer-events-auto flex min-h-8 items-center gap-2 rounded-full border border-line bg-surface px-3 text-xs text-muted shadow-float">
          {failed === null ? (
            <>
              <Spinner />
              {t('loadingOlder')}
            </>
          ) : (
            <>
              {t('pageFailed')}
              <Button size="sm" variant="ghost" onClick={() => onRetry(failed)}>
                {common('retry')}
              </Button>
            </>
          )}
        </span>
      )}
    </div>
  );
}
