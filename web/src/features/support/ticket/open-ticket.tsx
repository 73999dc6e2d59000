import type { Ticket } from '@parley/client';
import { useTicket } from '@parley/client/react';
import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { PageSkeleton } from '../../../app/page-skeleton.tsx';
import { useTitle } from '../../../app/title.ts';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Chat } from '../../chat/chat.tsx';
import { ClosedNotice } from './closed-notice.tsx';
import { Head } from './head.tsx';

/** The ticket that is open: what it is about, and what was said about it. */
export default function OpenTicket({ id }: { readonly id: string }) {
  const t = useT('support');
  const { status, error, ticket, reload } = useTicket(id);
  useTitle(ticket?.subject ?? t('title'));
  if (ticket) return <Conversation ticket={ticket} onChanged={reload} />;
  if (status === 'loading') return <PageSkeleton />;
  if (error?.status === 404 || error?.status === 403) return <Gone />;
  return <ErrorState onRetry={() => void reload()} />;
}

function Conversation({ ticket, onChanged }: { readonly ticket: Ticket; readonly onChanged: () => Promise<void> }) {
  const t = useT('support');
  const isOwn = useSession()?.me.id === ticket.requesterId;
  const labelOf = useCallback(
    (senderId: string, role: 'user' | 'agent' | 'admin') =>
      role === 'user' || senderId === ticket.requesterId ? null : t('team'),
    [t, ticket.requesterId],
  );
  const between = useMemo(
    () => (isOwn ? [{ at: ticket.createdAt, key: 'received', node: <Received /> }] : []),
    [isOwn, ticket.createdAt],
  );
  return (
    <Chat
      conversationId={ticket.conversationId}
      labelOf={labelOf}
      between={between}
      header={<Head ticket={ticket} isOwn={isOwn} onChanged={onChanged} />}
      notice={ticket.status === 'closed' ? <ClosedNotice ticket={ticket} /> : undefined}
    />
  );
}

/** The first line of every conversation: there is somebody who will read this. */
function Received() {
  const t = useT('support');
  return <p className="py-2 text-center text-xs text-balance text-muted">{t('received')}</p>;
}

function Gone() {
  const t = useT('support');
  return (
    <div className="flex h-full bg-surface">
      <h1 className="sr-only">{t('title')}</h1>
      <EmptyState
        icon={<SearchX />}
        title={t('gone')}
        action={
          <Link to="/support" className={buttonClass()}>
            {t('toList')}
          </Link>
        }
      >
        {t('goneDetail')}
      </EmptyState>
    </div>
  );
}
