import { Link } from '@tanstack/react-router';
import { Compass, LockKeyhole, Unplug } from 'lucide-react';
import { useT } from '../i18n/use-t.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTitle } from './title.ts';

/** Where an address leads nowhere. */
export function NotFoundPage() {
  const t = useT('app');
  useTitle(t('notFound.title'));
  return (
    <div className="flex h-full bg-surface">
      <EmptyState
        level={1}
        icon={<Compass />}
        title={t('notFound.title')}
        action={
          <Link to="/inbox" className={buttonClass()}>
            {t('notFound.home')}
          </Link>
        }
      >
        {t('notFound.detail')}
      </EmptyState>
    </div>
  );
}

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

/** Where somebody's role does not reach. */
export function ForbiddenPage() {
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
