import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useT } from '../i18n/use-t.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTitle } from './title.ts';

/** Where an address leads nowhere. */
export default function NotFoundPage() {
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
