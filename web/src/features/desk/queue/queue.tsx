import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { LoadMore } from '../../../common/load-more.tsx';
import { useT } from '../../../i18n/use-t.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { useDeskQuery } from './desk-query.ts';
import { EmptyQueue } from './empty-queue.tsx';
import { FilterChips } from './filter-chips.tsx';
import { QueueHeader } from './queue-header.tsx';
import { SearchScope } from './search-scope.tsx';
import { extended, kept, nothingSelected, toggled } from './selection.ts';
import { StirPill } from './stir-pill.tsx';
import { TicketList } from './ticket-list.tsx';
import { useQueue } from './use-queue.ts';
import { useSettling } from './use-settling.ts';

type QueueProps = { readonly me: string; readonly openId: string | null };

/** The tickets that wait: views, filters, search, and what can be done to several at once. */
export function Queue({ me, openId }: QueueProps) {
  const t = useT('desk');
  const [query, change] = useDeskQuery();
  const place = useRef<HTMLDivElement>(null);
  const queue = useQueue(query, me, openId);
  const [selection, setSelection] = useState(nothingSelected);
  const [isSelecting, setSelecting] = useState(false);
  const { items } = queue;
  const picked = useMemo(() => items.filter(({ id }) => selection.ids.has(id)), [items, selection]);
  useSettling(place, queue, picked.length > 0);
  useEffect(
    () =>
      setSelection((before) =>
        kept(
          before,
          items.map(({ id }) => id),
        ),
      ),
    [items],
  );

  const select = (id: string, isRange: boolean) => {
    const order = items.map((ticket) => ticket.id);
    setSelection((before) => (isRange ? extended(before, id, order) : toggled(before, id)));
  };
  const letGo = () => {
    setSelection(nothingSelected);
    setSelecting(false);
  };
  const search = useCallback((q: string) => change({ q }), [change]);
  return (
    <section aria-label={t('queue.label')} className="@container flex h-full min-h-0 flex-col">
      <QueueHeader
        query={query}
        onChange={change}
        onSearch={search}
        onSearchDone={() => place.current?.querySelector<HTMLElement>('[data-ticket]')?.focus()}
        isAside={openId !== null}
        isSelecting={isSelecting || picked.length > 0}
        onSelecting={(isOn) => (isOn ? setSelecting(true) : letGo())}
      />
      <FilterChips query={query} onChange={change} />
      <SearchScope query={query} onChange={change} />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <StirPill queue={queue} onSettle={() => place.current?.scrollTo({ top: 0 })} />
        <div
          ref={place}
          aria-busy={queue.isOutdated}
          className="flex min-h-0 flex-1 flex-col overflow-y-auto [overflow-anchor:none]"
        >
          {queue.status === 'pending' && <ListSkeleton label={t('queue.loading')} rows={9} />}
          {queue.status === 'error' && <ErrorState title={t('queue.failed')} onRetry={queue.retry} />}
          {queue.status === 'success' && items.length === 0 && <EmptyQueue query={query} onChange={change} />}
          {items.length > 0 && (
            <TicketList
              place={place}
              tickets={items}
              openId={openId}
              selection={selection}
              isSelecting={isSelecting || picked.length > 0}
              onSelect={select}
              onLastNear={queue.loadMore}
            />
          )}
          <LoadMore pages={queue} />
        </div>
      </div>
      {picked.length > 0 && (
        <BulkBar
          tickets={picked}
          takesKeys={openId === null}
          // Others may have been picked meanwhile.
          onDone={(changed) =>
            setSelection(({ ids }) => ({ ids: new Set([...ids].filter((id) => !changed.includes(id))), anchor: null }))
          }
          onClear={letGo}
        />
      )}
    </section>
  );
}
