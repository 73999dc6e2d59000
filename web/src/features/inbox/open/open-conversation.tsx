import { Link } from '@tanstack/react-router';
import { MessageSquareOff } from 'lucide-react';
import { Suspense, useCallback, useRef } from 'react';
import { useSearchWord } from '../../../app/params.ts';
import { Hush } from '../../../common/hush.tsx';
import { lazyPart } from '../../../common/patient.ts';
import { Queries } from '../../../common/queries.tsx';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { ListSkeleton, Skeleton } from '../../../ui/skeleton.tsx';
import { Chat } from '../../chat/chat.tsx';
import { Blocked } from './blocked.tsx';
import { Header } from './header.tsx';
import { usePanel } from './panel.ts';
import { useOpened } from './use-opened.ts';

const Details = lazyPart(() => import('../details/details.tsx'));
const Find = lazyPart(() => import('../found/find.tsx'));

/** The conversation that is open: its header, the chat, and beside it, or on narrow screens in its place, what is to be known of it. */
export default function OpenConversation({ id }: { readonly id: string }) {
  const t = useT('inbox/open');
  const inbox = useT('inbox');
  const trouble = useTrouble();
  const opened = useOpened(id);
  const seq = Number(useSearchWord('seq'));
  const focusSeq = Number.isSafeInteger(seq) && seq > 0 ? seq : undefined;
  const { panel, close } = usePanel();
  const header = useRef<HTMLElement>(null);
  const closePanel = useCallback(() => {
    const button = panel && header.current?.querySelector<HTMLElement>(`[data-panel=${panel}]`);
    close();
    // On narrow screens the header is not there to be focused before the panel is gone.
    requestAnimationFrame(() => button?.focus());
  }, [panel, close]);
  if (opened.status === 'loading') return <Loading />;
  if (opened.status === 'failed')
    return (
      <ErrorState title={t('open.failed')} onRetry={opened.retry}>
        {trouble(opened.error)}
      </ErrorState>
    );
  if (opened.status === 'gone') return <Gone />;
  const { conversation } = opened;
  return (
    <Queries>
      <h1 className="sr-only sm:hidden">{inbox('title')}</h1>
      <div className="relative flex min-h-0 flex-1">
        <div className={`flex min-w-0 flex-1 flex-col ${panel ? 'max-xl:invisible' : ''}`}>
          <Chat
            conversationId={id}
            focusSeq={focusSeq}
            header={
              <>
                <Header ref={header} conversation={conversation} panel={panel} />
                <Blocked conversation={conversation} />
              </>
            }
            notice={conversation.status === 'closed' ? <Closed /> : undefined}
          />
        </div>
        {panel && (
          <Suspense fallback={<Hush />}>
            {panel === 'details' ? (
              <Details key={id} conversation={conversation} onClose={closePanel} />
            ) : (
              <Find key={id} conversationId={id} onClose={closePanel} />
            )}
          </Suspense>
        )}
      </div>
    </Queries>
  );
}

/** Nothing can be said any more. */
function Closed() {
  const t = useT('inbox/open');
  return (
    <p role="status" className="border-t border-line bg-canvas px-4 py-3 text-center text-sm text-muted">
      {t('open.closed')}
    </p>
  );
}

function Gone() {
  const t = useT('inbox/open');
  return (
    <div className="flex h-full bg-canvas">
      <EmptyState
        icon={<MessageSquareOff />}
        title={t('open.gone')}
        action={
          <Link to="/inbox" className={buttonClass()}>
            {t('open.back')}
          </Link>
        }
      >
        {t('open.goneText')}
      </EmptyState>
    </div>
  );
}

function Loading() {
  const common = useT('common');
  return (
    <div className="min-h-0 flex-1 overflow-hidden">
      <div className="flex h-12 items-center gap-3 border-b border-line px-4">
        <Skeleton className="size-8 rounded-full" />
        <Skeleton className="h-4 w-40" />
      </div>
      <ListSkeleton label={common('loading')} rows={5} />
    </div>
  );
}
