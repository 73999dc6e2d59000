import { Link } from '@tanstack/react-router';
import { PencilLine } from 'lucide-react';
import { Page } from '../../../app/page.tsx';
import { LoadMore } from '../../../common/load-more.tsx';
import { excerptOf } from '../../../common/markdown/excerpt.ts';
import { useRovingFocus } from '../../../common/roving-focus.ts';
import { useT } from '../../../i18n/use-t.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { RelativeTime } from '../../../ui/timestamp.tsx';
import { useArticles } from '../reading.ts';
import { BackToHelp } from './back.tsx';

/** Articles that nobody but agents can read yet. */
export default function Drafts() {
  const t = useT('help');
  const common = useT('common');
  const drafts = useArticles({ status: 'draft' });
  const roving = useRovingFocus(
    drafts.items.map(({ id }) => id),
    null,
  );
  const create = (
    <Link to="/help" search={{ view: 'new' }} className={buttonClass('primary')}>
      {t('new')}
    </Link>
  );
  return (
    <Page title={t('drafts')} width="text" actions={create}>
      <BackToHelp />
      {drafts.status === 'pending' && <ListSkeleton label={common('loading')} />}
      {drafts.status === 'error' && <ErrorState onRetry={drafts.retry} />}
      {drafts.status === 'success' && drafts.items.length === 0 && (
        <EmptyState icon={<PencilLine />} title={t('noDrafts')}>
          {t('noDraftsDetail')}
        </EmptyState>
      )}
      <ul aria-label={t('drafts')} onKeyDown={roving.onKeyDown} className="divide-y divide-line">
        {drafts.items.map(({ id, question, answer, categories, updatedAt }) => (
          <li key={id}>
            <Link
              to="/help/$id"
              params={{ id }}
              search={{ view: 'edit' }}
              {...roving.rowProps(id)}
              className="-mx-3 block rounded-lg px-3 py-3 hover:bg-subtle"
            >
              <span dir="auto" className="block text-base font-medium">
                {question}
              </span>
              <span dir="auto" className="line-clamp-2 text-sm text-muted">
                {excerptOf(answer)}
              </span>
              <span className="mt-1 block text-xs text-muted">
                {[...categories.map(({ name }) => name)].join(' · ')}
                {categories.length > 0 && ' · '}
                <RelativeTime at={updatedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <LoadMore pages={drafts} />
    </Page>
  );
}
