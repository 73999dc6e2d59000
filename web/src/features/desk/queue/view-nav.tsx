import { Link } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { Menu } from '../../../ui/menu.tsx';
import { useCounts } from '../data/counts.ts';
import { type DeskQuery, viewNames, viewQuery, writeQuery } from '../data/query.ts';

type ViewProps = { readonly query: DeskQuery };

/** The views side by side, each with how many tickets it has; where the queue has the whole width. */
export function ViewTabs({ query }: ViewProps) {
  const t = useT('desk');
  const format = useFormat();
  const counts = useCounts();
  return (
    <nav
      aria-label={t('queue.views')}
      className="hidden h-10 shrink-0 items-stretch gap-1 overflow-x-auto border-b border-line px-3 @3xl:flex"
    >
      {viewNames.map((view) => (
        <Link
          key={view}
          to="."
          search={writeQuery(viewQuery(view))}
          aria-current={view === query.view ? 'page' : undefined}
          className={classNames(
            'ring-inset-focus -mb-px flex items-center gap-1.5 border-b-2 px-2 text-sm font-medium whitespace-nowrap transition-colors',
            view === query.view ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
          )}
        >
          {t(`view.${view}`)}
          <span
            className={classNames(
              'min-w-5 rounded-full px-1.5 text-center text-2xs font-medium tabular-nums',
              view === 'breached' && counts && counts.breached > 0
                ? 'bg-danger-soft text-danger-text'
                : 'bg-subtle text-muted',
            )}
          >
            {counts ? format.number(counts[view]) : '\u00a0'}
          </span>
        </Link>
      ))}
    </nav>
  );
}

/** The present view as the queue's heading, and a menu of the others; where the queue is narrow. */
export function ViewMenu({ query, onView }: ViewProps & { readonly onView: (view: DeskQuery['view']) => void }) {
  const t = useT('desk');
  const format = useFormat();
  const counts = useCounts();
  return (
    <Menu
      align="start"
      className="inline-flex min-w-0"
      trigger={
        <button
          type="button"
          className="-ms-2 flex h-8 min-w-0 items-center gap-1.5 rounded-md px-2 transition-colors hover:bg-subtle aria-expanded:bg-subtle"
        >
          <span className="truncate">{t(`view.${query.view}`)}</span>
          {counts && (
            <span className="text-sm font-medium text-muted tabular-nums">{format.number(counts[query.view])}</span>
          )}
          <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
        </button>
      }
      entries={[
        {
          kind: 'choice',
          label: t('queue.views'),
          value: query.view,
          options: viewNames.map((view) => ({
            value: view,
            label: counts ? `${t(`view.${view}`)} · ${format.number(counts[view])}` : t(`view.${view}`),
          })),
          onSelect: (value) => {
            const view = viewNames.find((name) => name === value);
            if (view) onView(view);
          },
        },
      ]}
    />
  );
}
