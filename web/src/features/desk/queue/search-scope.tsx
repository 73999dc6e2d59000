import { useT } from '../../../i18n/use-t.ts';
import { ticketStatuses } from '../../../ui/ticket-states.ts';
import { type DeskQuery, viewQuery } from '../data/query.ts';

type SearchScopeProps = { readonly query: DeskQuery; readonly onChange: (change: Partial<DeskQuery>) => void };

/** Says in which view was searched, and searches everywhere; nothing where it is the whole desk already, or nobody searches. */
export function SearchScope({ query, onChange }: SearchScopeProps) {
  const t = useT('desk');
  const { view, status, q } = query;
  const isWhole = view === 'open' && status.length === ticketStatuses.length;
  if (q.trim() === '' || isWhole) return null;
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center justify-between gap-x-3 border-b border-line px-4 text-xs text-muted">
      <span>{t('queue.searchedIn', { view: t(`view.${view}`) })}</span>
      <button
        type="button"
        className="min-h-6 font-medium text-accent-text hover:underline"
        onClick={() => onChange({ ...viewQuery('open'), status: ticketStatuses, q })}
      >
        {t('queue.searchAll')}
      </button>
    </div>
  );
}
