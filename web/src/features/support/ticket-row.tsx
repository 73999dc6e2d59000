import type { Ticket } from '@parley/client';
import { Link, useSearch } from '@tanstack/react-router';
import { categoryName } from '../../common/tickets/categories.ts';
import { useT } from '../../i18n/use-t.ts';
import { CountBadge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { StatusBadge } from '../../ui/ticket-badges.tsx';
import { RelativeTime } from '../../ui/timestamp.tsx';

type TicketRowProps = {
  readonly ticket: Ticket;
  /** How many messages of it are unread. */
  readonly unread: number;
  readonly isOpen: boolean;
  readonly row: object;
};

/** One ticket in the list. */
export function TicketRow({ ticket, unread, isOpen, row }: TicketRowProps) {
  const t = useT('support');
  const words = useT('common/tickets');
  const { id, subject, description, status, category, number, lastActivityAt } = ticket;
  const search = useSearch({ strict: false, select: ({ show }) => (show ? { show } : {}) });
  return (
    <Link
      to="/support/$id"
      params={{ id }}
      search={search}
      {...row}
      aria-current={isOpen ? 'page' : undefined}
      className={classNames(
        'ring-inset-focus flex flex-col gap-1 rounded-lg px-3 py-2.5 transition-colors focus-visible:rounded-lg',
        isOpen ? 'bg-accent-soft' : 'hover:bg-subtle',
      )}
    >
      <span className="flex items-baseline justify-between gap-3">
        <span dir="auto" className={classNames('truncate text-base', unread > 0 ? 'font-semibold' : 'font-medium')}>
          {subject}
        </span>
        <RelativeTime at={lastActivityAt} className="shrink-0 text-xs text-muted" />
      </span>
      <span dir="auto" className="truncate text-sm text-muted">
        {description}
      </span>
      <span className="mt-0.5 flex items-center gap-2 text-xs text-muted">
        <StatusBadge status={status} />
        <span className="truncate">
          {categoryName(category, words)} · {t('number', { number })}
        </span>
        <span className="ms-auto flex">
          <CountBadge count={unread} label={t('unread', { count: unread })} />
        </span>
      </span>
    </Link>
  );
}
