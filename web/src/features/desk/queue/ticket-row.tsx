import { Link } from '@tanstack/react-router';
import { CircleUserRound } from 'lucide-react';
import { memo, type ReactNode, useId } from 'react';
import { Marked } from '../../../common/marked.tsx';
import { useT } from '../../../i18n/use-t.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { StatusBadge } from '../../../ui/ticket-badges.tsx';
import { RelativeTime } from '../../../ui/timestamp.tsx';
import { PriorityMark } from '../priority-mark.tsx';
import { SlaMark } from '../sla/sla-mark.tsx';
import { RowLead, type TicketRowProps } from './row-lead.tsx';
import { RowTags, TagCount } from './row-tags.tsx';

/** A ticket in the queue: three lines where the queue is narrow, one where it has the whole width. */
export const TicketRow = memo(function TicketRow(props: TicketRowProps) {
  const { ticket, isOpen, isSelected, isUnread, tabIndex, onFocus } = props;
  const t = useT('desk');
  const id = useId();
  return (
    <li
      className={classNames(
        'group relative grid grid-cols-[2rem_auto_minmax(0,1fr)_auto] gap-x-2 gap-y-0.5 border-b border-line px-3 py-2.5 [contain-intrinsic-size:auto_5rem] [content-visibility:auto]',
        '@4xl:min-h-11 @4xl:grid-cols-[1.75rem_2.5rem_minmax(0,1fr)_8.5rem_6.5rem_1.25rem_9rem_1.75rem_4.5rem] @4xl:items-center @4xl:gap-x-3 @4xl:py-1.5 @4xl:[contain-intrinsic-size:auto_2.75rem]',
        isOpen && 'before:absolute before:inset-y-0 before:start-0 before:w-0.5 before:bg-accent',
        isSelected ? 'bg-accent-soft' : isOpen ? 'bg-canvas' : 'hover:bg-subtle/60',
      )}
    >
      <RowLead {...props} />
      <span aria-hidden="true" className="text-xs leading-5 text-muted tabular-nums @4xl:row-start-1">
        #{ticket.number}
      </span>
      <div className="col-span-3 col-start-2 row-start-2 min-w-0 @4xl:col-span-1 @4xl:col-start-3 @4xl:row-start-1">
        <div className="flex min-w-0 items-center gap-2">
          <Link
            to="/desk/$id"
            params={{ id: ticket.id }}
            search={true}
            data-ticket={ticket.id}
            tabIndex={tabIndex}
            onFocus={() => onFocus(ticket.id)}
            aria-current={isOpen ? 'true' : undefined}
            aria-describedby={`${id}-who ${id}-state`}
            className={classNames(
              'ring-inset-focus flex min-w-0 items-center text-sm outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent',
              isUnread ? 'font-semibold' : 'font-medium',
            )}
          >
            {isUnread && <UnreadDot />}
            <span className="sr-only">#{ticket.number} </span>
            <span dir="auto" className="truncate">
              {ticket.subject}
            </span>
          </Link>
          <RowTags tags={ticket.tags} />
        </div>
        {ticket.highlight && (
          <p dir="auto" className="truncate text-xs text-muted">
            <Marked highlight={ticket.highlight} />
          </p>
        )}
      </div>
      <span
        id={`${id}-who`}
        dir="auto"
        className="col-start-3 row-start-1 max-w-full justify-self-start truncate text-xs leading-5 text-muted @4xl:col-start-4"
      >
        {ticket.requester.name}
      </span>
      <span
        id={`${id}-state`}
        className="col-span-3 col-start-2 row-start-3 flex min-w-0 items-center gap-2 overflow-hidden pt-0.5 @4xl:contents"
      >
        <Cell className="shrink-0 @4xl:col-start-5">
          <StatusBadge status={ticket.status} />
        </Cell>
        <Cell className="shrink-0 @4xl:col-start-6">
          <PriorityMark priority={ticket.priority} />
        </Cell>
        <Cell className="min-w-0 @4xl:col-start-7">
          <SlaMark ticket={ticket} />
        </Cell>
        <TagCount tags={ticket.tags} />
        <span className="ms-auto inline-flex shrink-0 @4xl:col-start-8 @4xl:row-start-1 @4xl:ms-0 @4xl:justify-self-end">
          {ticket.assignee ? (
            <span data-tooltip={t('row.assignee', { name: ticket.assignee.name })} className="relative inline-flex">
              <Avatar id={ticket.assignee.id} name={ticket.assignee.name} image={ticket.assignee.avatar} size={20} />
              <span className="sr-only">{t('row.assignee', { name: ticket.assignee.name })}</span>
            </span>
          ) : (
            <span data-tooltip={t('row.nobody')} className="relative inline-flex text-muted">
              <CircleUserRound aria-hidden="true" className="size-5 opacity-60" strokeWidth={1.25} />
              <span className="sr-only">{t('row.nobody')}</span>
            </span>
          )}
        </span>
      </span>
      <RelativeTime
        at={ticket.lastActivityAt}
        className="col-start-4 row-start-1 justify-self-end text-2xs leading-5 whitespace-nowrap text-muted @4xl:col-start-9"
      />
    </li>
  );
});

function Cell({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return (
    <span className={classNames('inline-flex items-center @4xl:row-start-1 @4xl:min-w-0', className)}>{children}</span>
  );
}

function UnreadDot() {
  const t = useT('desk');
  return (
    <span className="me-1.5 size-1.5 shrink-0 rounded-full bg-accent">
      <span className="sr-only">{t('row.unread')}</span>
    </span>
  );
}
