import { Unplug } from 'lucide-react';
import { useT } from '../i18n/use-t.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTitle } from './title.ts';

/** Where a page failed in a way that it did not expect. */
export function BrokenPage() {
  const t = useT('app');
  useTitle(t('broken.title'));
  return (
    <div role="alert" className="flex h-full bg-surface">
      <EmptyState
        level={1}
        icon={<Unplug />}
        title={t('broken.title')}
        action={<Button onClick={() => location.reload()}>{t('broken.reload')}</Button>}
      >
        {t('broken.detail')}
      </EmptyState>
    </div>
  );
}
