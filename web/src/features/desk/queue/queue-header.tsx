import { ArrowDownWideNarrow } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { type DeskQuery, sorts, viewQuery } from '../data/query.ts';
import { FilterPopover } from './filter-popover.tsx';
import { QueueMenu } from './queue-menu.tsx';
import { QueueSearch } from './queue-search.tsx';
import { ViewMenu, ViewTabs } from './view-nav.tsx';

type QueueHeaderProps = {
  readonly query: DeskQuery;
  readonly onChange: (change: Partial<DeskQuery>, how?: { readonly isStep?: boolean }) => void;
  readonly onSearch: (q: string) => void;
  readonly onSearchDone: () => void;
  /** Whether a ticket is open, whose subject is then what the page is about. */
  readonly isAside: boolean;
  readonly isSelecting: boolean;
  readonly onSelecting: (isOn: boolean) => void;
};

/** The head of the queue: which view it is, search, filters, order. */
export function QueueHeader(props: QueueHeaderProps) {
  const { query, onChange, onSearch, onSearchDone, isAside, isSelecting, onSelecting } = props;
  const Heading = isAside ? 'h2' : 'h1';
  const t = useT('desk');
  const search = <QueueSearch q={query.q} onSearch={onSearch} onDone={onSearchDone} />;
  return (
    <>
      <header className="flex shrink-0 flex-wrap items-center gap-x-1 border-b border-line ps-4 pe-2 @3xl:h-12 @3xl:flex-nowrap">
        <Heading className="flex h-12 min-w-0 flex-1 items-center text-lg font-semibold tracking-tight @3xl:flex-none @3xl:pe-4">
          <span className="hidden @3xl:inline">{t('title')}</span>
          <span className="flex min-w-0 @3xl:hidden">
            <ViewMenu query={query} onView={(view) => onChange(viewQuery(view), { isStep: true })} />
          </span>
        </Heading>
        <div className="order-last flex w-full items-center pe-2 pb-2 @3xl:order-none @3xl:ms-auto @3xl:w-72 @3xl:pb-0">
          {search}
        </div>
        <FilterPopover query={query} onChange={onChange} />
        {query.q === '' && (
          <Menu
            trigger={<IconButton label={t('sort.label')} icon={<ArrowDownWideNarrow />} />}
            entries={[
              {
                kind: 'choice',
                label: t('sort.label'),
                value: query.sort,
                options: sorts.map((sort) => ({ value: sort, label: t(`sort.${sort}`) })),
                onSelect: (value) => {
                  const sort = sorts.find((one) => one === value);
                  if (sort) onChange({ sort });
                },
              },
            ]}
          />
        )}
        <QueueMenu query={query} isSelecting={isSelecting} onSelecting={onSelecting} />
      </header>
      <ViewTabs query={query} />
    </>
  );
}
