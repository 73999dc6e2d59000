import type { Ticket } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { LockKeyhole } from 'lucide-react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { buttonClass } from '../../../ui/button.tsx';

/** In the place of the composer: why nothing can be written here any more, and what to do instead. */
export function ClosedNotice({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('support');
  const format = useFormat();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-canvas px-4 py-3">
      <LockKeyhole aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <p className="min-w-52 flex-1 text-sm text-muted">
        {ticket.closedAt ? t('closedOn', { day: format.day(new Date(ticket.closedAt)) }) : t('words.closed')}{' '}
        {t('closedDetail')}
      </p>
      <Link to="/support/$id" params={{ id: 'new' }} className={buttonClass('secondary', 'sm')}>
        {t('openNew')}
      </Link>
    </div>
  );
}
