import type { Ticket } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { categoryName } from '../../../common/tickets/categories.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { StatusBadge } from '../../../ui/ticket-badges.tsx';
import { Description } from './description.tsx';
import { Moves } from './moves.tsx';
import { Satisfaction } from './satisfaction.tsx';

type HeadProps = {
  readonly ticket: Ticket;
  /** Whether the reader is who asked; else it is an agent who looks on. */
  readonly isOwn: boolean;
  readonly onChanged: () => Promise<void>;
};

/** Above the conversation: what was asked, how it stands, and what one can do about that. */
export function Head({ ticket, isOwn, onChanged }: HeadProps) {
  const t = useT('support');
  const common = useT('common');
  const words = useT('common/tickets');
  const format = useFormat();
  const isSettled = ticket.status === 'resolved' || ticket.status === 'closed';
  return (
    <div className="shrink-0 border-b border-line bg-surface">
      <header className="flex min-h-12 items-center gap-2 ps-4 pe-2 max-sm:ps-1">
        <Link
          to="/support"
          activeOptions={{ exact: true }}
          aria-label={common('back')}
          className="inline-flex size-10 shrink-0 items-center justify-center rounded-md text-muted hover:bg-subtle hover:text-ink sm:hidden"
        >
          <ArrowLeft aria-hidden="true" className="mirrored size-5" />
        </Link>
        <h1
          dir="auto"
          className="min-w-0 flex-1 text-lg font-semibold tracking-tight max-sm:line-clamp-2 max-sm:py-1 max-sm:text-base sm:truncate"
        >
          {ticket.subject}
        </h1>
        {isOwn ? (
          <Moves ticket={ticket} onChanged={onChanged} />
        ) : (
          <Link
            to="/desk/$id"
            params={{ id: ticket.id }}
            className="rounded-sm px-2 text-sm font-medium text-accent-text hover:underline"
          >
            {t('toDesk')}
          </Link>
        )}
      </header>
      <div className="px-4 pb-3">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
          <StatusBadge status={ticket.status} />
          <span>{t('number', { number: ticket.number })}</span>
          <span aria-hidden="true">·</span>
          <span>{categoryName(ticket.category, words)}</span>
          <span aria-hidden="true" className="max-sm:hidden">
            ·
          </span>
          <time dateTime={ticket.createdAt} data-tooltip={format.moment(new Date(ticket.createdAt))}>
            {t('opened', { day: format.day(new Date(ticket.createdAt)) })}
          </time>
        </p>
        <Description ticket={ticket} />
        {isOwn && (
          <p aria-live="polite" className="mt-2 text-sm font-medium">
            {t(`words.${ticket.status}`)}
          </p>
        )}
      </div>
      {isOwn && isSettled && <Satisfaction ticket={ticket} onChanged={onChanged} />}
    </div>
  );
}
