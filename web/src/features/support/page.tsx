import { Link } from '@tanstack/react-router';
import { LifeBuoy, Plus } from 'lucide-react';
import { Suspense } from 'react';
import { PageSkeleton } from '../../app/page-skeleton.tsx';
import { useOpenId } from '../../app/params.ts';
import { Split } from '../../app/split.tsx';
import { lazyPart } from '../../common/patient.ts';
import { Queries } from '../../common/queries.tsx';
import { useT } from '../../i18n/use-t.ts';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { TicketList } from './ticket-list.tsx';

const NewTicket = lazyPart(() => import('./new/new-ticket.tsx'));
const OpenTicket = lazyPart(() => import('./ticket/open-ticket.tsx'));

/** Own tickets, and the one that is open, or the form for another. */
export default function SupportPage() {
  const id = useOpenId();
  return (
    <Queries>
      <Split
        isOpen={id !== null}
        list={<TicketList openId={id} />}
        detail={
          <Suspense fallback={<PageSkeleton />}>
            {id === null ? <NothingOpen /> : id === 'new' ? <NewTicket /> : <OpenTicket key={id} id={id} />}
          </Suspense>
        }
      />
    </Queries>
  );
}

function NothingOpen() {
  const t = useT('support');
  return (
    <div className="flex h-full bg-canvas">
      <EmptyState
        icon={<LifeBuoy />}
        title={t('nothingOpen')}
        action={
          <Link to="/support/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
            <Plus aria-hidden="true" />
            {t('new')}
          </Link>
        }
      >
        {t('nothingOpenDetail')}
      </EmptyState>
    </div>
  );
}
