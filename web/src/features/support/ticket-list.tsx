import { useUnread } from '@parley/client/react';
import { Link } from '@tanstack/react-router';
import { BookOpen, Inbox, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { PageHeader } from '../../app/page.tsx';
import { useSearchWord } from '../../app/params.ts';
import { useTitle } from '../../app/title.ts';
import { LoadMore } from '../../common/load-more.tsx';
import { useRovingFocus } from '../../common/roving-focus.ts';
import { useT } from '../../i18n/use-t.ts';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { ListSkeleton } from '../../ui/skeleton.tsx';
import { Filter } from './filter.tsx';
import { type Show, useOwnTickets } from './reading.ts';
import { TicketRow } from './ticket-row.tsx';

/** What one has asked the team, what happened last first. */
export function TicketList({ openId }: { readonly openId: string | null }) {
  const t = useT('support');
  const show: Show = useSearchWord('show') === 'open' ? 'open' : 'all';
  const list = useOwnTickets(show);
  const unread = useUnread().byConversation;
  const roving = useRovingFocus(
    list.items.map(({ id }) => id),
    openId,
  );
  useTitle(openId === null ? t('title') : '');
  return (
    <section aria-label={t('list')} className="flex min-h-0 flex-1 flex-col">
      <PageHeader
        title={t('title')}
        actions={
          <>
            <Link
              to="/help"
              aria-label={t('help')}
              data-tooltip={t('help')}
              className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-subtle hover:text-ink pointer-coarse:size-10"
            >
              <BookOpen aria-hidden="true" className="size-4" />
            </Link>
            <Link to="/support/$id" params={{ id: 'new' }} className={buttonClass('primary', 'sm')}>
              <Plus aria-hidden="true" />
              {t('newShort')}
            </Link>
          </>
        }
      />
      <Filter show={show} openId={openId} />
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <Body list={list} show={show}>
          <ul aria-label={t('list')} onKeyDown={roving.onKeyDown} className="p-2">
            {list.items.map((ticket) => (
              <li key={ticket.id}>
                <TicketRow
                  ticket={ticket}
                  unread={unread.get(ticket.conversationId) ?? 0}
                  isOpen={ticket.id === openId}
                  row={roving.rowProps(ticket.id)}
                />
              </li>
            ))}
          </ul>
          <LoadMore pages={list} />
        </Body>
      </div>
    </section>
  );
}

type BodyProps = {
  readonly list: ReturnType<typeof useOwnTickets>;
  readonly show: Show;
  readonly children: ReactNode;
};

function Body({ list, show, children }: BodyProps) {
  const t = useT('support');
  const common = useT('common');
  if (list.status === 'pending') return <ListSkeleton label={common('loading')} />;
  if (list.status === 'error') return <ErrorState onRetry={list.retry} />;
  if (list.items.length > 0) return children;
  return (
    <div className="flex h-full">
      <EmptyState icon={<Inbox />} title={show === 'open' ? t('noneOpen') : t('emptyTitle')}>
        {show === 'open' ? t('noneOpenDetail') : t('empty')}
      </EmptyState>
    </div>
  );
}
