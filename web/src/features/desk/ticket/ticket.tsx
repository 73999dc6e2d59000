import { ParleyError } from '@parley/client';
import { Ticket as TicketIcon } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTitle } from '../../../app/title.ts';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { createChoice, useChoice } from '../../../settings/choice.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import type { OpenTicket } from '../data/cache.ts';
import { useOpenTicket } from '../data/ticket.ts';
import { useCommand, useCommands } from '../keys/commands.tsx';
import { Conversation } from './conversation.tsx';
import { SidePanel } from './side-panel.tsx';
import { TicketHeader } from './ticket-header.tsx';

const PanelSheet = lazyPart(() => import('./panel-sheet.tsx'));

type TicketProps = { readonly id: string; readonly onClose: () => void };

/** The ticket that is open. What it still waits for hides nothing but itself. */
export function TicketPane(props: TicketProps) {
  return (
    <Suspense fallback={<TicketSkeleton />}>
      <Loaded {...props} />
    </Suspense>
  );
}

function Loaded({ id, onClose }: TicketProps) {
  const t = useT('desk');
  const { data, error, refetch } = useOpenTicket(id);
  useTitle(data ? `#${data.ticket.number} ${data.ticket.subject}` : t('title'));
  useCommand('back', onClose);
  if (data) return <Whole open={data} onClose={onClose} />;
  if (!error) return <TicketSkeleton />;
  const isGone = error instanceof ParleyError && error.status === 404;
  return (
    <div className="flex h-full">
      <h1 className="sr-only">{t('ticket.label')}</h1>
      {isGone ? (
        <EmptyState
          icon={<TicketIcon />}
          title={t('ticket.gone')}
          action={<Button onClick={onClose}>{t('ticket.back')}</Button>}
        >
          {t('ticket.goneDetail')}
        </EmptyState>
      ) : (
        <ErrorState title={t('ticket.failed')} onRetry={() => void refetch()} />
      )}
    </div>
  );
}

/** Whether the panel stands beside the conversation, where there is room for both. */
const panelChoice = createChoice<'shown' | 'hidden'>(
  'desk-panel',
  ['shown', 'hidden'],
  () => 'shown',
  () => {},
);

const roomForBoth = 640;

function Whole({ open, onClose }: { readonly open: OpenTicket; readonly onClose: () => void }) {
  const t = useT('desk');
  const { ticket } = open;
  const place = useRef<HTMLElement>(null);
  const isWide = useIsWide(place, roomForBoth);
  const isShown = useChoice(panelChoice) === 'shown';
  const [isSheet, setSheet] = useState(false);
  const isBeside = isWide && isShown;
  const toggle = () => (isWide ? panelChoice.set(isShown ? 'hidden' : 'shown') : setSheet(true));
  const bring = () => (isWide ? panelChoice.set('shown') : setSheet(true));
  usePanelCommands(!isBeside && !isSheet, bring);
  return (
    <section ref={place} aria-label={t('ticket.label')} className="@container flex h-full min-h-0 flex-col">
      <TicketHeader ticket={ticket} onClose={onClose} isPanelOpen={isBeside || isSheet} onPanel={toggle} />
      <div className="flex min-h-0 flex-1">
        <Conversation key={ticket.id} {...open} />
        {isBeside && (
          <aside aria-label={t('panel.label')} className="w-66 shrink-0 overflow-y-auto border-s border-line @5xl:w-76">
            <SidePanel key={ticket.id} ticket={ticket} />
          </aside>
        )}
      </div>
      {isSheet && !isWide && (
        <Suspense>
          <PanelSheet ticket={ticket} onClose={() => setSheet(false)} />
        </Suspense>
      )}
    </section>
  );
}

/** Keys for what is in the panel bring it into view first. */
function usePanelCommands(isHidden: boolean, bring: () => void): void {
  const commands = useCommands();
  const bringFor = (command: 'priority' | 'tag') => () => {
    commands.runOnceTaken(command);
    bring();
  };
  useCommand('priority', isHidden ? bringFor('priority') : null);
  useCommand('tag', isHidden ? bringFor('tag') : null);
}

/** Whether a place is at least so many pixels wide. */
function useIsWide(place: { readonly current: HTMLElement | null }, width: number): boolean {
  const [isWide, setWide] = useState(() => window.innerWidth >= 1100);
  useEffect(() => {
    if (!place.current) return;
    const watch = new ResizeObserver(([entry]) => entry && setWide(entry.contentRect.width >= width));
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [place, width]);
  return isWide;
}

function TicketSkeleton() {
  const t = useT('desk');
  return (
    <div role="status" aria-label={t('ticket.loading')} className="flex h-full flex-col">
      <h1 className="sr-only">{t('ticket.label')}</h1>
      <div className="flex flex-col gap-2 border-b border-line px-4 py-3">
        <Skeleton className="h-4 w-1/2" />
        <Skeleton className="h-3 w-1/3" />
      </div>
      <div className="flex flex-1 flex-col gap-4 p-6">
        <Skeleton className="h-20 w-3/5" />
        <Skeleton className="h-12 w-2/5" />
        <Skeleton className="ms-auto h-16 w-1/2" />
      </div>
    </div>
  );
}
