import { Inbox, SearchX } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { type DeskQuery, filterCount, viewQuery } from '../data/query.ts';

type EmptyQueueProps = { readonly query: DeskQuery; readonly onChange: (change: Partial<DeskQuery>) => void };

/** Where no ticket is: because there is none, or because none fits. */
export function EmptyQueue({ query, onChange }: EmptyQueueProps) {
  const t = useT('desk');
  const isNarrowed = filterCount(query) > 0 || query.q !== '';
  if (!isNarrowed)
    return (
      <EmptyState icon={<Inbox />} title={t('queue.emptyTitle')}>
        {t(`queue.empty.${query.view}`)}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<SearchX />}
      title={t('queue.nothingFound')}
      action={<Button onClick={() => onChange(viewQuery(query.view))}>{t('filter.clear')}</Button>}
    >
      {t('queue.nothingFoundDetail')}
    </EmptyState>
  );
}
