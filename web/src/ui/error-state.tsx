import { CloudAlert } from 'lucide-react';
import { useT } from '../i18n/use-t.ts';
import { Button } from './button.tsx';
import { EmptyState } from './empty-state.tsx';

type ErrorStateProps = {
  /** What failed; a general sentence without. */
  readonly title?: string;
  readonly children?: string;
  readonly onRetry?: () => void;
};

/** Something could not be had: said calmly, with a way to try again. */
export function ErrorState({ title, children, onRetry }: ErrorStateProps) {
  const t = useT('common');
  return (
    <div role="alert" className="flex size-full">
      <EmptyState
        icon={<CloudAlert />}
        title={title ?? t('failed')}
        action={onRetry && <Button onClick={onRetry}>{t('retry')}</Button>}
      >
        {children ?? t('failedDetail')}
      </EmptyState>
    </div>
  );
}
