import type { TimelineState } from '@parley/client';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import type { Edge } from './position.ts';

type PageEdgeProps = {
  readonly state: Omit<TimelineState, 'messages'>;
  readonly failed: Edge | null;
  readonly isEmpty: boolean;
  readonly onRetry: (edge: Edge) => void;
};

/** Above the first row: that older ones are on their way, that they did not come, or that there are none. */
export function PageEdge({ state, failed, isEmpty, onRetry }: PageEdgeProps) {
  const t = useT('chat');
  const common = useT('common');
  const { hasOlder, loading } = state;
  return (
    <div className="absolute inset-x-0 top-0 flex h-14 items-center justify-center gap-2 text-xs text-muted">
      {failed !== null && (
        <>
          {t('pageFailed')}
          <Button size="sm" variant="ghost" onClick={() => onRetry(failed)}>
            {common('retry')}
          </Button>
        </>
      )}
      {failed === null && hasOlder && (
        <span role="status" className="flex items-center gap-2">
          {loading === 'older' && (
            <>
              <Spinner />
              {t('loadingOlder')}
            </>
          )}
        </span>
      )}
      {!hasOlder && !isEmpty && t('beginning')}
    </div>
  );
}
