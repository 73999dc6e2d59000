import { MessagesSquare, Plus } from 'lucide-react';
import { Suspense } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import type { Listing } from './listing.ts';
import { Rows, type RowsProps } from './rows.tsx';
import { isNamed, type Wanted } from './views.ts';

const ErrorState = lazyPart(async () => ({ default: (await import('../../../ui/error-state.tsx')).ErrorState }));

/** What rows need, whichever they are. */
export type BodyProps = Omit<RowsProps, 'listing' | 'reason'> & {
  readonly wanted: Wanted;
  readonly onCreate: () => void;
};

/** The rows, or why there are none. */
export function Body({ listing, wanted, onCreate, ...rest }: BodyProps & { readonly listing: Listing }) {
  const t = useT('inbox');
  const { status, rows, retry } = listing;
  if (rows.length > 0) return <Rows listing={listing} reason={`${wanted.view} ${wanted.name}`} {...rest} />;
  if (status === 'loading') return <ListSkeleton label={t('list.loading')} rows={isNamed(wanted) ? 2 : 9} />;
  if (status === 'failed')
    return (
      <Suspense>
        <ErrorState title={t('list.failed')} onRetry={retry} />
      </Suspense>
    );
  if (isNamed(wanted)) return <p className="px-4 py-2 text-sm text-muted">{t('search.nobody')}</p>;
  if (wanted.view !== 'all')
    return <p className="px-6 py-10 text-center text-sm text-muted">{t(`nothing.${wanted.view}`)}</p>;
  return (
    <EmptyState
      icon={<MessagesSquare />}
      title={t('emptyTitle')}
      action={
        <Button variant="primary" icon={<Plus />} onClick={onCreate}>
          {t('create.open')}
        </Button>
      }
    >
      {t('empty')}
    </EmptyState>
  );
}
