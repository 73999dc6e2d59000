import { LockKeyhole } from 'lucide-react';
import { useT } from '../i18n/use-t.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTitle } from './title.ts';

/** Where somebody's role does not reach. */
export default function ForbiddenPage() {
  const t = useT('app');
  useTitle(t('forbidden.title'));
  return (
    <div className="flex h-full bg-surface">
      <EmptyState level={1} icon={<LockKeyhole />} title={t('forbidden.title')}>
        {t('forbidden.detail')}
      </EmptyState>
    </div>
  );
}
